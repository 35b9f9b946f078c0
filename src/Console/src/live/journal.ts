import type { LiveEvent } from '../api/records';

const kept = 60_000;
const entries: { at: number; event: LiveEvent }[] = [];
let dropped = 0;

/** The latest events, for answers that were on their way while something happened: they are told of it when they are here. */
export const journal = {
  add(events: LiveEvent[]) {
    const now = Date.now();
    for (const event of events) entries.push({ at: now, event });
    let old = 0;
    while (old < entries.length && entries[old]!.at < now - kept) old++;
    if (old > 0) dropped += entries.splice(0, old).length;
  },

  /** Where the journal is now. */
  mark: () => dropped + entries.length,

  /** What has been added since. */
  since: (mark: number): LiveEvent[] => entries.slice(Math.max(0, mark - dropped)).map(entry => entry.event),
};

import type { Activity } from '../api/records';

/** What happened to a conversation as far as it has been read: the newest last. */
export interface ActivityData {
  rows: Activity[];
  /** Where older ones go on; null at the beginning. */
  next: string | null;
}

/** With the newest page read anew. What the page does not reach is kept; where it no longer joins on, it is read again when it is scrolled to. */
export function withNewest(data: ActivityData | undefined, page: ActivityData): ActivityData {
  const joint = page.next === null ? -1 : data?.rows.findIndex(row => row.id === page.rows[0]!.id) ?? -1;
  return joint < 0 ? page : { rows: [...data!.rows.slice(0, joint), ...page.rows], next: data!.next };
}

/** With a page of older ones. */
export const withOlder = (data: ActivityData, page: ActivityData): ActivityData => ({ rows: [...page.rows, ...data.rows], next: page.next });

const quick = 3_000;
const slow = 30_000;

/** After how many milliseconds it is worth looking how the runs get on, of which not every step is told; false where none is under way. */
export function lookAgain(data: ActivityData | undefined, now = Date.now()): number | false {
  const running = data?.rows.findLast(row => row.type === 'activeflow' && row.data.status === 'running');
  return running ? (now - Date.parse(running.tm_create.replace(' ', 'T').slice(0, 23) + 'Z') < 60_000 ? quick : slow) : false;
}

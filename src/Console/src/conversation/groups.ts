import type { Activity, Message, Note } from '../api/records';
import { dayKey, when } from '../api/times';

/** What stands between messages. */
export type Between = Note | Activity;

/** What stands in the stream: messages that somebody wrote one after the other, a note, or what happened. */
export type Entry = { key: string; messages?: Message[]; note?: Note; activity?: Activity };

export interface Day {
  key: string;
  date: Date;
  entries: Entry[];
}

const together = 5 * 60_000;
const partSize = 25;
export const partOf = (message: Message) => Math.floor(message.sequence / partSize);

/** Messages, and what stands between them, by day; within a day by who wrote them at about the same time, in no more than a part of them. */
export function byDay(messages: Message[], between: Between[] = []): Day[] {
  const days: Day[] = [];
  let last: Message | undefined;
  for (const item of merged(messages, between)) {
    const at = when(item.tm_create) ?? new Date(0);
    let day = days.at(-1);
    if (day?.key !== dayKey(at)) {
      days.push((day = { key: dayKey(at), date: at, entries: [] }));
      last = undefined;
    }
    if (!('direction' in item)) {
      day.entries.push('data' in item ? { key: item.id, activity: item } : { key: item.id, note: item });
      last = undefined;
      continue;
    }
    if (last && isSameWriter(last, item) && partOf(last) === partOf(item) && at.getTime() - (when(last.tm_create)?.getTime() ?? 0) < together) day.entries.at(-1)!.messages!.push(item);
    else day.entries.push({ key: item.id, messages: [item] });
    last = item;
  }
  return days;
}

/** A day's entries in parts of some two dozen messages. A part's key stays while messages come before and behind it. */
export function partsOf(entries: Entry[]): { key: number; entries: Entry[] }[] {
  const parts: { key: number; entries: Entry[] }[] = [];
  let key = keyOf(entries.find(entry => entry.messages));
  for (const entry of entries) {
    key = Math.max(key, keyOf(entry));
    const last = parts.at(-1);
    if (last?.key === key) last.entries.push(entry);
    else parts.push({ key, entries: [entry] });
  }
  return parts;
}

const keyOf = (entry?: Entry) => (entry?.messages ? partOf(entry.messages[0]!) : -1);

const isSameWriter = (one: Message, other: Message) =>
  one.direction === other.direction && one.sender.type === other.sender.type && one.sender.id === other.sender.id && one.source.target === other.source.target;

/** Both in the order of their times. What a message brought about shares its time: it opens the conversation, then it is there, then a flow runs. */
function merged(messages: Message[], between: Between[]): (Message | Between)[] {
  if (between.length === 0) return messages;
  return [...messages, ...between].sort((one, other) => (one.tm_create < other.tm_create ? -1 : one.tm_create > other.tm_create ? 1 : rank(one) - rank(other)));
}

const rank = (item: Message | Between) => ('direction' in item ? 1 : 'data' in item && item.type === 'activeflow' ? 2 : 0);

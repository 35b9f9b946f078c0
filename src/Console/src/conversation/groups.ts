import type { Message } from '../api/records';
import { dayKey, when } from '../api/times';

/** Messages that somebody wrote one after the other. */
export interface Group {
  key: string;
  messages: Message[];
}

export interface Day {
  key: string;
  date: Date;
  groups: Group[];
}

const together = 5 * 60_000;

/** Messages by day and, within it, by who wrote them at about the same time. */
export function byDay(messages: Message[]): Day[] {
  const days: Day[] = [];
  let last: { message: Message; at: Date } | undefined;
  for (const message of messages) {
    const at = when(message.tm_create) ?? new Date(0);
    let day = days.at(-1);
    if (day?.key !== dayKey(at)) {
      days.push((day = { key: dayKey(at), date: at, groups: [] }));
      last = undefined;
    }
    const isSame = last && last.message.direction === message.direction && last.message.sender.type === message.sender.type && last.message.sender.id === message.sender.id
      && last.message.source.target === message.source.target && at.getTime() - last.at.getTime() < together;
    if (isSame) day.groups.at(-1)!.messages.push(message);
    else day.groups.push({ key: message.id, messages: [message] });
    last = { message, at };
  }
  return days;
}

import type { Conversation, LiveEvent, Message } from '../api/records';
import type { Me } from '../app/me';
import { type Filter, matches } from './filter';

/** A list of conversations, as far as it has been read: those with the latest messages first. */
export interface ListData {
  rows: Conversation[];
  /** Where it goes on; null at its end. */
  next: string | null;
}

/** When something last happened in it. */
export const lastTime = (conversation: Conversation) => conversation.tm_last_message || conversation.tm_create;

/** The conversation after a message of it. */
export function withMessage(conversation: Conversation, message: Message): Conversation {
  if (conversation.tm_last_message && conversation.tm_last_message >= message.tm_create) return conversation;
  const { direction, text, sender, medias, tm_create } = message;
  return {
    ...conversation,
    last_message: { text, direction, tm_create, media_count: medias.length, sender_type: sender.type },
    tm_last_message: tm_create,
    unread: direction === 'incoming' ? (conversation.unread ?? 0) + 1 : sender.type === 'flow' ? conversation.unread : 0,
  };
}

/** What is known of a conversation that was shown, and is told of anew: the newer of both. */
export function newer(before: Conversation | undefined, told: Conversation): Conversation {
  if (!before) return told;
  if (before.tm_update > told.tm_update) return before;
  if (lastTime(before) <= lastTime(told)) return told;
  const { tm_last_message, last_message, unread } = before;
  return { ...told, tm_last_message, last_message, unread };
}

/** The list after events, the ids of conversations that it may have to show and does not have, and those that it has or was told of. However many events there are, the list is gone through once. */
export function withEvents(list: ListData, events: LiveEvent[], filter: Filter, me: Me, missing: Set<string> = new Set(), known: Map<string, Conversation> = new Map()): ListData {
  const told = events.filter(event => event.type === 'conversation_message_created' || isConversation(event));
  if (told.length === 0) return list;
  const ids = new Set(told.map(aboutOf));
  const before = new Map<string, Conversation>();
  const rows = list.rows.filter(row => !ids.has(row.id) || void before.set(row.id, row));
  const after = new Map(before);
  for (const event of told) {
    const id = aboutOf(event);
    const there = after.get(id);
    if (event.type === 'conversation_deleted') after.delete(id);
    else if (isConversation(event)) after.set(id, newer(there, event.data as Conversation));
    else if (there) after.set(id, withMessage(there, event.data as Message));
    else if (!filter.query) missing.add(id);
  }
  for (const row of after.values()) {
    missing.delete(row.id);
    known.set(row.id, row);
    if (!matches(row, filter, me) || (filter.query && !before.has(row.id))) continue;
    const place = placeOf(rows, row);
    if (place < rows.length || list.next === null || before.has(row.id)) rows.splice(place, 0, row);
  }
  return { ...list, rows };
}

/** The list with a conversation as it is now. */
export const withConversation = (list: ListData, conversation: Conversation, filter: Filter, me: Me) =>
  withEvents(list, [{ type: 'conversation_updated', data: conversation, cursor: '' }], filter, me);

const isConversation = (event: LiveEvent) => event.type === 'conversation_created' || event.type === 'conversation_updated' || event.type === 'conversation_read' || event.type === 'conversation_deleted';

/** The conversation that an event is about. */
export const aboutOf = (event: LiveEvent) => (isConversation(event) ? event.data.id : (event.data as Message).conversation_id);

/** Where it stands among rows of which those with the latest messages come first. */
function placeOf(rows: Conversation[], row: Conversation): number {
  const time = lastTime(row);
  let [from, to] = [0, rows.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (lastTime(rows[middle]!) > time || (lastTime(rows[middle]!) === time && rows[middle]!.id > row.id)) from = middle + 1;
    else to = middle;
  }
  return from;
}

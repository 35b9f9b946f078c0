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
    last_message: { direction, text, sender: sender.type, medias: medias.length },
    tm_last_message: tm_create,
    unread: direction === 'incoming' ? (conversation.unread ?? 0) + 1 : sender.type === 'flow' ? conversation.unread : 0,
  };
}

/** The list with a conversation as it is now: in its place, moved up, or gone. */
export function withConversation(list: ListData, changed: Conversation, filter: Filter, me: Me): ListData {
  const at = list.rows.findIndex(row => row.id === changed.id);
  const before = list.rows[at];
  if (before && before.tm_update > changed.tm_update) return list;
  const rows = before ? list.rows.filter(row => row !== before) : [...list.rows];
  if (!matches(changed, filter, me)) return before ? { ...list, rows } : list;
  if (!before && filter.query) return list;
  const row = before && lastTime(before) > lastTime(changed) ? { ...changed, tm_last_message: before.tm_last_message, last_message: before.last_message, unread: before.unread } : changed;
  if (before && lastTime(before) === lastTime(row)) rows.splice(at, 0, row);
  else {
    const place = rows.findIndex(other => lastTime(other) < lastTime(row));
    if (place < 0 && list.next !== null && !before) return list;
    rows.splice(place < 0 ? rows.length : place, 0, row);
  }
  return { ...list, rows };
}

/** The list after events, and the ids of conversations that it may have to show and does not have. */
export function withEvents(list: ListData, events: LiveEvent[], filter: Filter, me: Me, missing: Set<string> = new Set()): ListData {
  for (const event of events) {
    if (event.type === 'conversation_message_created') {
      const message = event.data as Message;
      const row = list.rows.find(row => row.id === message.conversation_id);
      if (row) list = withConversation(list, withMessage(row, message), filter, me);
      else if (!filter.query) missing.add(message.conversation_id);
    } else if (event.type === 'conversation_deleted') list = { ...list, rows: list.rows.filter(row => row.id !== event.data.id) };
    else if (event.type === 'conversation_created' || event.type === 'conversation_updated') {
      list = withConversation(list, event.data as Conversation, filter, me);
      missing.delete(event.data.id);
    }
  }
  return list;
}

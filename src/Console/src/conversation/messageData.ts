import type { LiveEvent, Message } from '../api/records';

/** A conversation's messages as far as they have been read: the newest last. */
export interface MessageData {
  rows: Message[];
  /** Where older ones go on; null at the beginning. */
  next: string | null;
}

/** The messages with one as it is now; one that is older than what was read comes with its page. */
export function withMessageIn(data: MessageData, message: Message): MessageData {
  const at = data.rows.findIndex(row => row.id === message.id);
  if (at >= 0) return data.rows[at]!.tm_update > message.tm_update ? data : { ...data, rows: data.rows.with(at, message) };
  const place = data.rows.findLastIndex(row => row.sequence < message.sequence);
  if (place < 0 && data.next !== null) return data;
  return { ...data, rows: data.rows.toSpliced(place + 1, 0, message) };
}

/** The messages of a conversation after events. */
export function withMessageEvents(data: MessageData, id: string, events: LiveEvent[]): MessageData {
  for (const event of events) {
    const message = event.data as Message;
    if (!event.type.startsWith('conversation_message_') || message.conversation_id !== id) continue;
    data = event.type === 'conversation_message_deleted' ? { ...data, rows: data.rows.filter(row => row.id !== message.id) } : withMessageIn(data, message);
  }
  return data;
}

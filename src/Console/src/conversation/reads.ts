import type { QueryClient } from '@tanstack/react-query';
import { keys } from '../api/keys';
import type { Conversation } from '../api/records';
import { changeLists } from '../inbox/patches';

/** No event tells of reading: the tabs of a browser tell each other. */
const tabs = new BroadcastChannel('read');

type Read = Pick<Conversation, 'id' | 'tm_last_message'>;

/** Tells the other tabs that a conversation has been read. */
export const tellRead = ({ id, tm_last_message }: Read) => tabs.postMessage({ id, tm_last_message });

/** Takes in what other tabs have read, until the function that it returns is called. What has come later is not read. */
export function hearRead(client: QueryClient): () => void {
  const asRead = (row: Conversation, read: Read) => (row.id === read.id && row.tm_last_message === read.tm_last_message ? { ...row, unread: 0 } : row);
  const heard = ({ data }: MessageEvent<Read>) => {
    client.setQueryData<Conversation>(keys.conversation(data.id), row => row && asRead(row, data));
    changeLists(client, list => (list.rows.some(row => row.id === data.id) ? { ...list, rows: list.rows.map(row => asRead(row, data)) } : list));
  };
  tabs.addEventListener('message', heard);
  return () => tabs.removeEventListener('message', heard);
}

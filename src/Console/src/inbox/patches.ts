import type { QueryClient } from '@tanstack/react-query';
import { ApiError, get } from '../api/client';
import { keys } from '../api/keys';
import type { Conversation } from '../api/records';
import type { Me } from '../app/me';
import { journal } from '../live/journal';
import type { Patch } from '../live/patch';
import type { Filter } from './filter';
import { aboutOf, type ListData, withConversation, withEvents } from './listData';

/** Changes all lists that are at hand. */
export function changeLists(client: QueryClient, change: (list: ListData, filter: Filter) => ListData) {
  for (const [key, list] of client.getQueriesData<ListData>({ queryKey: keys.lists })) {
    const after = list && change(list, key[1] as Filter);
    if (after !== list) client.setQueryData(key, after);
  }
}

/** Takes a conversation as an answer showed it into the cache. */
export function keepConversation(client: QueryClient, conversation: Conversation, me: Me) {
  client.setQueryData(keys.conversation(conversation.id), conversation);
  changeLists(client, (list, filter) => withConversation(list, conversation, filter, me));
}

const longest = 15_000;

/** What is not ours to see. An agent has what nobody has in lists alone, so one of them may have to show it. */
const hidden = new Set<string>();
let timer: ReturnType<typeof setTimeout> | undefined;

function readFree(client: QueryClient) {
  timer ??= setTimeout(() => {
    timer = undefined;
    void client.invalidateQueries({ queryKey: keys.lists, predicate: ({ queryKey }) => (queryKey[1] as Filter).tab === 'unassigned' });
  }, 1000);
}

/** Reads a conversation that no list has, one call at a time, and again as long as the server refuses for a while; what happened since the mark may be missing in it. */
const readRow = (client: QueryClient, id: string) => client.fetchQuery({
  queryKey: keys.row(id),
  queryFn: async ({ signal }) => {
    const mark = journal.mark();
    return { mark, found: await get<Conversation>(`/v1.0/service_agents/conversations/${id}`, undefined, signal) };
  },
  staleTime: 0,
  gcTime: 0,
  retry: (_, error) => error instanceof ApiError && error.isPassing,
  retryDelay: (count, error) => Math.max(error instanceof ApiError ? error.retryAfter * 1000 : 0, Math.min(longest, 500 * 2 ** count) * (0.5 + Math.random() / 2)),
});

/** Lists of conversations as events change them. One that is in none and has got a message is asked for. */
export const patchLists: Patch = (client, events, me) => {
  const about = events.filter(event => event.type.startsWith('conversation_'));
  if (about.length === 0) return;
  for (const event of about) if (event.type === 'conversation_updated') hidden.delete(event.data.id);
  const [missing, known] = [new Set<string>(), new Map<string, Conversation>()];
  changeLists(client, (list, filter) => withEvents(list, about, filter, me, missing, known));
  const show = (found: Conversation) => changeLists(client, (list, filter) => withConversation(list, found, filter, me));
  for (const id of missing) {
    const row = known.get(id);
    if (row) show(row);
    else if (hidden.has(id)) readFree(client);
    else
      readRow(client, id).then(({ found, mark }) => {
        const later = journal.since(mark).filter(event => aboutOf(event) === id);
        changeLists(client, (list, filter) => withEvents(withConversation(list, found, filter, me), later, filter, me));
      }, e => {
        if (!(e instanceof ApiError && e.status === 403)) return;
        hidden.add(id);
        readFree(client);
      });
  }
};

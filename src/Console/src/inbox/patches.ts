import type { QueryClient } from '@tanstack/react-query';
import { get } from '../api/client';
import { keys } from '../api/keys';
import type { Conversation } from '../api/records';
import type { Me } from '../app/me';
import type { Patch } from '../live/patch';
import type { Filter } from './filter';
import { type ListData, withConversation, withEvents } from './listData';

/** Changes all lists that are at hand. */
function changeLists(client: QueryClient, change: (list: ListData, filter: Filter) => ListData) {
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

/** Lists of conversations as events change them. One that is not at hand and has got a message is asked for. */
export const patchLists: Patch = (client, events, me) => {
  const about = events.filter(event => event.type.startsWith('conversation_'));
  if (about.length === 0) return;
  const missing = new Set<string>();
  changeLists(client, (list, filter) => withEvents(list, about, filter, me, missing));
  for (const id of missing)
    get<Conversation>(`/v1.0/service_agents/conversations/${id}`).then(
      found => changeLists(client, (list, filter) => withConversation(list, found, filter, me)),
      // Not ours to see, or nobody's, which an agent sees in the list alone.
      () => client.invalidateQueries({ queryKey: keys.lists, predicate: ({ queryKey }) => !me.isAdmin && (queryKey[1] as Filter).tab === 'unassigned' }),
    );
};

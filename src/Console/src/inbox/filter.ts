import { useMemo } from 'react';
import { useSearchParams } from 'wouter';
import { type ChannelType, channels, type Conversation, type ConversationState, nobody } from '../api/records';
import { type Me, useMe } from '../app/me';

export type Tab = 'mine' | 'unassigned' | 'all';

/** Which conversations the list shows; it stands in the address. */
export interface Filter {
  tab: Tab;
  state: ConversationState;
  type: ChannelType | '';
  /** An agent's id, or empty; for the tab of all. */
  owner: string;
  /** A tag's id, or empty. */
  label: string;
  query: string;
}

const states: ConversationState[] = ['open', 'snoozed', 'closed'];

/** The tabs that somebody may see. */
export const tabsOf = (me: Me): Tab[] => (me.isAdmin ? ['mine', 'unassigned', 'all'] : me.customer.agent_pickup ? ['mine', 'unassigned'] : ['mine']);

/** The list's filter, and how it is changed. */
export function useFilter(): [Filter, (change: Partial<Filter>) => void, string] {
  const me = useMe();
  const [params, setParams] = useSearchParams();
  const search = params.toString();
  const filter = useMemo(() => read(new URLSearchParams(search), me), [search, me]);
  const set = (change: Partial<Filter>) =>
    setParams(before => {
      const next = new URLSearchParams(before);
      for (const [name, value] of Object.entries(change)) if (value) next.set(name, value); else next.delete(name);
      return next;
    }, { replace: true });
  return [filter, set, search];
}

function read(params: URLSearchParams, me: Me): Filter {
  const tabs = tabsOf(me);
  const one = <T extends string>(name: string, of: T[]) => of.find(word => word === params.get(name));
  const tab = one('tab', tabs) ?? (me.isAdmin ? 'all' : 'mine');
  return { tab, state: one('state', states) ?? 'open', type: one('type', channels) ?? '', owner: tab === 'all' ? params.get('owner') ?? '' : '', label: params.get('label') ?? '', query: params.get('query') ?? '' };
}

/** The filter as the API takes it. */
export const asQuery = (filter: Filter, me: Me) => ({
  order: 'last_message',
  state: filter.query ? undefined : filter.state,
  type: filter.type,
  query: filter.query,
  label_id: filter.label,
  assigned: filter.tab === 'unassigned' ? false : undefined,
  owner_id: filter.tab === 'mine' ? me.agent.id : filter.tab === 'all' && me.isAdmin ? filter.owner : undefined,
});

/** Whether a conversation belongs in the list; what a search would find only the server knows, so then: whether it may. */
export function matches(conversation: Conversation, filter: Filter, me: Me): boolean {
  const owner = filter.tab === 'mine' ? me.agent.id : filter.tab === 'unassigned' ? nobody : filter.owner;
  return (!owner || conversation.owner_id === owner) && (!filter.type || conversation.type === filter.type)
    && (!filter.label || (conversation.label_ids?.includes(filter.label) ?? false))
    && (filter.query !== '' || (conversation.state ?? 'open') === filter.state) && conversation.tm_delete.startsWith('9999');
}

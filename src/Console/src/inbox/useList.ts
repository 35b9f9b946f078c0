import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { get, type Page } from '../api/client';
import { keys } from '../api/keys';
import type { Conversation } from '../api/records';
import { useMore } from '../api/useMore';
import { type Me, useMe } from '../app/me';
import { journal } from '../live/journal';
import { asQuery, type Filter, matches } from './filter';
import { type ListData, withEvents } from './listData';

const size = 100;

async function readPage(filter: Filter, me: Me, token: string | undefined, signal?: AbortSignal): Promise<ListData> {
  const page = await get<Page<Conversation>>('/v1.0/service_agents/conversations', { ...asQuery(filter, me), page_size: size, page_token: token }, signal);
  // A search looks at so many conversations at a time; how many of them it found says nothing about its end.
  const isLast = filter.query ? page.next_page_token === '' : page.result.length < size;
  return { rows: page.result.filter(row => matches(row, filter, me)), next: isLast ? null : page.next_page_token };
}

/** Puts a further page behind what is there by now; what has come to the top meanwhile is there already. */
function append(client: QueryClient, filter: Filter, page: ListData) {
  client.setQueryData<ListData>(keys.list(filter), list => {
    if (!list) return list;
    const fresh = new Map(page.rows.map(row => [row.id, row]));
    for (const row of list.rows) fresh.delete(row.id);
    return { rows: [...list.rows, ...fresh.values()], next: page.next };
  });
}

/** The first page of a list, as the cache keeps it. */
export const firstPage = (filter: Filter, me: Me) => ({
  queryKey: keys.list(filter),
  queryFn: async ({ signal }: { signal: AbortSignal }) => {
    const mark = journal.mark();
    return withEvents(await readPage(filter, me, undefined, signal), journal.since(mark), filter, me);
  },
  structuralSharing: false,
  staleTime: filter.query ? 0 : Infinity,
});

/** A list of conversations that grows as one reads on. */
export function useList(filter: Filter) {
  const me = useMe();
  const client = useQueryClient();
  const list = useQuery(firstPage(filter, me));
  const next = list.data?.next ?? null;
  const [more, loadMore] = useMore(useCallback(async () => {
    if (next === null) return;
    const mark = journal.mark();
    append(client, filter, withEvents(await readPage(filter, me, next), journal.since(mark), filter, me));
  }, [client, filter, me, next]));
  return { rows: list.data?.rows, hasMore: next !== null, error: list.error, again: list.refetch, more, loadMore };
}

import { type QueryClient, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { get, type Page } from '../api/client';
import { readAll } from '../api/useAgents';

const pageSize = 100;

/** The token of the page that follows; a page that is not full is the last. */
const nextPage = (page: Page<unknown>) => (page.result.length < pageSize ? undefined : page.next_page_token || undefined);

type Query = Record<string, string | number | boolean | undefined>;

/** The names under which lists of a path are kept. */
export const listKey = (path: string, query?: Query) => (query ? ['list', path, query] : ['list', path]);

/** What a path lists, page by page: `items` is undefined until the first is there. */
export function useList<T>(path: string, query: Query = {}) {
  const list = useInfiniteQuery({
    queryKey: listKey(path, query),
    queryFn: ({ pageParam, signal }) => get<Page<T>>(path, { ...query, page_size: pageSize, page_token: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: nextPage,
    staleTime: 5_000,
  });
  const items = useMemo(() => list.data?.pages.flatMap(page => page.result), [list.data]);
  return { items, error: list.error, isMore: list.hasNextPage, isLoadingMore: list.isFetchingNextPage, more: list.fetchNextPage, retry: list.refetch };
}

export type List<T> = ReturnType<typeof useList<T>>;

/** Reads the lists of a path anew, after something of them was changed. */
export const refreshLists = (client: QueryClient, path: string) => client.invalidateQueries({ queryKey: listKey(path) });

/** All that a path lists, for choices; undefined until it is there. */
export const useAll = <T>(path: string): T[] | undefined => useQuery({ queryKey: [...listKey(path), 'all'], queryFn: ({ signal }) => readAll<T>(path, signal) }).data;

import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { get, type Page } from '../api/client';
import { listKey } from '../kit/useList';
import { deliveriesPath, type Delivery } from './records';

/** Which deliveries are shown. */
export interface Filter {
  endpoint_id?: string;
  status?: string;
  event_type?: string;
}

const size = 50;
const refreshed = 4; // so many pages are kept fresh by themselves; who has gone further back reads history
const every = 3000;

/** What became of deliveries, newest first, kept fresh: there is no event for it. */
export function useDeliveries(filter: Filter) {
  // For these there is no index: a page may be short and lead on.
  const isSearch = filter.event_type !== undefined || filter.status === 'delivered';
  const list = useInfiniteQuery({
    queryKey: listKey(deliveriesPath, { ...filter }),
    queryFn: ({ pageParam, signal }) => get<Page<Delivery>>(deliveriesPath, { ...filter, page_size: size, page_token: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: last => (isSearch || last.result.length === size ? last.next_page_token || undefined : undefined),
    placeholderData: keepPreviousData,
    refetchInterval: query => ((query.state.data?.pages.length ?? 0) <= refreshed ? every : false),
    staleTime: 0,
  });
  const items = useMemo(() => list.data?.pages.flatMap(page => page.result), [list.data]);
  return {
    items,
    /** Whether the list of before is still shown. */
    isChanging: list.isPlaceholderData,
    error: list.data && !list.isFetchNextPageError ? null : list.error,
    isMore: list.hasNextPage,
    isLoadingMore: list.isFetchingNextPage,
    /** Whether the end is reached by scrolling; over stretches with nothing one goes step by step. */
    mayGoOn: list.hasNextPage && !list.isFetchingNextPage && !list.isPlaceholderData && (list.data?.pages.at(-1)?.result.length ?? 0) > 0,
    more: list.fetchNextPage,
    retry: list.refetch,
  };
}

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { get, type Page } from '../api/client';
import type { Conversation, Media, Message } from '../api/records';

/** What a pretend phone received. */
interface Received {
  id: string;
  from: string;
  to: string;
  text: string;
  medias: Media[];
  tm_create: string;
}

/** One message on a phone's screen. */
export interface Line {
  id: string;
  isMine: boolean;
  text: string;
  medias: Media[];
  tm_create: string;
  /** Of one that the phone sent: the conversation that holds its medias. */
  conversationId?: string;
}

const size = 100;
const pages = { initialPageParam: '', getNextPageParam: (last: Page<unknown>) => (last.result.length < size ? undefined : last.next_page_token), staleTime: 0 };

/** All that a phone and a number of ours said to each other, oldest first; undefined until it is known. */
export function useThread(phone: string, number: string | undefined) {
  const received = useInfiniteQuery({
    ...pages,
    queryKey: ['phone', phone, 'received'],
    queryFn: ({ pageParam, signal }) => get<Page<Received>>('/v1.0/phone/messages', { number: phone, page_size: size, page_token: pageParam }, signal),
  });
  const conversation = useQuery({
    queryKey: ['phone', phone, 'conversation', number],
    queryFn: async ({ signal }) => {
      const found = await get<Page<Conversation>>('/v1.0/conversations', { type: 'message', dialog_id: phone }, signal); // not by a search, which knows it a second later
      return found.result.find(one => one.peer.target === phone && one.self.target === number) ?? null;
    },
    enabled: number !== undefined,
    staleTime: 0,
  });
  const id = conversation.data?.id;
  const said = useInfiniteQuery({
    ...pages,
    queryKey: ['phone', phone, 'said', id],
    queryFn: ({ pageParam, signal }) => get<Page<Message>>(`/v1.0/conversations/${id}/messages`, { page_size: size, page_token: pageParam }, signal),
    enabled: id !== undefined,
  });

  const lines = useMemo<Line[] | undefined>(() => {
    if (!received.data || conversation.data === undefined || (id && !said.data)) return undefined;
    const theirs = received.data.pages.flatMap(page => page.result);
    const ours = said.data?.pages.flatMap(page => page.result) ?? [];
    // Where either has more, what is older than all that is there of it would stand in the wrong place.
    const from = [received.hasNextPage ? theirs.at(-1)?.tm_create : '', said.hasNextPage ? ours.at(-1)?.tm_create : ''].sort().at(-1) ?? '';
    return [
      ...theirs.filter(message => message.from === number).map(message => ({ ...message, isMine: false })),
      ...ours
        .filter(message => message.direction === 'incoming')
        .map(({ id: message, text, medias, tm_create }) => ({ id: message, text, medias, tm_create, isMine: true, conversationId: id })),
    ]
      .filter(line => line.tm_create >= from)
      .sort((a, b) => (a.tm_create < b.tm_create ? -1 : a.tm_create > b.tm_create ? 1 : 0));
  }, [received.data, received.hasNextPage, conversation.data, said.data, said.hasNextPage, id, number]);

  const all = [received, conversation, said];
  return {
    lines,
    error: lines ? null : (all.find(query => query.error)?.error ?? null),
    retry: () => all.forEach(query => query.error && query.refetch()),
    isMore: received.hasNextPage || said.hasNextPage,
    more: () => [received, said].forEach(query => query.hasNextPage && query.fetchNextPage()),
    isLoadingMore: received.isFetchingNextPage || said.isFetchingNextPage,
    conversationId: id,
  };
}

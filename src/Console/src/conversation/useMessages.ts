import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { get, type Page } from '../api/client';
import { keys } from '../api/keys';
import type { Message } from '../api/records';
import { journal } from '../live/journal';
import { type MessageData, withMessageEvents } from './messageData';

const size = 50;

async function readPage(id: string, token?: string, signal?: AbortSignal): Promise<MessageData> {
  const page = await get<Page<Message>>(`/v1.0/service_agents/conversations/${id}/messages`, { page_size: size, page_token: token }, signal);
  return { rows: page.result.reverse(), next: page.result.length < size ? null : page.next_page_token };
}

/** A conversation's messages, and those before them as one asks for them. */
export function useMessages(id: string) {
  const client = useQueryClient();
  const messages = useQuery({
    queryKey: keys.messages(id),
    queryFn: async ({ signal }) => {
      const mark = journal.mark();
      return withMessageEvents(await readPage(id, undefined, signal), id, journal.since(mark));
    },
    structuralSharing: false,
    staleTime: Infinity,
  });
  const next = messages.data?.next ?? null;
  const loadOlder = useCallback(async () => {
    if (next === null) return;
    const mark = journal.mark();
    const page = withMessageEvents(await readPage(id, next), id, journal.since(mark));
    client.setQueryData<MessageData>(keys.messages(id), data => {
      const there = new Set(data?.rows.map(row => row.id));
      return data && { rows: [...page.rows.filter(row => !there.has(row.id)), ...data.rows], next: page.next };
    });
  }, [client, id, next]);
  return { rows: messages.data?.rows, hasOlder: next !== null, loadOlder, error: messages.error, again: messages.refetch };
}

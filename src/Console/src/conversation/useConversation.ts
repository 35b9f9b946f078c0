import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect } from 'react';
import { ApiError, call, get } from '../api/client';
import { complain } from '../api/explain';
import { keys } from '../api/keys';
import { type Conversation, nobody } from '../api/records';
import { useMe } from '../app/me';
import type { ListData } from '../inbox/listData';
import { keepConversation } from '../inbox/patches';
import { journal } from '../live/journal';

const path = (id: string) => `/v1.0/service_agents/conversations/${id}`;

/** A conversation, shown at once where a list has it. */
export function useConversation(id: string) {
  const client = useQueryClient();
  const listed = () => client.getQueriesData<ListData>({ queryKey: keys.lists }).flatMap(([, list]) => list?.rows ?? []).find(row => row.id === id);
  return useQuery({
    queryKey: keys.conversation(id),
    queryFn: async ({ signal }) => {
      const mark = journal.mark();
      const read = await get<Conversation>(path(id), undefined, signal).catch((e: unknown) => {
        // What nobody has an agent sees in the list alone, until it takes it.
        const row = e instanceof ApiError && e.status === 403 ? listed() : undefined;
        if (row?.owner_id === nobody) return row;
        throw e;
      });
      const later = journal.since(mark).filter(event => event.type === 'conversation_updated' && event.data.id === id).at(-1)?.data as Conversation | undefined;
      return later && later.tm_update > read.tm_update ? later : read;
    },
    placeholderData: listed,
    staleTime: Infinity,
  });
}

/** Changes a conversation over the API, and shows what became of it. Answers whether it worked. */
export function useChange(id: string) {
  const client = useQueryClient();
  const me = useMe();
  return useCallback(async (method: 'PUT' | 'POST', action: string, body?: unknown): Promise<boolean> => {
    try {
      keepConversation(client, await call<Conversation>(method, path(id) + action, body), me);
      return true;
    } catch (e) {
      complain(e);
      return false;
    }
  }, [client, id, me]);
}

/** Tells the server that a conversation with news is being looked at, for as long as it has some: by whom it is for. Who looks over another's shoulder has not read it for him. */
export function useReading(conversation: Conversation | undefined) {
  const client = useQueryClient();
  const me = useMe();
  const id = conversation?.id;
  const isForMe = conversation?.owner_id === me.agent.id || (me.isAdmin && conversation?.owner_id === nobody);
  const hasNews = (conversation?.unread ?? 0) > 0 && isForMe;
  useEffect(() => {
    if (!id || !hasNews) return;
    let isOver = false;
    let timer = setTimeout(read, 300);
    async function read() {
      clearTimeout(timer);
      if (!document.hidden) await call<Conversation>('POST', `${path(id!)}/read`).then(changed => keepConversation(client, changed, me), () => {});
      if (!isOver) timer = setTimeout(read, 1500);
    }
    document.addEventListener('visibilitychange', read);
    return () => {
      isOver = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', read);
    };
  }, [client, id, hasNews, me]);
}

/** Whether the other end wants no SMS; it is asked again when something comes from there. */
export function useOptedOut(conversation: Conversation): boolean {
  const { data } = useQuery({
    queryKey: keys.optOut(conversation.id),
    queryFn: ({ signal }) => get<{ opted_out: boolean }>(`${path(conversation.id)}/opt_out`, undefined, signal),
    enabled: conversation.type === 'message',
    staleTime: 30_000,
    retry: (count, error) => count < 2 && !(error instanceof ApiError && !error.isPassing),
  });
  return data?.opted_out ?? false;
}

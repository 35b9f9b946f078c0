import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { get, type Page } from '../api/client';
import { keys } from '../api/keys';
import type { Activity, Conversation } from '../api/records';
import { useMe } from '../app/me';
import { type ActivityData, lookAgain, withNewest, withOlder } from './activityData';
import { mayHandle } from './may';

const size = 50;
const together = 150;
const none: ActivityData = { rows: [], next: null };

async function readPage(id: string, token?: string, signal?: AbortSignal): Promise<ActivityData> {
  const page = await get<Page<Activity>>(`/v1.0/service_agents/conversations/${id}/activity`, { page_size: size, page_token: token }, signal);
  return { rows: page.result.reverse(), next: page.result.length < size ? null : page.next_page_token };
}

/** What happened to a conversation besides its messages, for those who may know; `isWaiting` until it is there, or known not to come. */
export function useActivity(conversation: Conversation) {
  const { id } = conversation;
  const me = useMe();
  const client = useQueryClient();
  const isOurs = mayHandle(conversation, me);
  const activity = useQuery({
    queryKey: keys.activity(id),
    queryFn: async ({ signal }) => {
      const page = await readPage(id, undefined, signal);
      return withNewest(client.getQueryData<ActivityData>(keys.activity(id)), page);
    },
    enabled: isOurs,
    staleTime: 0,
    refetchInterval: query => lookAgain(query.state.data),
  });
  const data = (isOurs && activity.data) || none;
  const loadOlder = useCallback(async () => {
    if (data.next === null) return;
    const page = await readPage(id, data.next);
    client.setQueryData<ActivityData>(keys.activity(id), now => (now?.next === data.next ? withOlder(now, page) : now));
  }, [client, id, data.next]);
  return { ...data, isWaiting: isOurs && activity.isPending && activity.failureCount === 0, loadOlder };
}

const due = new Set<string>();

/** Reads the newest anew where it is shown: once for events that come close together. */
export function refreshActivity(client: QueryClient, id: string) {
  if (due.has(id)) return;
  due.add(id);
  setTimeout(() => {
    due.delete(id);
    void client.invalidateQueries({ queryKey: keys.activity(id) });
  }, together);
}

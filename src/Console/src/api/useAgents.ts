import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { get, type Page } from './client';
import { keys } from './keys';
import { type Agent, nobody } from './records';

/** Everything of a list, page by page; for lists of people and settings, which are short. */
export async function readAll<T>(path: string, signal?: AbortSignal, most = 1000): Promise<T[]> {
  const all: T[] = [];
  let token: string | undefined;
  do {
    const page = await get<Page<T>>(path, { page_size: 100, page_token: token }, signal);
    all.push(...page.result);
    token = page.result.length < 100 ? undefined : page.next_page_token;
  } while (token && all.length < most);
  return all;
}

/** The people who answer. */
export function useAgents() {
  const { data: agents } = useQuery({ queryKey: keys.agents, queryFn: ({ signal }) => readAll<Agent>('/v1.0/service_agents/agents', signal), staleTime: Infinity });
  const nameOf = useCallback((id: string) => {
    const agent = id === nobody ? undefined : agents?.find(agent => agent.id === id);
    return agent && (agent.name || agent.username);
  }, [agents]);
  return { agents, nameOf };
}

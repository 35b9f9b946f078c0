import { get, put } from '../api/client';
import type { Agent, AgentStatus } from '../api/records';

const set = (status: AgentStatus) => put<Agent>('/v1.0/service_agents/me/status', { status });

/** Who signs in is there, unless he had said something else. */
export async function arrive() {
  const { status } = await get<Agent>('/v1.0/service_agents/me');
  if (!status || status === 'offline') await set('available');
}

/** Who signs out is there no longer, whatever he had said. */
export async function leave({ status }: Agent) {
  if (status && status !== 'offline') await set('offline');
}

import { keys } from '../api/keys';
import type { Agent } from '../api/records';
import type { Patch } from './patch';

/** Agents' names and statuses as they change. */
export const patchAgents: Patch = (client, events, me) => {
  for (const event of events.filter(event => event.type.startsWith('agent_'))) {
    const agent = event.data as Agent;
    client.setQueryData<Agent[]>(keys.agents, agents =>
      event.type === 'agent_deleted' ? agents?.filter(other => other.id !== agent.id)
        : agents?.some(other => other.id === agent.id) ? agents.map(other => (other.id === agent.id ? agent : other)) : agents && [...agents, agent]);
    if (agent.id === me.agent.id && event.type !== 'agent_deleted') client.setQueryData(keys.me, agent);
  }
};

import type { AgentStatus, ChannelType } from '../api/records';

export const overviewPath = '/v1.0/overview';

/** A number that is counted so far only. */
export interface Counted {
  count: number;
  is_more: boolean;
}

/** How long something took. */
export interface Times {
  count: number;
  average_seconds: number | null;
  median_seconds: number | null;
  /** How many took less than so many seconds, the shortest first; null for any. */
  distribution: { below_seconds: number | null; count: number }[];
}

export interface WaitingConversation {
  id: string;
  name: string;
  type: ChannelType;
  owner_id: string;
  tm_waiting: string;
}

export interface AgentLoad {
  id: string;
  name: string;
  username: string;
  status: AgentStatus;
  open: Counted;
  answers: number;
  first_responses: number;
  median_seconds: number | null;
}

export interface Overview {
  from: string;
  to: string;
  tm_update: string;
  hours: { tm_hour: string; messages: { type: ChannelType; direction: 'incoming' | 'outgoing'; count: number; failed: number }[] }[];
  answers: { agent: number; accesskey: number; flow: number };
  first_response: Times;
  resolution: Times;
  waiting: Counted & { conversations: WaitingConversation[] };
  failed_deliveries: Counted;
  agents: AgentLoad[];
}

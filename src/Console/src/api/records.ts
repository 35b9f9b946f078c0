/** The API's records, as far as the console reads them. What newer servers add is optional. */

export const nobody = '00000000-0000-0000-0000-000000000000';

export interface Address {
  type: string;
  target: string;
  target_name: string;
  name: string;
  detail: string;
}

export type AgentStatus = 'available' | 'away' | 'busy' | 'offline' | 'ringing' | '';

export interface Agent {
  id: string;
  customer_id: string;
  username: string;
  name: string;
  status: AgentStatus;
  permission: number;
  tag_ids: string[];
  tm_delete: string;
}

export interface Customer {
  id: string;
  name: string;
  agent_reply: boolean;
  agent_pickup?: boolean;
}

export type ChannelType = 'message' | 'line' | 'whatsapp' | 'email' | 'webchat';

export const channels: ChannelType[] = ['message', 'line', 'whatsapp', 'email', 'webchat'];

export type ConversationState = 'open' | 'snoozed' | 'closed';

export interface Conversation {
  id: string;
  customer_id: string;
  owner_type: string;
  owner_id: string;
  account_id: string;
  name: string;
  detail: string;
  type: ChannelType;
  dialog_id: string;
  self: Address;
  peer: Address;
  tm_create: string;
  tm_update: string;
  tm_delete: string;
  window_expires_at: string;
  peer_state: 'active' | 'blocked' | 'left';
  peer_picture: string;
  state?: ConversationState;
  snoozed_until?: string;
  label_ids?: string[];
  unread?: number;
  last_message?: LastMessage | null;
  tm_last_message?: string;
}

export interface LastMessage {
  text: string;
  direction: 'incoming' | 'outgoing';
  tm_create: string;
  media_count: number;
  sender_type: Sender['type'];
}

export interface Sender {
  type: 'peer' | 'agent' | 'accesskey' | 'flow' | '';
  id: string;
}

export interface Delivery {
  status: 'queued' | 'sent' | 'delivered' | 'read' | 'failed' | '';
  error_code: string;
  error_message: string;
  tm_update: string;
}

export interface Media {
  id?: string;
  type: string;
  filename?: string;
  content_type?: string;
  size?: number;
  url?: string;
  width?: number;
  height?: number;
  duration?: number;
  status?: 'pending' | 'ready' | 'failed' | '';
  error?: string;
  [more: string]: unknown;
}

export interface Message {
  id: string;
  customer_id: string;
  conversation_id: string;
  direction: 'incoming' | 'outgoing';
  status: 'progressing' | 'done' | 'failed';
  source: Address;
  destination: Address;
  text: string;
  subject?: string;
  medias: Media[];
  tm_create: string;
  tm_update: string;
  tm_delete: string;
  sequence: number;
  sender: Sender;
  delivery: Delivery;
}

/** Who did something, and what he was called then. */
export interface Who {
  kind: 'agent' | 'accesskey' | 'flow' | 'system';
  id: string;
  name: string;
}

/** What somebody of the team wrote for the team. */
export interface Note {
  id: string;
  conversation_id: string;
  by: Who;
  text: string;
  tm_create: string;
}

/** Something and what it was called then; nil and empty for nothing. */
export interface Named {
  id: string;
  name: string;
}

/** What happened to a conversation besides its messages. What stands in `data` depends on the type. */
export interface Activity {
  id: string;
  conversation_id: string;
  type: 'assigned' | 'taken' | 'unassigned' | 'closed' | 'snoozed' | 'reopened' | 'labels_changed' | 'activeflow';
  by: Who;
  data: {
    from?: Named;
    to?: Named;
    cause?: string;
    snoozed_until?: string;
    added?: Named[];
    removed?: Named[];
    flow_id?: string;
    flow_name?: string;
    status?: 'running' | 'ended';
    failed?: boolean;
    tm_end?: string;
  };
  tm_create: string;
}

export interface CannedReply {
  id: string;
  name: string;
  shortcut: string;
  text: string;
}

export interface Tag {
  id: string;
  name: string;
  detail: string;
}

/** An event, as the WebSocket brings it. */
export interface LiveEvent {
  type: string;
  data: { id: string };
  cursor: string;
}

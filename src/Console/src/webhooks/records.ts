export interface Endpoint {
  id: string;
  customer_id: string;
  uri: string;
  method: string;
  event_types: string[];
  enabled: boolean;
  rate_limit: number;
  headers: Record<string, string>;
  /** Only where it was just made. */
  secret: string;
  tm_create: string;
  tm_update: string;
}

export interface Attempt {
  tm: string;
  /** 0 where nothing was answered. */
  status_code: number;
  duration_ms: number;
  error: string;
  response: string;
}

export type DeliveryStatus = 'pending' | 'delivered' | 'failed' | 'skipped';

export const statuses: DeliveryStatus[] = ['pending', 'delivered', 'failed', 'skipped'];

export interface Delivery {
  id: string;
  endpoint_id: string;
  event_id: string;
  event_type: string;
  status: DeliveryStatus;
  attempts: Attempt[];
  tm_next: string;
  tm_create: string;
  tm_update: string;
}

export const endpointsPath = '/v1.0/webhook_endpoints';
export const deliveriesPath = '/v1.0/webhook_deliveries';

/** All types of events, as docs/webhooks.md has them. */
export const eventTypes = [
  'conversation_created', 'conversation_updated', 'conversation_deleted', 'conversation_note_created', 'conversation_note_deleted',
  'conversation_message_created', 'conversation_message_updated', 'conversation_message_deleted',
  'message_created', 'message_updated',
  'activeflow_created', 'activeflow_updated', 'activeflow_deleted',
  'agent_created', 'agent_updated', 'agent_deleted', 'agent_status_updated',
  'tag_created', 'tag_updated', 'tag_deleted',
  'canned_reply_created', 'canned_reply_updated', 'canned_reply_deleted',
  'account_created', 'account_updated', 'account_deleted',
  'webchat_message_created', 'webchat_session_ended',
  'webhook_endpoint_disabled', 'webhook_test',
];

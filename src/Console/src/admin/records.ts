/** What only admins see of the API. */

export interface AccountType {
  type: string;
  provider: string;
  title: string;
  has_hook: boolean;
  has_setup: boolean;
  fields: { name: string; label: string; kind: 'text' | 'secret' | 'number' | 'choice' | 'flag'; required: boolean; choices: string[]; help: string }[];
}

export interface Account {
  id: string;
  type: string;
  name: string;
  detail: string;
  provider_data: Record<string, string>;
  message_flow_id: string;
  hook_url: string;
  tm_update: string;
}

export interface Check {
  ok: boolean;
  findings: { field: string; message: string }[];
  quota: { limit: number; used: number } | null;
}

export interface NumberRecord {
  id: string;
  number: string;
  type: string;
  name: string;
  detail: string;
  message_flow_id: string;
  account_id: string;
}

export interface AccessKey {
  id: string;
  name: string;
  detail: string;
  token: string;
  token_prefix: string;
  tm_expire: string;
  tm_create: string;
}

export interface CustomerSettings {
  id: string;
  name: string;
  detail: string;
  email: string;
  phone_number: string;
  address: string;
  webhook_method: string;
  webhook_uri: string;
  agent_reply: boolean;
  agent_pickup?: boolean;
  balance?: Money | null;
}

export interface Money {
  amount_micros: number;
  currency: string;
}

export interface Named {
  id: string;
  name: string;
}

export interface Theme {
  primary_color: string;
  secondary_color: string;
  header_background_color: string;
  header_text_color: string;
  logo_url: string;
  position: string;
  theme_mode: string;
  header_title: string;
  header_subtitle: string;
  connecting_indicator_enabled: boolean | null;
  connecting_indicator_text: string;
  typing_indicator_enabled: boolean | null;
  border_radius: string;
  font_size: string;
}

export interface Widget {
  id: string;
  name: string;
  status: 'active' | 'inactive';
  session_flow_id: string;
  message_flow_id: string;
  session_idle_timeout: number;
  theme_config: Theme;
  direct_hash: string;
  allowed_origins: string[];
}

export interface Price extends Money {
  id: string;
  channel: string;
  direction: 'incoming' | 'outgoing';
  unit: 'message' | 'segment' | 'media';
}

export interface Billing extends Money {
  id: string;
  message_id: string;
  conversation_id: string;
  channel: string;
  direction: 'incoming' | 'outgoing';
  units: number;
  tm_create: string;
}

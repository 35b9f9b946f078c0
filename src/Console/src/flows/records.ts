import type { Page } from '../api/client';
import { nobody } from '../api/records';

export type Option = Record<string, unknown>;

/** An action of a flow. What stands in it beyond this is kept. */
export interface Action {
  id: string;
  next_id?: string;
  type: string;
  option: Option;
}

export interface Flow {
  id: string;
  name: string;
  detail: string;
  actions: (Action & { tm_execute?: string })[];
  on_complete_flow_id: string;
  tm_create: string;
  tm_update: string;
}

export interface Fault {
  action_id: string;
  message: string;
}

/** A run of a flow. */
export interface Activeflow {
  id: string;
  flow_id: string;
  status: 'running' | 'ended';
  reference_type: string;
  reference_id: string;
  current_action: Action;
  executed_actions: (Action & { tm_execute: string })[];
  error: Fault;
  /** Where it was asked for by itself. */
  variables?: Record<string, string>;
  tm_create: string;
  tm_update: string;
}

export interface Send {
  action_id: string;
  type: string;
  source: string;
  destinations: string[];
  text: string;
  uri: string;
  method: string;
  data: string;
}

export interface Simulation {
  steps: { action: Action; result: string; variables: Record<string, string> }[];
  sends: Send[];
  status: 'running' | 'ended';
  error: Fault;
}

/** What an editor changes of a flow. */
export interface Draft {
  name: string;
  detail: string;
  on_complete_flow_id: string;
  actions: Action[];
}

/** A page of runs. */
export type RunsPage = Page<Activeflow>;

/** A flow to be edited: without what only the server says. */
export const draftOf = (flow?: Flow): Draft => ({
  name: flow?.name ?? '',
  detail: flow?.detail ?? '',
  on_complete_flow_id: flow?.on_complete_flow_id ?? nobody,
  actions: (flow?.actions ?? []).map(({ tm_execute: _, next_id, ...action }) => (next_id && next_id !== nobody ? { ...action, next_id } : action)),
});

/** An id for an action that others can name before the server has seen it. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

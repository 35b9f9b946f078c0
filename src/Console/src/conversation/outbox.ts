import { useCallback, useSyncExternalStore } from 'react';
import { ApiError, post } from '../api/client';
import type { LiveEvent, Media, Message } from '../api/records';

/** A message that the server has not taken yet. */
export interface Pending {
  /** Says to the server that a second try is the same message. */
  key: string;
  conversationId: string;
  text: string;
  medias: Media[];
  at: number;
  /** `waiting` goes by itself when the server is there again; `failed` waits for a person. */
  state: 'sending' | 'waiting' | 'failed';
  error?: ApiError;
  /** Its message has been seen already: an event was faster than the answer. */
  isHere?: boolean;
}

const none: Pending[] = [];
const patience = 10 * 60_000;
let name = '';
let all = new Map<string, Pending[]>();
let chains = new Map<string, Promise<void>>();
let onTaken: (message: Message) => void = () => {};
const listeners = new Set<() => void>();

/** Begins for an agent with what he had not got away when the page was closed. */
export function openOutbox(agentId: string, taken: (message: Message) => void) {
  onTaken = taken;
  if (name === `outbox:${agentId}`) return;
  name = `outbox:${agentId}`;
  chains = new Map();
  const stored = JSON.parse(localStorage.getItem(name) ?? '[]') as Pending[];
  all = new Map();
  for (const entry of stored) change(entry.conversationId, entries => [...entries, { ...entry, state: Date.now() - entry.at < patience ? 'waiting' : 'failed' }]);
}

/** What is on its way in a conversation. */
export const usePending = (id: string) => {
  const read = useCallback(() => all.get(id) ?? none, [id]);
  return useSyncExternalStore(subscribe, read);
};

/** Sends a message: it is shown at once, and kept until the server has it. */
export function send(conversationId: string, text: string, medias: Media[]) {
  const entry: Pending = { key: crypto.getRandomValues(new Uint32Array(4)).join('-'), conversationId, text, medias, at: Date.now(), state: 'sending' };
  change(conversationId, entries => [...entries, entry]);
  deliver(entry);
}

/** Tries one again. */
export function retry(entry: Pending) {
  update(entry, { state: 'sending', error: undefined });
  deliver(entry);
}

/** Gives one up. */
export const discard = (entry: Pending) => change(entry.conversationId, entries => entries.filter(other => other.key !== entry.key));

/** Tries again whatever waited for the server. */
export function flush() {
  for (const entry of [...all.values()].flat()) if (entry.state === 'waiting') retry(entry);
}

/** Hides those whose messages have come by event before their answer has. */
export function recognise(events: LiveEvent[], agentId: string) {
  for (const event of events) {
    const message = event.data as Message;
    if (event.type !== 'conversation_message_created' || message.sender?.id !== agentId) continue;
    const entry = all.get(message.conversation_id)?.find(entry => !entry.isHere && entry.text === message.text && entry.state === 'sending');
    if (entry) update(entry, { isHere: true });
  }
}

/** Those of one conversation go one after the other, in their order. */
function deliver(entry: Pending) {
  const before = chains.get(entry.conversationId) ?? Promise.resolve();
  chains.set(entry.conversationId, before.then(() => attempt(entry)));
}

async function attempt(entry: Pending) {
  const body = { text: entry.text, medias: entry.medias.map(media => ({ id: media.id })) };
  try {
    const message = await post<Message>(`/v1.0/service_agents/conversations/${entry.conversationId}/messages`, body, { idempotencyKey: entry.key });
    onTaken(message);
    discard(entry);
  } catch (e) {
    const error = e instanceof ApiError ? e : undefined;
    update(entry, { state: error?.isPassing ? 'waiting' : 'failed', error, isHere: false });
  }
}

const update = (entry: Pending, with_: Partial<Pending>) =>
  change(entry.conversationId, entries => entries.map(other => (other.key === entry.key ? { ...other, ...with_ } : other)));

function change(id: string, to: (entries: Pending[]) => Pending[]) {
  all.set(id, to(all.get(id) ?? none));
  const left = [...all.values()].flat().map(({ error: _, isHere: __, ...entry }) => entry);
  if (left.length > 0) localStorage.setItem(name, JSON.stringify(left));
  else localStorage.removeItem(name);
  listeners.forEach(listener => listener());
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

import { useCallback, useSyncExternalStore } from 'react';
import { ApiError, post } from '../api/client';
import type { LiveEvent, Media, Message } from '../api/records';
import { parsed, store } from '../kit/store';

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
const longest = 30_000;

/** One agent's, from when it is opened until it is closed. What it holds stands in the browser's store, an entry each, and so in all tabs of his. */
class Outbox {
  private readonly prefix: string;
  private readonly all = new Map<string, Pending[]>();
  private readonly busy = new Set<string>();
  private readonly again = new Map<string, { tries: number; timer?: ReturnType<typeof setTimeout> }>();
  private isOpen = true;

  constructor(agentId: string, private readonly taken: (message: Message) => void) {
    this.prefix = prefixOf(agentId);
    addEventListener('storage', this.heard);
    const kept = keptUnder(this.prefix);
    for (const entry of kept.sort((a, b) => a.at - b.at)) this.show(entry.conversationId, entries => [...entries, { ...entry, state: Date.now() - entry.at < patience ? entry.state : 'failed' }]);
    this.flush();
  }

  close() {
    this.isOpen = false;
    removeEventListener('storage', this.heard);
    for (const { timer } of this.again.values()) clearTimeout(timer);
  }

  of(id: string) {
    return this.all.get(id) ?? none;
  }

  add(entry: Pending) {
    this.keep(entry);
    this.show(entry.conversationId, entries => [...entries, entry]);
    void this.pump(entry.conversationId);
  }

  retry(entry: Pending) {
    this.update(entry, { state: 'waiting', error: undefined });
    void this.pump(entry.conversationId);
  }

  remove(entry: Pending) {
    store.write(this.prefix + entry.key, null);
    this.forget(entry.key);
  }

  /** Tries again whatever waits. */
  flush() {
    for (const id of this.all.keys()) {
      this.again.delete(id);
      void this.pump(id);
    }
  }

  update(entry: Pending, change: Partial<Pending>) {
    if (!this.of(entry.conversationId).some(other => other.key === entry.key)) return;
    const changed = { ...entry, ...change };
    this.keep(changed);
    this.show(entry.conversationId, entries => entries.map(other => (other.key === entry.key ? changed : other)));
  }

  /** Those of one conversation go one after the other, in their order: one that waits holds up those behind it, one that failed does not. */
  private async pump(id: string) {
    if (this.busy.has(id)) return;
    this.busy.add(id);
    clearTimeout(this.again.get(id)?.timer);
    let goesOn = true;
    while (goesOn && this.isOpen) {
      const next = this.of(id).find(entry => entry.state !== 'failed');
      goesOn = next !== undefined && (await this.attempt(next));
    }
    this.busy.delete(id);
  }

  private async attempt(entry: Pending): Promise<boolean> {
    const { conversationId: id, text, medias, key } = entry;
    this.update(entry, { state: 'sending', error: undefined });
    try {
      const message = await post<Message>(`/v1.0/service_agents/conversations/${id}/messages`, { text, medias: medias.map(media => ({ id: media.id })) }, { idempotencyKey: key, signal: AbortSignal.timeout(longest) });
      this.again.delete(id);
      this.taken(message);
      this.remove(entry);
      return true;
    } catch (e) {
      const error = e instanceof ApiError ? e : undefined;
      const isPassing = error !== undefined && (error.isPassing || error.status === 401);
      this.update(entry, { state: isPassing ? 'waiting' : 'failed', error, isHere: false });
      if (isPassing && this.isOpen) this.later(id, error);
      return !isPassing;
    }
  }

  /** Who is no longer known signs in first, and then all of this begins anew. */
  private later(id: string, error: ApiError) {
    const tries = (this.again.get(id)?.tries ?? 0) + 1;
    const wait = Math.max(error.retryAfter * 1000, Math.min(longest, 500 * 2 ** tries));
    this.again.set(id, { tries, timer: error.status === 401 ? undefined : setTimeout(() => void this.pump(id), wait) });
  }

  /** What another tab adds, changes and takes away. */
  private readonly heard = ({ key: name, newValue }: StorageEvent) => {
    if (!name?.startsWith(this.prefix)) return;
    const entry = asPending(newValue);
    if (!entry) this.forget(name.slice(this.prefix.length));
    else if (!this.of(entry.conversationId).some(other => other.key === entry.key)) this.show(entry.conversationId, entries => [...entries, entry]);
    else if (!this.busy.has(entry.conversationId)) this.show(entry.conversationId, entries => entries.map(other => (other.key === entry.key ? entry : other)));
  };

  private forget(key: string) {
    for (const [id, entries] of this.all) if (entries.some(entry => entry.key === key)) this.show(id, () => entries.filter(entry => entry.key !== key));
  }

  /** Where the store does not take it, the message is still on the page, and on its way. */
  private keep({ error: _, isHere: __, ...entry }: Pending) {
    store.write(this.prefix + entry.key, JSON.stringify(entry));
  }

  private show(id: string, to: (entries: Pending[]) => Pending[]) {
    this.all.set(id, to(this.of(id)));
    listeners.forEach(listener => listener());
  }
}

let box: Outbox | undefined;
const listeners = new Set<() => void>();
const prefixOf = (agentId: string) => `outbox:${agentId}:`;
const keptUnder = (prefix: string) => store.names(prefix).flatMap(name => asPending(store.read(name)) ?? []);

/** An entry as it was kept; undefined for what is none. */
export const asPending = (json: string | null) =>
  parsed<Pending>(json, ({ key, conversationId, text, medias, at, state }) =>
    [key, conversationId, text].every(word => typeof word === 'string') && typeof at === 'number' && ['sending', 'waiting', 'failed'].includes(state) && Array.isArray(medias) && medias.every(media => typeof media?.id === 'string'));

/** Begins for an agent with what he had not got away when the page was closed, until the function that it returns is called. */
export function openOutbox(agentId: string, taken: (message: Message) => void): () => void {
  const mine = (box = new Outbox(agentId, taken));
  listeners.forEach(listener => listener());
  return () => mine.close();
}

/** What is on its way in a conversation. */
export const usePending = (id: string) => {
  const read = useCallback(() => box?.of(id) ?? none, [id]);
  return useSyncExternalStore(subscribe, read);
};

/** Sends a message: it is shown at once, and kept until the server has it. */
export const send = (conversationId: string, text: string, medias: Media[]) =>
  box?.add({ key: crypto.getRandomValues(new Uint32Array(4)).join('-'), conversationId, text, medias, at: Date.now(), state: 'sending' });

/** Tries one again. */
export const retry = (entry: Pending) => box?.retry(entry);

/** Gives one up. */
export const discard = (entry: Pending) => box?.remove(entry);

/** Tries again whatever waited for the server. */
export const flush = () => box?.flush();

/** How many messages of an agent have not got away yet. */
export const countPending = (agentId: string) => keptUnder(prefixOf(agentId)).length;

/** Forgets them. */
export const dropPending = (agentId: string) => store.names(prefixOf(agentId)).forEach(name => store.write(name, null));

/** Hides those whose messages have come by event before their answer has. */
export function recognise(events: LiveEvent[], agentId: string) {
  for (const event of events) {
    const message = event.data as Message;
    if (event.type !== 'conversation_message_created' || message.sender?.id !== agentId) continue;
    const entry = box?.of(message.conversation_id).find(entry => !entry.isHere && entry.text === message.text && entry.state === 'sending');
    if (entry) box?.update(entry, { isHere: true });
  }
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

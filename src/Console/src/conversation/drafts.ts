import { useCallback, useEffect, useState } from 'react';
import { store } from '../kit/store';

const nameOf = (agentId: string, conversationId: string) => `draft:${agentId}:${conversationId}`;

/** What the browser's store did not take: it lives as long as the page. */
const refused = new Map<string, string>();

const read = (name: string) => refused.get(name) ?? store.read(name) ?? '';

/** What is typed and not sent in a conversation. */
export const draftOf = (agentId: string, conversationId: string) => read(nameOf(agentId, conversationId)).trim();

function keep(name: string, text: string) {
  if (store.write(name, text)) refused.delete(name);
  else refused.set(name, text);
}

/** Puts a text before what is typed, to be written anew. */
export function putBack(agentId: string, conversationId: string, text: string) {
  const name = nameOf(agentId, conversationId);
  keep(name, [text, read(name)].filter(Boolean).join('\n'));
  dispatchEvent(new CustomEvent('draft', { detail: name }));
}

/** A text with words put in at the caret, or for what is selected, apart from the words around them; and where the caret is then. */
export function withInserted(text: string, from: number, to: number, words: string): [string, number] {
  const [before, after] = [text.slice(0, from), text.slice(to)];
  const begin = before + (/\S$/.test(before) ? ' ' : '') + words;
  return [begin + (/^\S/.test(after) ? ' ' : '') + after, begin.length];
}

/** Forgets what an agent has typed and not sent, anywhere. */
export function dropDrafts(agentId: string) {
  for (const name of store.names(nameOf(agentId, ''))) store.write(name, null);
  refused.clear();
}

/** What is typed and not sent, kept per agent and conversation whatever becomes of the page. */
export function useDraft(agentId: string, conversationId: string): [string, (text: string) => void] {
  const name = nameOf(agentId, conversationId);
  const [text, setText] = useState(() => read(name));
  const change = useCallback((text: string) => {
    setText(text);
    keep(name, text);
  }, [name]);
  useEffect(() => {
    const put = ({ detail }: CustomEvent<string>) => detail === name && setText(read(name));
    // Another tab goes on with what stands here too, or has sent it; what was typed here alone stays.
    const heard = ({ key, oldValue, newValue }: StorageEvent) => key === name && setText(text => (text === (oldValue ?? '') ? newValue ?? '' : text));
    addEventListener('draft', put as EventListener);
    addEventListener('storage', heard);
    return () => {
      removeEventListener('draft', put as EventListener);
      removeEventListener('storage', heard);
    };
  }, [name]);
  return [text, change];
}

import { useCallback, useEffect, useState } from 'react';

const nameOf = (agentId: string, conversationId: string) => `draft:${agentId}:${conversationId}`;

/** Puts a text before what is typed, to be written anew. */
export function putBack(agentId: string, conversationId: string, text: string) {
  const name = nameOf(agentId, conversationId);
  localStorage.setItem(name, [text, localStorage.getItem(name)].filter(Boolean).join('\n'));
  dispatchEvent(new CustomEvent('draft', { detail: name }));
}

/** Forgets what an agent has typed and not sent, anywhere. */
export const dropDrafts = (agentId: string) => Object.keys(localStorage).filter(name => name.startsWith(nameOf(agentId, ''))).forEach(name => localStorage.removeItem(name));

/** What is typed and not sent, kept per agent and conversation whatever becomes of the page. */
export function useDraft(agentId: string, conversationId: string): [string, (text: string) => void] {
  const name = nameOf(agentId, conversationId);
  const [text, setText] = useState(() => localStorage.getItem(name) ?? '');
  const keep = useCallback((text: string) => {
    setText(text);
    try {
      if (text) localStorage.setItem(name, text);
      else localStorage.removeItem(name);
    } catch {
      // The store is full: the text is still on the page.
    }
  }, [name]);
  useEffect(() => {
    const put = ({ detail }: CustomEvent<string>) => detail === name && setText(localStorage.getItem(name) ?? '');
    addEventListener('draft', put as EventListener);
    return () => removeEventListener('draft', put as EventListener);
  }, [name]);
  return [text, keep];
}

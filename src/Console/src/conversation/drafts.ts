import { useCallback, useState } from 'react';

/** What is typed and not sent, kept per agent and conversation whatever becomes of the page. */
export function useDraft(agentId: string, conversationId: string): [string, (text: string) => void] {
  const name = `draft:${agentId}:${conversationId}`;
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
  return [text, keep];
}

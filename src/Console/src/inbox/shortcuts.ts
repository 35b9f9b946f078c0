import { useEffect, useRef } from 'react';

const isTyping = (target: EventTarget | null) => target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));

/** Keys that do something while nobody types and no dialog is open; by the character, or where the keyboard writes others by the place of the key. */
export function useShortcuts(map: Record<string, (event: KeyboardEvent) => void>) {
  const latest = useRef(map);
  latest.current = map;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return;
      if ([...document.querySelectorAll('[role=dialog], [role=menu], [role=listbox]')].some(open => open.checkVisibility())) return;
      const action = latest.current[event.key] ?? (/^[\x20-\x7e]$/.test(event.key) ? undefined : latest.current[event.code.replace(/^Key/, '').toLowerCase()]);
      if (!action) return;
      event.preventDefault();
      action(event);
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
}

import { useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { Conversation } from '../api/records';

/**
 * Goes through the list row by row. While the key is held, rows are marked and passed by; the one where it is let go, or where another key is pressed, is opened.
 * Answers the row that is marked, and what a key does that leads so many rows on.
 */
export function useSteps(rows: Conversation[] | undefined, chosen: string | undefined, open: (id: string) => void) {
  const [passed, setPassed] = useState<string>();
  const marked = passed ?? chosen;
  useEffect(() => {
    if (!passed) return;
    const settle = () => flushSync(() => {
      setPassed(undefined);
      open(passed);
    });
    const press = (event: KeyboardEvent) => !event.repeat && settle();
    addEventListener('keydown', press, { capture: true });
    addEventListener('keyup', settle);
    addEventListener('blur', settle);
    return () => {
      removeEventListener('keydown', press, { capture: true });
      removeEventListener('keyup', settle);
      removeEventListener('blur', settle);
    };
  }, [passed, open]);

  // What was closed or given away leaves the list, and another row takes its place.
  const place = useRef(-1);
  const at = rows?.findIndex(row => row.id === marked) ?? -1;
  if (at >= 0 || !marked) place.current = at;
  const step = (by: number) => ({ repeat }: KeyboardEvent) => {
    const to = rows?.[at >= 0 ? at + by : place.current < 0 ? 0 : by > 0 ? place.current : place.current - 1];
    if (to && repeat) setPassed(to.id);
    else if (to) open(to.id);
  };
  return [marked, step] as const;
}

import { useMediaQuery } from '@mantine/hooks';
import { createContext, use } from 'react';

/** Whether the inbox stands beside something else, and so has less room than the screen. */
export const BesideContext = createContext(false);

/** Whether there is room for what is known about a conversation in a column of its own; the same widths stand in InboxPage.module.css. */
export function useHasRoom() {
  return useMediaQuery(use(BesideContext) ? '(min-width: 103em)' : '(min-width: 75em)', undefined, { getInitialValueInEffect: false });
}

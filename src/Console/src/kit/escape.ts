import type { KeyboardEvent } from 'react';

/** Props of a modal that the Escape key closes by itself, and not the one beneath it too; a list that is open in it is closed first. */
export const onEscape = (close: () => void) => ({
  closeOnEscape: false,
  onKeyDown(event: KeyboardEvent) {
    if (event.key !== 'Escape' || event.nativeEvent.isComposing) return;
    event.stopPropagation();
    if ((event.target as HTMLElement).getAttribute('data-mantine-stop-propagation') !== 'true') close();
  },
});

import { useEffect } from 'react';

/** Gives the focus back, when the component goes, to what had it when it came. */
export function useFocusBack() {
  useEffect(() => {
    const before = document.activeElement;
    return () => {
      setTimeout(() => before instanceof HTMLElement && before.isConnected && before.focus());
    };
  }, []);
}

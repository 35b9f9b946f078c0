import { type RefObject, useEffect } from 'react';

/** The keys that leaf through a page leaf through this, while nothing else has them. At once: what is shown on the way would stop the browser's own glide before its end. */
export function usePageKeys(scroller: RefObject<HTMLElement | null>) {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const box = scroller.current;
      if (!box || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || (event.target !== box && event.target !== document.body)) return;
      const page = box.clientHeight * 0.875;
      const top = { Home: -box.scrollHeight, End: 0, PageUp: box.scrollTop - page, PageDown: box.scrollTop + page }[event.key];
      if (top === undefined) return;
      event.preventDefault();
      box.scrollTo({ top, behavior: 'instant' });
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [scroller]);
}

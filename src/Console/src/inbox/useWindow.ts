import { type RefObject, useCallback, useLayoutEffect, useState } from 'react';

const spare = 8;

/** Which rows of one height are worth drawing: those in sight and a few around them. As rows are of one height, this is arithmetic, however many there are. */
export function useWindow(scroller: RefObject<HTMLElement | null>, count: number, height: number) {
  const [[from, to], setRange] = useState([0, 24]);
  const look = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    const first = Math.floor(element.scrollTop / height);
    const next = [Math.max(0, first - spare), first + Math.ceil(element.clientHeight / height) + spare] as const;
    // Drawn again only when half of the spare rows are used up.
    setRange(range => (Math.abs(range[0]! - next[0]) < spare / 2 && Math.abs(range[1]! - next[1]) < spare / 2 && (range[0] === 0) === (next[0] === 0) ? range : [...next]));
  }, [scroller, height]);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const watch = new ResizeObserver(look);
    watch.observe(element);
    look();
    return () => watch.disconnect();
  }, [scroller, look, count > 0]);
  return { from: Math.min(from!, count), to: Math.min(to!, count), look };
}

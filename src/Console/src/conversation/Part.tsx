import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react';
import classes from './Stream.module.css';

const near = '1500px 0px';

interface Props {
  scroller: RefObject<HTMLElement | null>;
  children: () => ReactNode;
}

/** A piece of the stream. Far out of sight nothing stays of it but its height: however long one reads back, the page holds little. */
export function Part({ scroller, children }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const [height, setHeight] = useState<number>();
  useEffect(() => {
    const watch = new IntersectionObserver(entries => {
      const { isIntersecting, boundingClientRect } = entries.at(-1)!;
      setHeight(isIntersecting ? undefined : boundingClientRect.height);
    }, { root: scroller.current, rootMargin: near });
    watch.observe(place.current!);
    return () => watch.disconnect();
  }, [scroller]);
  return <div ref={place} className={classes.part} style={{ height }}>{height === undefined && children()}</div>;
}

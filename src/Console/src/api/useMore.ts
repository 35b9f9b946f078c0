import { useCallback, useRef, useState } from 'react';

/** Reads on, one piece at a time: how that stands, and what does it. */
export function useMore(read: () => Promise<unknown>) {
  const [state, setState] = useState<'idle' | 'loading' | 'failed'>('idle');
  const busy = useRef(false);
  const more = useCallback(async () => {
    if (busy.current) return;
    busy.current = true;
    setState('loading');
    try {
      await read();
      setState('idle');
    } catch {
      setState('failed');
    } finally {
      busy.current = false;
    }
  }, [read]);
  return [state, more] as const;
}

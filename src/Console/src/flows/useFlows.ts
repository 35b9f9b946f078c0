import { useMemo } from 'react';
import { useList } from '../kit/useList';
import type { Flow } from './records';

export const path = '/v1.0/flows';

/** The customer's flows, newest first. */
export const useFlows = () => useList<Flow>(path);

/** The customer's numbers, to send from. */
export function useNumbers(enabled: boolean) {
  const { items } = useList<{ number: string }>('/v1.0/numbers', {}, { enabled });
  return useMemo(() => [...new Set(items?.map(one => one.number))], [items]);
}

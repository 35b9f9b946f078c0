import { useMemo } from 'react';
import { useAll, useList } from '../kit/useList';
import type { Flow } from './records';

export const path = '/v1.0/flows';

/** The customer's flows, newest first, page by page. */
export const useFlows = () => useList<Flow>(path);

/** All of them, for choices. */
export const useAllFlows = () => useAll<Flow>(path);

/** The customer's numbers, to send from. */
export function useNumbers(enabled: boolean) {
  const numbers = useAll<{ number: string }>('/v1.0/numbers', enabled);
  return useMemo(() => [...new Set(numbers?.map(one => one.number))], [numbers]);
}

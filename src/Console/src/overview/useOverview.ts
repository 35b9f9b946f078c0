import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'wouter';
import { get } from '../api/client';
import { keys } from '../api/keys';
import { wireTime } from '../api/times';
import { beginOf, type Range, ranges } from './bars';
import { type Overview, overviewPath } from './records';

/** The range that the address names, and how another is chosen. */
export function useRange(): [Range, (range: string) => void] {
  const [params, setParams] = useSearchParams();
  const range = ranges.find(one => one === params.get('range')) ?? '24h';
  return [range, chosen => setParams(chosen === '24h' ? {} : { range: chosen }, { replace: true })];
}

/** What happened in a range and how things stand; read again every half minute, and soon after something happened. */
export const useOverview = (range: Range) =>
  useQuery({
    queryKey: [...keys.overview, range],
    queryFn: async ({ signal }) => ({ ...(await get<Overview>(overviewPath, { from: wireTime(beginOf(range)) }, signal)), range }),
    refetchInterval: 30_000,
    placeholderData: keepPreviousData,
    staleTime: 0,
  });

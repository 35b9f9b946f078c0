import type { InfiniteData } from '@tanstack/react-query';
import { get, type Page } from '../api/client';
import type { LiveEvent } from '../api/records';
import type { Patch } from '../live/patch';
import type { Activeflow, RunsPage } from './records';

export const runsKey = (flowId: string) => ['runs', flowId];

const size = 100;
const wanted = 20;
const looks = 5;

/** The next runs of a flow. The API lists those of all flows, so each time only so many are looked through; the page may hold few and lead on. */
export async function nextRuns(flowId: string, token: string, signal: AbortSignal): Promise<RunsPage> {
  const page: RunsPage = { result: [], next_page_token: token };
  for (let look = 0; look < looks && page.result.length < wanted; look++) {
    const all = await get<Page<Activeflow>>('/v1.0/activeflows', { page_size: size, page_token: page.next_page_token }, signal);
    page.result.push(...all.result.filter(run => run.flow_id === flowId));
    page.next_page_token = all.result.length < size ? '' : all.next_page_token;
    if (!page.next_page_token) break;
  }
  return page;
}

const isRun = (event: LiveEvent): event is LiveEvent & { data: Activeflow } => event.type.startsWith('activeflow_');

/** Runs as events change them. */
export const patchRuns: Patch = (client, events) => {
  for (const { type, data: run } of events.filter(isRun))
    client.setQueryData<InfiniteData<RunsPage>>(runsKey(run.flow_id), data => data && { ...data, pages: withRun(data.pages, run, type) });
};

function withRun(pages: RunsPage[], run: Activeflow, type: string): RunsPage[] {
  if (type === 'activeflow_deleted') return pages.map(page => ({ ...page, result: page.result.filter(other => other.id !== run.id) }));
  if (pages.some(page => page.result.some(other => other.id === run.id)))
    return pages.map(page => ({ ...page, result: page.result.map(other => (other.id === run.id ? run : other)) }));
  if (type !== 'activeflow_created') return pages; // an old one, not shown yet
  return pages.map((page, index) => (index === 0 ? { ...page, result: [run, ...page.result] } : page));
}

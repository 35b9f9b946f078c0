import type { InfiniteData } from '@tanstack/react-query';
import { get } from '../api/client';
import type { LiveEvent } from '../api/records';
import type { Patch } from '../live/patch';
import type { Activeflow, RunsPage } from './records';

export const runsKey = (flowId: string) => ['runs', flowId];

export const runKey = (id: string) => ['run', id];

const size = 20;

/** The next runs of a flow. */
export async function nextRuns(flowId: string, token: string, signal: AbortSignal): Promise<RunsPage> {
  const page = await get<RunsPage>('/v1.0/activeflows', { flow_id: flowId, page_size: size, page_token: token }, signal);
  return page.result.length < size ? { ...page, next_page_token: '' } : page;
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

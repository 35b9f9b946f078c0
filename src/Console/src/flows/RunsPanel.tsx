import { Accordion, Alert, Anchor, Group, Stack, Text } from '@mantine/core';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { get, post } from '../api/client';
import { fullTime, shortMoment, when } from '../api/times';
import { useMe } from '../app/me';
import { AskButton } from '../kit/Ask';
import { More } from '../kit/ResourceList';
import { Empty, Failed, Waiting } from '../kit/states';
import { useTopic } from '../live/LiveProvider';
import { t } from '../texts/texts';
import classes from './flows.module.css';
import type { Action, Activeflow } from './records';
import { nextRuns, patchRuns, runKey, runsKey } from './runsData';
import { RunVariables } from './RunVariables';
import { Result, stepName } from './SimulationView';

/** The runs of a flow, newest first, as they happen; one that the address names is open, however old it is. */
export function RunsPanel({ id, actions }: { id: string; actions: Action[] }) {
  const { agent } = useMe();
  useTopic(`customer_id:${agent.customer_id}:activeflow`);
  const named = useSearchParams()[0].get('run');
  const [open, setOpen] = useState(named);
  const runs = useInfiniteQuery({
    queryKey: runsKey(id),
    queryFn: ({ pageParam, signal }) => nextRuns(id, pageParam, signal),
    initialPageParam: '',
    getNextPageParam: last => last.next_page_token || undefined,
    enabled: id !== 'new',
    staleTime: 0,
  });
  const shown = runs.data?.pages.flatMap(page => page.result);
  const isOld = named !== null && shown !== undefined && !shown.some(run => run.id === named);
  const old = useQuery({ queryKey: runKey(named ?? ''), queryFn: ({ signal }) => get<Activeflow>(`/v1.0/activeflows/${named}`, undefined, signal), enabled: isOld, retry: false });
  if (id === 'new') return <Empty title={t('flows.noRuns')} text={t('flows.tryNew')} />;
  if (!shown) return runs.error ? <Failed error={runs.error} retry={runs.refetch} /> : <Waiting rows={5} />;
  const all = isOld && old.data ? [...shown, old.data] : shown;
  return (
    <Stack gap="xs">
      {all.length === 0 && <Empty title={t('flows.noRuns')} text={t('flows.noRunsText')} />}
      <Accordion chevronPosition="left" variant="default" value={open} onChange={setOpen}>
        {all.map(run => (
          <Accordion.Item key={run.id} value={run.id}>
            <Accordion.Control>
              <Group gap="xs" justify="space-between" wrap="nowrap">
                <Text size="sm">{shortMoment(when(run.tm_create)!)}</Text>
                <Group gap={6} wrap="nowrap">
                  <Text size="xs" c="dimmed">
                    {t('flows.stepCount', { count: run.executed_actions.length })}
                  </Text>
                  <Result result={run.error.message ? 'failed' : run.status} />
                </Group>
              </Group>
            </Accordion.Control>
            <Accordion.Panel>
              {open === run.id && <Trace run={run} actions={actions} />}
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
      <More list={{ error: runs.error, isMore: runs.hasNextPage, isLoadingMore: runs.isFetchingNextPage, more: runs.fetchNextPage }} />
    </Stack>
  );
}

/** What a run did, step by step. */
function Trace({ run, actions }: { run: Activeflow; actions: Action[] }) {
  const client = useQueryClient();
  const stop = async () => patchRuns(client, [{ type: 'activeflow_updated', data: await post<Activeflow>(`/v1.0/activeflows/${run.id}/stop`), cursor: '' }], undefined!);
  return (
    <Stack gap="sm">
      <ol className={classes.trace}>
        {run.executed_actions.map((action, index) => (
          <li key={index}>
            <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
              {stepName(action, actions)}
            </Text>
            <Text size="xs" c="dimmed">
              {when(action.tm_execute) && fullTime(when(action.tm_execute)!)}
            </Text>
            {run.error.message && run.error.action_id === action.id && index === run.executed_actions.length - 1 && (
              <Text size="sm" c="var(--mantine-color-error)">
                {run.error.message}
              </Text>
            )}
          </li>
        ))}
      </ol>
      {run.error.message && run.executed_actions.at(-1)?.id !== run.error.action_id && (
        <Alert color="red" variant="light">
          {run.error.message}
        </Alert>
      )}
      <RunVariables run={run} />
      <Group justify="space-between">
        {run.reference_type === 'conversation' ? (
          <Anchor component={Link} href={`/inbox/${run.reference_id}`} size="sm">
            {t('flows.conversation')}
          </Anchor>
        ) : (
          <span />
        )}
        {run.status === 'running' && (
          <AskButton label={t('flows.stop')} title={t('flows.stopTitle')} action={stop} size="xs" variant="default">
            {t('flows.stopText')}
          </AskButton>
        )}
      </Group>
    </Stack>
  );
}

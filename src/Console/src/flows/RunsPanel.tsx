import { Accordion, Alert, Anchor, Group, Stack, Text } from '@mantine/core';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from 'wouter';
import { post } from '../api/client';
import { fullTime, shortTime, when } from '../api/times';
import { useMe } from '../app/me';
import { AskButton } from '../kit/Ask';
import { More } from '../kit/ResourceList';
import { Empty, Failed, Waiting } from '../kit/states';
import { useTopic } from '../live/LiveProvider';
import { t } from '../texts/texts';
import classes from './flows.module.css';
import type { Action, Activeflow } from './records';
import { nextRuns, patchRuns, runsKey } from './runsData';
import { Result, stepName } from './SimulationView';

/** The runs of a flow, newest first, as they happen. */
export function RunsPanel({ id, actions }: { id: string; actions: Action[] }) {
  const { agent } = useMe();
  useTopic(`customer_id:${agent.customer_id}:activeflow`);
  const runs = useInfiniteQuery({
    queryKey: runsKey(id),
    queryFn: ({ pageParam, signal }) => nextRuns(id, pageParam, signal),
    initialPageParam: '',
    getNextPageParam: last => last.next_page_token || undefined,
    enabled: id !== 'new',
    staleTime: 0,
  });
  if (id === 'new') return <Empty title={t('flows.noRuns')} text={t('flows.tryNew')} />;
  if (!runs.data) return runs.error ? <Failed error={runs.error} retry={runs.refetch} /> : <Waiting rows={5} />;
  const all = runs.data.pages.flatMap(page => page.result);
  return (
    <Stack gap="xs">
      {all.length === 0 && !runs.hasNextPage && <Empty title={t('flows.noRuns')} text={t('flows.noRunsText')} />}
      {all.length === 0 && runs.hasNextPage && <Text size="sm">{t('flows.noRecentRuns')}</Text>}
      <Accordion chevronPosition="left" variant="default">
        {all.map(run => (
          <Accordion.Item key={run.id} value={run.id}>
            <Accordion.Control>
              <Group gap="xs" justify="space-between" wrap="nowrap">
                <Text size="sm">{shortTime(when(run.tm_create)!)}</Text>
                <Group gap={6} wrap="nowrap">
                  <Text size="xs" c="dimmed">
                    {t('flows.stepCount', { count: run.executed_actions.length })}
                  </Text>
                  <Result result={run.error.message ? 'failed' : run.status} />
                </Group>
              </Group>
            </Accordion.Control>
            <Accordion.Panel>
              <Trace run={run} actions={actions} />
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

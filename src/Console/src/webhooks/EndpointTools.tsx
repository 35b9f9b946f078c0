import { Alert, Anchor, Button, Group, Paper, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { Link } from 'wouter';
import { get, type Page, post } from '../api/client';
import { explain } from '../api/explain';
import { fullTime, when } from '../api/times';
import { AskButton } from '../kit/Ask';
import { Note } from '../kit/Note';
import { t } from '../texts/texts';
import { AttemptView, gistOf, isGood, wasSent } from './AttemptView';
import { type Attempt, deliveriesPath, type Delivery, type Endpoint, endpointsPath } from './records';

/** What can be done with an endpoint beside changing it. */
export function EndpointTools({ endpoint, onSecret }: { endpoint: Endpoint; onSecret: (secret: string) => void }) {
  const [result, setResult] = useState<Attempt>();
  const [fault, setFault] = useState('');
  const [busy, setBusy] = useState(false);
  const outcome = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (result || fault) outcome.current?.scrollIntoView({ block: 'nearest' });
  }, [result, fault]);
  const test = async () => {
    setBusy(true);
    setFault('');
    try {
      setResult(await post<Attempt>(`${endpointsPath}/${endpoint.id}/test`));
    } catch (e) {
      setFault(explain(e));
    } finally {
      setBusy(false);
    }
  };
  const rotate = async () => onSecret((await post<Endpoint>(`${endpointsPath}/${endpoint.id}/rotate`)).secret);
  return (
    <Stack gap="sm">
      {!endpoint.enabled && <WhyOff endpoint={endpoint} />}
      <Group gap="xs">
        <Button variant="default" loading={busy} onClick={test}>
          {t('webhooks.test')}
        </Button>
        <AskButton label={t('webhooks.rotate')} title={t('webhooks.rotateTitle')} action={rotate} variant="default">
          {t('webhooks.rotateText')}
        </AskButton>
        <Anchor component={Link} href={`/webhooks/deliveries?endpoint_id=${endpoint.id}`} size="sm" ml="auto">
          {t('webhooks.itsDeliveries')}
        </Anchor>
      </Group>
      <div role="status" ref={outcome}>
        {fault && (
          <Alert color="red" variant="light">
            {fault}
          </Alert>
        )}
        {result && !fault && (
          <Paper withBorder p="sm">
            <AttemptView attempt={result} />
          </Paper>
        )}
      </div>
    </Stack>
  );
}

/** Since when an endpoint is off, and what came of the last delivery before that. */
function WhyOff({ endpoint }: { endpoint: Endpoint }) {
  const failed = useQuery({
    queryKey: [deliveriesPath, 'last', endpoint.id, endpoint.tm_update],
    queryFn: ({ signal }) => get<Page<Delivery>>(deliveriesPath, { endpoint_id: endpoint.id, status: 'failed', page_size: 50 }, signal),
  });
  const last = failed.data?.result
    .flatMap(delivery => delivery.attempts)
    .filter(attempt => !isGood(attempt) && wasSent(attempt))
    .sort((a, b) => (a.tm < b.tm ? -1 : 1))
    .at(-1);
  const off = when(endpoint.tm_update)!;
  // The server does it in the moment in which the answer comes.
  const isGone = last?.status_code === 410 && Math.abs(when(last.tm)!.getTime() + last.duration_ms - off.getTime()) < 10_000;
  const values = { time: fullTime(off), result: last ? (last.status_code > 0 ? gistOf(last) : last.error) : '' };
  return (
    <Note title={t('webhooks.isOff')}>
      {t(isGone ? 'webhooks.offGone' : last ? 'webhooks.offFailing' : 'webhooks.offSince', values)} {t('webhooks.offRule')}
    </Note>
  );
}

import { Alert, Button, Code, Divider, Drawer, Group, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { get, post } from '../api/client';
import { explain } from '../api/explain';
import { fullTime, when } from '../api/times';
import { AskButton } from '../kit/Ask';
import { Failed, Waiting } from '../kit/states';
import { refreshLists } from '../kit/useList';
import { t } from '../texts/texts';
import { AttemptView } from './AttemptView';
import { deliveriesPath, type Delivery } from './records';
import { Status } from './Status';

interface Props {
  id: string | undefined;
  /** As the list has it. */
  known: Delivery | undefined;
  /** Endpoints by id. */
  names: Map<string, string>;
  onClose: () => void;
}

/** One delivery with all its tries. */
export function DeliveryDrawer({ id, known, names, onClose }: Props) {
  const read = useQuery({
    queryKey: [deliveriesPath, id],
    queryFn: ({ signal }) => get<Delivery>(`${deliveriesPath}/${id}`, undefined, signal),
    enabled: id !== undefined,
    initialData: known,
    staleTime: 0,
    refetchInterval: query => (query.state.data?.status === 'pending' ? 1500 : false),
  });
  const shown = useRef<Delivery>(undefined); // while it goes out
  const delivery = id ? read.data : shown.current;
  shown.current = delivery;
  return (
    <Drawer opened={id !== undefined} onClose={onClose} position="right" size="lg" title={delivery?.event_type ?? ' '} closeButtonProps={{ 'aria-label': t('kit.close') }}>
      {delivery ? <Body delivery={delivery} uri={names.get(delivery.endpoint_id)} /> : read.error ? <Failed error={read.error} retry={read.refetch} /> : <Waiting rows={5} />}
    </Drawer>
  );
}

function Body({ delivery, uri }: { delivery: Delivery; uri: string | undefined }) {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState('');
  const act = async (verb: 'replay' | 'skip') => {
    client.setQueryData([deliveriesPath, delivery.id], await post<Delivery>(`${deliveriesPath}/${delivery.id}/${verb}`));
    void refreshLists(client, deliveriesPath);
  };
  const replay = async () => {
    setBusy(true);
    setFault('');
    await act('replay').catch(e => setFault(explain(e)));
    setBusy(false);
  };
  const next = delivery.status === 'pending' ? when(delivery.tm_next) : undefined;
  return (
    <Stack>
      <Group justify="space-between">
        <div role="status">
          <Status status={delivery.status} />
        </div>
        <Group gap="xs">
          {delivery.status === 'pending' && (
            <AskButton label={t('webhooks.skip')} title={t('webhooks.skipTitle')} action={() => act('skip')} variant="default" size="xs">
              {t('webhooks.skipText')}
            </AskButton>
          )}
          <Button size="xs" loading={busy} onClick={replay}>
            {t(delivery.status === 'pending' ? 'webhooks.tryNow' : 'webhooks.replay')}
          </Button>
        </Group>
      </Group>
      {fault && (
        <Alert color="red" variant="light" role="alert">
          {fault}
        </Alert>
      )}
      <div>
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {uri ?? t('webhooks.goneEndpoint')}
        </Text>
        <Text size="sm" c="dimmed">
          {t('webhooks.happened', { time: fullTime(when(delivery.tm_create)!) })}
        </Text>
        {next && (
          <Text size="sm" c="dimmed">
            {t('webhooks.nextTry', { time: fullTime(next) })}
          </Text>
        )}
        <Text size="xs" c="dimmed" mt={4}>
          webhook-id <Code>{delivery.event_id}</Code>
        </Text>
      </div>
      <Divider label={t('webhooks.attempts', { count: delivery.attempts.length })} labelPosition="left" />
      {delivery.attempts.length === 0 && <Text size="sm">{t('webhooks.noAttempts')}</Text>}
      {delivery.attempts.toReversed().map((attempt, index) => (
        <AttemptView key={delivery.attempts.length - index} attempt={attempt} isBrief={index > 0} />
      ))}
    </Stack>
  );
}

import { Button, Group, Select, Table, Text } from '@mantine/core';
import { useInViewport } from '@mantine/hooks';
import { IconRepeat } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { Link, useLocation, useRoute, useSearchParams } from 'wouter';
import { fullTime, when } from '../api/times';
import { Breakable } from '../kit/Breakable';
import kit from '../kit/kit.module.css';
import { Page } from '../kit/Page';
import { More } from '../kit/ResourceList';
import { Empty, Failed, Waiting } from '../kit/states';
import { useList } from '../kit/useList';
import { t } from '../texts/texts';
import { gistOf } from './AttemptView';
import { DeliveryDrawer } from './DeliveryDrawer';
import { type Delivery, type Endpoint, endpointsPath, eventTypes, statuses } from './records';
import { ReplayDialog } from './ReplayDialog';
import { Status } from './Status';
import { type Filter, useDeliveries } from './useDeliveries';
import { WebhookNav } from './WebhookNav';

/** The log of deliveries: what was told to whom, and what came of it. */
export function DeliveriesPage() {
  const [params, setParams] = useSearchParams();
  const [, route] = useRoute('/webhooks/deliveries/:id');
  const [, navigate] = useLocation();
  const [replaying, setReplaying] = useState(false);
  const endpoints = useList<Endpoint>(endpointsPath);
  const filter: Filter = { endpoint_id: params.get('endpoint_id') ?? undefined, status: params.get('status') ?? undefined, event_type: params.get('event_type') ?? undefined };
  const list = useDeliveries(filter);
  const search = params.size > 0 ? `?${params}` : '';
  const names = new Map(endpoints.items?.map(endpoint => [endpoint.id, endpoint.uri]));
  const choose = (name: keyof Filter) => (value: string | null) =>
    setParams(before => {
      if (value) before.set(name, value);
      else before.delete(name);
      return before;
    }, { replace: true });
  const select = (name: keyof Filter, data: { value: string; label: string }[]) => (
    <Select flex="1 1 180px" aria-label={t(`webhooks.f_${name}`)} placeholder={t(`webhooks.f_${name}`)} value={filter[name] ?? null} data={data} onChange={choose(name)} clearable searchable={data.length > 8} clearButtonProps={{ 'aria-label': t('webhooks.clear') }} nothingFoundMessage={t('kit.nothing')} />
  );

  return (
    <Page
      title={t('webhooks.title')}
      intro={t('webhooks.logIntro')}
      actions={
        <Button variant="default" leftSection={<IconRepeat size={18} />} onClick={() => setReplaying(true)}>
          {t('webhooks.replayMany')}
        </Button>
      }
    >
      <WebhookNav here="deliveries" />
      <Group gap="xs" role="group" aria-label={t('webhooks.filters')}>
        {select('endpoint_id', [...names].map(([value, label]) => ({ value, label })))}
        {select('status', statuses.map(status => ({ value: status, label: t(`webhooks.s_${status}`) })))}
        {select('event_type', eventTypes.map(type => ({ value: type, label: type })))}
      </Group>
      <div className={kit.card} aria-busy={list.isChanging} style={{ opacity: list.isChanging ? 0.6 : 1 }}>
        {!list.items ? (
          list.error ? <Failed error={list.error} retry={list.retry} /> : <Waiting rows={8} />
        ) : list.items.length === 0 ? (
          <>
            <Empty title={t('webhooks.noneTitle')} text={t(search ? 'webhooks.noneFiltered' : 'webhooks.noneText')} />
            <More list={list} />
          </>
        ) : (
          <Rows list={list} rows={list.items} names={names} search={search} />
        )}
      </div>
      <DeliveryDrawer id={route?.id} known={list.items?.find(item => item.id === route?.id)} names={names} onClose={() => navigate(`/webhooks/deliveries${search}`)} />
      <ReplayDialog opened={replaying} filter={filter} names={names} onClose={() => setReplaying(false)} />
    </Page>
  );
}

function Rows({ list, rows, names, search }: { list: ReturnType<typeof useDeliveries>; rows: Delivery[]; names: Map<string, string>; search: string }) {
  const { ref, inViewport } = useInViewport();
  const { mayGoOn, more, error } = list;
  useEffect(() => {
    if (inViewport && mayGoOn && !error) void more();
  }, [inViewport, mayGoOn, more, error]);
  return (
    <>
      <Table verticalSpacing="xs" horizontalSpacing="md" aria-label={t('webhooks.deliveries')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('webhooks.event')}</Table.Th>
            <Table.Th className={kit.wide} w="34%">{t('webhooks.f_endpoint_id')}</Table.Th>
            <Table.Th className={kit.wide} w={110}>{t('webhooks.last')}</Table.Th>
            <Table.Th w={130}>{t('webhooks.f_status')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(row => {
            const last = row.attempts.at(-1);
            return (
              <Table.Tr key={row.id} className={kit.row}>
                <Table.Td>
                  <Link href={`/webhooks/deliveries/${row.id}${search}`} className={kit.open}>
                    <Breakable text={row.event_type} />
                  </Link>
                  <Text size="xs" c="dimmed">
                    {fullTime(when(row.tm_create)!)}
                  </Text>
                </Table.Td>
                <Table.Td className={`${kit.cell} ${kit.long} ${kit.wide}`}>
                  <Text size="sm">
                    <Breakable text={names.get(row.endpoint_id) ?? t('webhooks.goneEndpoint')} />
                  </Text>
                </Table.Td>
                <Table.Td className={kit.wide}>
                  <Text size="sm">{last ? gistOf(last) : '–'}</Text>
                  <Text size="xs" c="dimmed">
                    {last ? `${last.duration_ms} ms` : ''}
                  </Text>
                </Table.Td>
                <Table.Td>
                  <Status status={row.status} />
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
      <div ref={ref}>
        <More list={list} />
      </div>
    </>
  );
}

import { Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useIntersection } from '@mantine/hooks';
import { useEffect } from 'react';
import { Link } from 'wouter';
import { fullTime, shortMoment, when } from '../api/times';
import { Page } from '../kit/Page';
import { Panel } from '../kit/Panel';
import { ResourceList } from '../kit/ResourceList';
import { Empty } from '../kit/states';
import { useList } from '../kit/useList';
import { t } from '../texts/texts';
import { channelLabel, money } from './money';
import type { Billing } from './records';

/** What was billed, newest first, and the sum of what is shown. */
export default function UsagePage() {
  const list = useList<Billing>('/v1.0/billings');
  const { ref, entry } = useIntersection({ rootMargin: '400px' });
  const { isMore, isLoadingMore, error, more } = list;
  useEffect(() => {
    if (entry?.isIntersecting && isMore && !isLoadingMore && !error) void more();
  }, [entry?.isIntersecting, isMore, isLoadingMore, error, more]);
  return (
    <Page title={t('usage.title')} intro={t('usage.intro')}>
      {!list.items && !list.error && <Skeleton height={126} />}
      {list.items && list.items.length > 0 && <Sums billings={list.items} isAll={!isMore} />}
      <ResourceList
        list={list}
        label={t('usage.title')}
        href={billing => `/inbox/${billing.conversation_id}`}
        columns={[
          { title: t('usage.when'), width: 180, cell: billing => <When text={billing.tm_create} /> },
          { title: t('prices.channel'), cell: billing => channelLabel(billing.channel) },
          { title: t('prices.direction'), cell: billing => t(`prices.${billing.direction}`), wide: true },
          { title: t('usage.units'), width: 90, align: 'right', cell: billing => billing.units, wide: true },
          { title: t('prices.amount'), width: 130, align: 'right', cell: billing => money(billing.amount_micros, billing.currency) },
        ]}
        empty={<Empty title={t('usage.emptyTitle')} text={t('usage.emptyText')} action={<Button component={Link} href="/admin/prices">{t('prices.title')}</Button>} />}
      />
      <div ref={ref} />
    </Page>
  );
}

function When({ text }: { text: string }) {
  const date = when(text)!;
  return <time dateTime={date.toISOString()} title={fullTime(date)}>{shortMoment(date)}</time>;
}

/** What the billings that are shown come to, by channel. */
function Sums({ billings, isAll }: { billings: Billing[]; isAll: boolean }) {
  const sums = new Map<string, { channel: string; currency: string; amount: number; units: number }>();
  for (const { channel, currency, amount_micros, units } of billings) {
    const key = `${channel}/${currency}`;
    const sum = sums.get(key) ?? { channel, currency, amount: 0, units: 0 };
    sums.set(key, { ...sum, amount: sum.amount + amount_micros, units: sum.units + units });
  }
  return (
    <Panel>
      <Stack gap="xs">
        <Text size="sm" c="dimmed" aria-live="polite">
          {t(isAll ? 'usage.sumAll' : 'usage.sumSome', { n: billings.length })}
        </Text>
        <Group gap="xl">
          {[...sums.values()].map(sum => (
            <div key={sum.channel + sum.currency}>
              <Text size="sm">{channelLabel(sum.channel)}</Text>
              <Text fw={600} size="lg">{money(sum.amount, sum.currency)}</Text>
              <Text size="xs" c="dimmed">{t('usage.unitsOf', { n: sum.units })}</Text>
            </div>
          ))}
        </Group>
      </Stack>
    </Panel>
  );
}

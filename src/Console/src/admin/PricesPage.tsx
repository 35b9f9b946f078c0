import { Text } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { post, remove } from '../api/client';
import { channels } from '../api/records';
import { AskButton } from '../kit/Ask';
import type { Resource } from '../kit/resource';
import { ResourcePage } from '../kit/ResourcePage';
import { refreshLists, useAll } from '../kit/useList';
import { t } from '../texts/texts';
import { channelLabel, toMicros } from './money';
import { PriceAmount } from './PriceAmount';
import type { Price } from './records';

const path = '/v1.0/prices';
const types = channels.map(channel => (channel === 'message' ? 'sms' : channel));
const directions = ['outgoing', 'incoming'] as const;
const units = ['message', 'segment', 'media'] as const;
const nameOf = (price: Price) => `${channelLabel(price.channel)}, ${t(`prices.${price.direction}`)}, ${t(`prices.${price.unit}`)}`;

/** What messages cost; the amounts are changed where they stand. */
export default function PricesPage() {
  const client = useQueryClient();
  const all = useAll<Price>(path);
  const drop = async (price: Price) => {
    await remove(`${path}/${price.id}`);
    await refreshLists(client, path);
  };
  const resource: Resource<Price> = {
    path,
    base: '/admin/prices',
    title: t('prices.title'),
    intro: t('prices.intro'),
    add: t('prices.add'),
    inPlace: true,
    empty: { title: t('prices.emptyTitle'), text: t('prices.emptyText') },
    columns: [
      { title: t('prices.channel'), cell: price => <Kind price={price} /> },
      { title: t('prices.direction'), cell: price => t(`prices.${price.direction}`), wide: true },
      { title: t('prices.unit'), cell: price => t(`prices.${price.unit}`), wide: true },
      { title: t('prices.amount'), width: 150, cell: price => <PriceAmount price={price} label={nameOf(price)} /> },
      {
        title: t('kit.delete'),
        untitled: true,
        width: 70,
        align: 'right',
        cell: price => (
          <AskButton label={t('kit.delete')} title={t('kit.deleteTitle', { name: nameOf(price) })} action={() => drop(price)} icon={<IconTrash size={18} stroke={1.6} />} variant="subtle" color="red" size="compact-sm" px={6}>
            {t('prices.onDelete')}
          </AskButton>
        ),
      },
    ],
    fields: (_, { channel }) => [
      { name: 'channel', label: t('prices.channel'), kind: 'choice', required: true, choices: types.map(type => ({ value: type, label: channelLabel(type) })) },
      { name: 'direction', label: t('prices.direction'), kind: 'choice', required: true, choices: directions.map(value => ({ value, label: t(`prices.${value}`) })) },
      { name: 'unit', label: t('prices.unit'), kind: 'choice', required: true, help: t('prices.unitHelp'), choices: units.filter(unit => unit !== 'segment' || channel === 'sms').map(value => ({ value, label: t(`prices.${value}`) })) },
      { name: 'amount', label: t('prices.amount'), kind: 'decimal', required: true, min: 0, faults: ['amount_micros'] },
      { name: 'currency', label: t('balance.currency'), kind: 'text', required: true, help: t('prices.currencyHelp'), placeholder: 'USD' },
    ],
    values: () => ({ direction: 'outgoing', unit: 'message', currency: all?.[0]?.currency ?? '' }),
    nameOf,
    onDelete: () => t('prices.onDelete'),
    save: ({ amount, ...body }) => post<Price>(path, { ...body, amount_micros: toMicros(amount) }),
  };
  return <ResourcePage resource={resource} />;
}

/** On a narrow screen all of what the price is for, in one place. */
const Kind = ({ price }: { price: Price }) => (
  <>
    <span style={{ whiteSpace: 'nowrap' }}>{channelLabel(price.channel)}</span>
    <Text size="xs" c="dimmed" hiddenFrom="sm">
      {t(`prices.${price.direction}`)}, {t(`prices.${price.unit}`)}
    </Text>
  </>
);

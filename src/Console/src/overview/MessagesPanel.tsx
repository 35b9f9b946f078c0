import { Group, SegmentedControl, Table, Text, Title } from '@mantine/core';
import { useMemo, useState } from 'react';
import { type ChannelType, channels } from '../api/records';
import { ChannelIcon, channelName } from '../inbox/looks';
import { Panel } from '../kit/Panel';
import { Empty } from '../kit/states';
import { t } from '../texts/texts';
import { type Bar, isLabelled, type Range, type Sum, sumsOf, total } from './bars';
import { Swatch } from './ChannelPatterns';
import { type Column, Columns } from './Columns';
import { barBegin, barLabel, barTitle, whole } from './format';
import classes from './overview.module.css';

const height = 280;

/** What came in and went out, by channel: as a chart, or as a table. */
export function MessagesPanel({ bars, range }: { bars: Bar[]; range: Range }) {
  const [look, setLook] = useState('chart');
  const sums = useMemo(() => sumsOf(bars), [bars]);
  const types = channels.filter(type => sums.has(type));
  const [incoming, outgoing] = [total(sums, 'incoming'), total(sums, 'outgoing')];
  return (
    <Panel labelledBy="messages">
      <Group justify="space-between" gap="xs" wrap="nowrap" mih={30}>
        <Title order={2} size="h4" id="messages">
          {t('overview.messages')}
        </Title>
        {types.length > 0 && (
          <SegmentedControl
            size="xs"
            flex="none"
            aria-label={t('overview.shownAs')}
            value={look}
            onChange={setLook}
            data={[
              { value: 'chart', label: t('overview.chart') },
              { value: 'table', label: t('overview.table') },
            ]}
          />
        )}
      </Group>
      <Text size="sm" c="dimmed" mb="md">
        {t(`overview.per_${range}`)}
      </Text>
      {types.length === 0 ? (
        <div className={classes.nothing}>
          <Empty title={t('overview.noMessages')} text={t('overview.noMessagesText')} />
        </div>
      ) : look === 'table' ? (
        <BarTable bars={bars} types={types} range={range} />
      ) : (
        <Columns columns={columnsOf(bars, types, range)} height={height} summary={t('overview.messagesSummary', { incoming: whole(incoming), outgoing: whole(outgoing) })} />
      )}
      <ul className={classes.legend} aria-label={t('overview.channels')}>
        {types.map(type => (
          <li key={type}>
            <Swatch type={type} />
            <ChannelIcon type={type} />
            <span>{channelName(type)}</span>
            <Text span size="sm" c="dimmed">
              {inOut(sums.get(type)!)}
            </Text>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

const inOut = ({ incoming, outgoing }: Sum) => t('overview.inOut', { incoming: whole(incoming), outgoing: whole(outgoing) });

const columnsOf = (bars: Bar[], types: ChannelType[], range: Range): Column[] =>
  bars.map((bar, index) => ({
    label: isLabelled(bar, range, bars[index - 1]) ? barLabel(bar.begin, range) : undefined,
    up: types.map(type => ({ key: type, value: bar.sums.get(type)?.incoming ?? 0 })),
    down: types.map(type => ({ key: type, value: bar.sums.get(type)?.outgoing ?? 0 })),
    hint: (
      <>
        <Text size="sm" fw={600} mb={4}>
          {barTitle(bar, range)}
        </Text>
        {bar.sums.size === 0 && <Text size="sm" c="dimmed">{t('overview.nothing')}</Text>}
        {types.filter(type => bar.sums.has(type)).map(type => (
          <div key={type} className={classes.hintRow}>
            <Swatch type={type} />
            <span>{channelName(type)}</span>
            <span className={classes.hintSum}>{inOut(bar.sums.get(type)!)}</span>
          </div>
        ))}
      </>
    ),
  }));

function BarTable({ bars, types, range }: { bars: Bar[]; types: ChannelType[]; range: Range }) {
  return (
    <div className={classes.scroll} style={{ height }} tabIndex={0} role="group" aria-label={t('overview.messages')}>
      <Table stickyHeader verticalSpacing={6} aria-label={t('overview.messages')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('overview.time')}</Table.Th>
            {types.map(type => (
              <Table.Th key={type} ta="right">{channelName(type)}</Table.Th>
            ))}
            <Table.Th ta="right">{t('overview.failed')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {bars.map(bar => (
            <Table.Tr key={bar.begin.getTime()}>
              <Table.Th scope="row" fw={400} fz="sm" c="inherit">{barBegin(bar.begin, range)}</Table.Th>
              {types.map(type => (
                <Table.Td key={type} ta="right">{bar.sums.has(type) ? inOut(bar.sums.get(type)!) : '–'}</Table.Td>
              ))}
              <Table.Td ta="right">{whole(total(bar.sums, 'failed'))}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

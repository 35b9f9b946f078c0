import { Anchor, Group, Text, Title } from '@mantine/core';
import { Link } from 'wouter';
import { channels } from '../api/records';
import { ChannelIcon, channelName } from '../inbox/looks';
import { Panel } from '../kit/Panel';
import { t } from '../texts/texts';
import { type Bar, isLabelled, type Range, sumsOf, total } from './bars';
import { type Column, Columns } from './Columns';
import { barLabel, barTitle, counted, whole } from './format';
import classes from './overview.module.css';
import type { Counted } from './records';

/** What did not arrive: messages, by when they were written, and webhook deliveries that were given up. */
export function FailedPanel({ bars, range, deliveries }: { bars: Bar[]; range: Range; deliveries: Counted }) {
  const sums = sumsOf(bars);
  const failed = total(sums, 'failed');
  return (
    <Panel labelledBy="failed">
      <div className={classes.failed}>
        <div>
          <Group justify="space-between" align="flex-start" wrap="nowrap" mb="xs">
            <Title order={2} size="h4" id="failed">
              {t('overview.failedTitle')}
            </Title>
            <Text fw={600}>{whole(failed)}</Text>
          </Group>
          {failed === 0 ? (
            <Text size="sm" c="dimmed">
              {t('overview.none')}
            </Text>
          ) : (
            <>
              <Columns columns={bars.map((bar, index) => columnOf(bar, range, bars[index - 1]))} height={110} summary={t('overview.failedSummary', { n: whole(failed) })} />
              <ul className={classes.legend} aria-label={t('overview.failedTitle')}>
                {channels.filter(type => sums.get(type)?.failed).map(type => (
                  <li key={type}>
                    <ChannelIcon type={type} />
                    <span>{channelName(type)}</span>
                    <Text span size="sm" c="dimmed">
                      {t('overview.failedOf', { n: whole(sums.get(type)!.failed), of: whole(sums.get(type)!.outgoing) })}
                    </Text>
                  </li>
                ))}
              </ul>
            </>
          )}
        </div>
        <div className={classes.deliveries}>
          <Group justify="space-between" align="flex-start" wrap="nowrap" mb="xs">
            <Title order={3} size="h4">
              {t('overview.deliveriesTitle')}
            </Title>
            <Text fw={600}>{counted(deliveries)}</Text>
          </Group>
          <Text size="sm" c="dimmed" mb="xs">
            {t('overview.deliveriesText')}
          </Text>
          <Anchor component={Link} href={deliveries.count > 0 ? '/webhooks/deliveries?status=failed' : '/webhooks/deliveries'} size="sm" c="var(--accent)" underline="always">
            {t(deliveries.count > 0 ? 'overview.seeDeliveries' : 'overview.allDeliveries')}
          </Anchor>
        </div>
      </div>
    </Panel>
  );
}

const columnOf = (bar: Bar, range: Range, before?: Bar): Column => ({
  label: isLabelled(bar, range, before) ? barLabel(bar.begin, range) : undefined,
  up: [{ key: 'failed', value: total(bar.sums, 'failed') }],
  down: [],
  hint: (
    <Text size="sm">
      {barTitle(bar, range)}: {whole(total(bar.sums, 'failed'))}
    </Text>
  ),
});

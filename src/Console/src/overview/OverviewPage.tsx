import { SegmentedControl, Skeleton } from '@mantine/core';
import { useMemo } from 'react';
import { clockTime, dayKey, shortTime, when } from '../api/times';
import { Page } from '../kit/Page';
import { Panel } from '../kit/Panel';
import { Failed, Waiting } from '../kit/states';
import { t } from '../texts/texts';
import { AgentsPanel } from './AgentsPanel';
import { barsOf, ranges } from './bars';
import { ChannelPatterns } from './ChannelPatterns';
import { FailedPanel } from './FailedPanel';
import { MessagesPanel } from './MessagesPanel';
import classes from './overview.module.css';
import { Tiles } from './Tiles';
import { TimesPanel } from './TimesPanel';
import { useOverview, useRange } from './useOverview';
import { WaitingPanel } from './WaitingPanel';

/** How the last hours or days were, and how things stand. */
export default function OverviewPage() {
  const [range, setRange] = useRange();
  const { data: overview, error, refetch, isPlaceholderData } = useOverview(range);
  const bars = useMemo(() => (overview ? barsOf(overview, overview.range) : []), [overview]);
  return (
    <Page
      title={t('overview.title')}
      intro={overview ? t('overview.asOf', { time: timeOf(overview.tm_update) }) : '\u00a0'}
      width={1200}
      actions={<SegmentedControl aria-label={t('overview.range')} value={range} onChange={setRange} data={ranges.map(value => ({ value, label: t(`overview.r_${value}`) }))} />}
    >
      {error && <Failed error={error} retry={refetch} m={0} />}
      {(overview || !error) && <Tiles overview={overview} bars={bars} />}
      {overview ? (
        <div aria-busy={isPlaceholderData} className={classes.parts} data-changing={isPlaceholderData || undefined}>
          <ChannelPatterns />
          <MessagesPanel bars={bars} range={overview.range} />
          <div className={classes.columns}>
            <TimesPanel id="response" title={t('overview.firstResponse')} intro={t('overview.firstResponseText')} times={overview.first_response} />
            <TimesPanel id="resolution" title={t('overview.resolution')} intro={t('overview.resolutionText')} times={overview.resolution} />
          </div>
          <div className={classes.lists}>
            <WaitingPanel waiting={overview.waiting} />
            <AgentsPanel agents={overview.agents} />
          </div>
          <FailedPanel bars={bars} range={overview.range} deliveries={overview.failed_deliveries} />
        </div>
      ) : (
        !error && (
          <div className={classes.parts} aria-hidden>
            <Panel>
              <Skeleton height={22} width={120} mb="lg" />
              <Skeleton height={341} className={classes.faint} />
            </Panel>
            <div className={classes.columns}>
              {[0, 1].map(part => (
                <Panel key={part}>
                  <Waiting rows={7} height={20} />
                </Panel>
              ))}
            </div>
          </div>
        )
      )}
    </Page>
  );
}

function timeOf(text: string) {
  const date = when(text)!;
  return dayKey(date) === dayKey(new Date()) ? clockTime(date) : shortTime(date);
}

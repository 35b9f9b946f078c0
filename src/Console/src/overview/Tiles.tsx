import { Skeleton } from '@mantine/core';
import { when } from '../api/times';
import { t } from '../texts/texts';
import { type Bar, sumsOf, total } from './bars';
import { counted, lasting, percent, whole } from './format';
import classes from './overview.module.css';
import type { Overview, Times } from './records';

/** The four numbers that one looks at first. */
export function Tiles({ overview, bars }: { overview?: Overview; bars: Bar[] }) {
  if (!overview)
    return (
      <div className={classes.tiles} aria-busy role="status" aria-label={t('app.loading')}>
        {Array.from({ length: 4 }, (_, index) => (
          <Tile key={index} title={'\u00a0'} figure={<Skeleton height={22} width="60%" my={6} />} below={<Skeleton height={10} width="80%" mt={5} />} />
        ))}
      </div>
    );
  const sums = sumsOf(bars);
  const [incoming, outgoing] = [total(sums, 'incoming'), total(sums, 'outgoing')];
  const longest = overview.waiting.conversations[0];
  const { agent, accesskey, flow } = overview.answers;
  return (
    <div className={classes.tiles}>
      <Tile
        title={t('overview.messages')}
        figure={whole(incoming + outgoing)}
        below={outgoing > 0 && flow > 0 ? t('overview.byFlows', { part: percent(flow, agent + accesskey + flow) }) : t('overview.inOut', { incoming: whole(incoming), outgoing: whole(outgoing) })}
      />
      <Took title={t('overview.firstResponse')} times={overview.first_response} counts={n => t('overview.answersOf', { n })} />
      <Took title={t('overview.resolution')} times={overview.resolution} counts={n => t('overview.closedOf', { n })} />
      <Tile
        title={t('overview.waiting')}
        figure={counted(overview.waiting)}
        below={longest ? t('overview.longest', { time: lasting(since(longest.tm_waiting), 'narrow') }) : t('overview.nobodyWaits')}
      />
    </div>
  );
}

/** Seconds since then. */
export const since = (time: string) => Math.max(0, Math.floor((Date.now() - when(time)!.getTime()) / 1000));

const Took = ({ title, times, counts }: { title: string; times: Times; counts: (n: string) => string }) => (
  <Tile title={title} figure={times.median_seconds === null ? '–' : lasting(times.median_seconds, 'narrow')} below={times.count === 0 ? t('overview.none') : counts(whole(times.count))} />
);

const Tile = ({ title, figure, below }: { title: string; figure: React.ReactNode; below: React.ReactNode }) => (
  <div className={classes.tile}>
    <span>{title}</span>
    <span className={classes.figure}>{figure}</span>
    <span className={classes.below}>{below}</span>
  </div>
);

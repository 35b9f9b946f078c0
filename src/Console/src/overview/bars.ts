import type { ChannelType } from '../api/records';
import { when } from '../api/times';
import type { Overview } from './records';

export const ranges = ['24h', '7d', '30d'] as const;
export type Range = (typeof ranges)[number];

const hour = 3_600_000;

/** What was said between two moments, by channel. */
export interface Bar {
  begin: Date;
  end: Date;
  sums: Map<ChannelType, Sum>;
}

export interface Sum {
  incoming: number;
  outgoing: number;
  failed: number;
}

/** Where a range begins: 24 hours that end with this one, or the first of so many days here. It is a whole hour of UTC, which not every day begins with. */
export function beginOf(range: Range, now = new Date()): Date {
  if (range === '24h') return new Date((Math.floor(now.getTime() / hour) - 23) * hour);
  return new Date(Math.ceil(new Date(now.getFullYear(), now.getMonth(), now.getDate() - (range === '7d' ? 6 : 29)).getTime() / hour) * hour);
}

/** The begin of the bar after one: an hour, a quarter of a day or a day later, as clocks here show it. */
function next(begin: Date, range: Range): Date {
  if (range === '24h') return new Date(begin.getTime() + hour);
  const [day, quarter] = [begin.getDate(), Math.floor(begin.getHours() / 6)];
  return range === '7d' ? new Date(begin.getFullYear(), begin.getMonth(), day, 6 * (quarter + 1)) : new Date(begin.getFullYear(), begin.getMonth(), day + 1);
}

/** All bars of a range, those with nothing too. */
export function barsOf(overview: Pick<Overview, 'from' | 'to' | 'hours'>, range: Range): Bar[] {
  const bars: Bar[] = [];
  const to = when(overview.to)!;
  for (let begin = when(overview.from)!; begin < to; begin = bars.at(-1)!.end) bars.push({ begin, end: next(begin, range), sums: new Map() });
  let at = 0;
  for (const { tm_hour, messages } of overview.hours) {
    const time = when(tm_hour)!;
    while (at < bars.length && bars[at]!.end <= time) at++;
    const bar = bars[at];
    if (!bar) break;
    for (const { type, direction, count, failed } of messages) {
      const sum = bar.sums.get(type) ?? { incoming: 0, outgoing: 0, failed: 0 };
      bar.sums.set(type, { ...sum, [direction]: sum[direction] + count, failed: sum.failed + failed });
    }
  }
  return bars;
}

/** What bars come to together, by channel. */
export function sumsOf(bars: Bar[]): Map<ChannelType, Sum> {
  const sums = new Map<ChannelType, Sum>();
  for (const bar of bars)
    for (const [type, { incoming, outgoing, failed }] of bar.sums) {
      const sum = sums.get(type) ?? { incoming: 0, outgoing: 0, failed: 0 };
      sums.set(type, { incoming: sum.incoming + incoming, outgoing: sum.outgoing + outgoing, failed: sum.failed + failed });
    }
  return sums;
}

export const total = (sums: Map<ChannelType, Sum>, of: keyof Sum) => [...sums.values()].reduce((all, sum) => all + sum[of], 0);

/** Whether a bar has its time under it: every third hour, the first of a day. */
export const isLabelled = ({ begin }: Bar, range: Range, before?: Bar) =>
  range === '24h' ? begin.getHours() % 3 === 0 : !before || before.begin.getDate() !== begin.getDate();

/** A round step, of which about so many reach a number: 1, 2 or 5 times a power of ten. */
export function stepFor(most: number, lines: number): number {
  const rough = Math.max(most / lines, 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * ([1, 2, 5].find(step => step * power >= rough) ?? 10);
}

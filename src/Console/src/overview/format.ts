import { language } from '../texts/texts';
import type { Range } from './bars';
import type { Counted } from './records';

const formats = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

function once<T extends Intl.NumberFormat | Intl.DateTimeFormat>(options: object, make: () => T): T {
  const key = language() + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, make());
  return formats.get(key) as T;
}

const number = (options: Intl.NumberFormatOptions) => once(options, () => new Intl.NumberFormat(language(), options));
const time = (options: Intl.DateTimeFormatOptions) => once(options, () => new Intl.DateTimeFormat(language(), options));

export const whole = (value: number) => number({}).format(value);

export const percent = (part: number, of: number) => number({ style: 'percent' }).format(of === 0 ? 0 : part / of);

export const counted = ({ count, is_more }: Counted) => whole(count) + (is_more ? '+' : '');

const units = [['day', 86_400], ['hour', 3_600], ['minute', 60], ['second', 1]] as const;

/** How long something took, in its two largest units at most; `narrow` where there is little room, but not in Japanese, whose narrow units are Latin letters. */
export function lasting(seconds: number, unitDisplay: 'short' | 'narrow' = 'short'): string {
  const first = Math.max(0, units.findIndex(([, size]) => seconds >= size));
  const [unit, size] = units[seconds < 1 ? units.length - 1 : first]!;
  const rest = units[first + 1];
  const count = Math.floor(seconds / size);
  const more = rest && seconds >= 1 ? Math.floor((seconds - count * size) / rest[1]) : 0;
  const told = (value: number, of: string) => number({ style: 'unit', unit: of, unitDisplay: language() === 'ja' ? 'short' : unitDisplay }).format(value);
  return more > 0 && count < 10 ? `${told(count, unit)} ${told(more, rest![0])}` : told(count, unit);
}

/** What stands under a bar. */
export const barLabel = (date: Date, range: Range) =>
  time(range === '24h' ? { hour: 'numeric' } : range === '7d' ? { weekday: 'short' } : { day: 'numeric', month: 'short' }).format(date);

/** When a bar is, in full. */
export function barTitle({ begin, end }: { begin: Date; end: Date }, range: Range): string {
  return range === '30d' ? barBegin(begin, range) : clock().formatRange(begin, end);
}

/** When a bar begins. */
export const barBegin = (begin: Date, range: Range) => (range === '30d' ? time({ weekday: 'short', day: 'numeric', month: 'long' }) : clock()).format(begin);

const clock = () => time({ weekday: 'short', day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' });

import { language } from '../texts/texts';

/** The API's texts of times. They are UTC, and year 9999 means that it has not happened. */
export function when(text: string | undefined): Date | undefined {
  if (!text || text.startsWith('9999') || text.startsWith('0001')) return undefined;
  return new Date(text.replace(' ', 'T').replace(/(\.\d{3})\d*$/, '$1') + 'Z');
}

/** A date as the API takes it. */
export const wireTime = (date: Date) => date.toISOString();

const formats = new Map<string, Intl.DateTimeFormat>();

function format(options: Intl.DateTimeFormatOptions) {
  const key = language() + JSON.stringify(options);
  let made = formats.get(key);
  if (!made) formats.set(key, (made = new Intl.DateTimeFormat(language(), options)));
  return made;
}

export const clockTime = (date: Date) => format({ hour: 'numeric', minute: '2-digit' }).format(date);
export const fullTime = (date: Date) => format({ dateStyle: 'medium', timeStyle: 'medium' }).format(date);
export const dayKey = (date: Date) => `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;

/** A day in words: today and yesterday as such. */
export function dayName(date: Date, now = new Date()): string {
  const days = Math.round((new Date(now).setHours(0, 0, 0, 0) - new Date(date).setHours(0, 0, 0, 0)) / 86_400_000);
  if (days === 0 || days === 1) {
    const word = new Intl.RelativeTimeFormat(language(), { numeric: 'auto' }).format(-days, 'day');
    return word.charAt(0).toLocaleUpperCase(language()) + word.slice(1);
  }
  return format({ weekday: 'long', day: 'numeric', month: 'long', year: date.getFullYear() === now.getFullYear() ? undefined : 'numeric' }).format(date);
}

/** A moment of which the time matters as well: the day only where it is not today. */
export const shortMoment = (date: Date) => (dayKey(date) === dayKey(new Date()) ? clockTime(date) : `${shortTime(date)}, ${clockTime(date)}`);

/** A moment as short as it can be told: the time today, else the day. */
export function shortTime(date: Date, now = new Date()): string {
  if (dayKey(date) === dayKey(now)) return clockTime(date);
  return format({ day: 'numeric', month: 'short', year: date.getFullYear() === now.getFullYear() ? undefined : 'numeric' }).format(date);
}

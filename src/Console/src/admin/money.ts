import { language } from '../texts/texts';

const micros = 1_000_000;

/** An amount as one writes it, to as many places as it has. */
export const money = (amount: number, currency: string) =>
  new Intl.NumberFormat(language(), { style: 'currency', currency, currencyDisplay: 'narrowSymbol', maximumFractionDigits: 6 }).format(amount / micros);

/** Millionths from what somebody typed. */
export const toMicros = (value: unknown) => Math.round(Number(value) * micros);

export const fromMicros = (amount: number) => amount / micros;

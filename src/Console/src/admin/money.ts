import { isText, language, t } from '../texts/texts';

const micros = 1_000_000;

/** An amount as one writes it, to as many places as it has. */
export const money = (amount: number, currency: string) =>
  new Intl.NumberFormat(language(), { style: 'currency', currency, currencyDisplay: 'narrowSymbol', maximumFractionDigits: 6 }).format(amount / micros);

/** Millionths from what somebody typed. */
export const toMicros = (value: unknown) => Math.round(Number(value) * micros);

export const fromMicros = (amount: number) => amount / micros;

/** A channel by the type of its accounts, as prices and billings name it. */
export function channelLabel(type: string) {
  const key = `channel.${type === 'sms' ? 'message' : type}`;
  return isText(key) ? t(key) : type;
}

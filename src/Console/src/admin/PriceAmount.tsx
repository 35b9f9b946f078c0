import { NumberInput, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError, put } from '../api/client';
import { explain } from '../api/explain';
import { refreshLists } from '../kit/useList';
import { t } from '../texts/texts';
import { fromMicros, toMicros } from './money';
import type { Price } from './records';

/** A price's amount, written when one leaves it or presses Enter; Escape takes back what was typed. */
export function PriceAmount({ price, label }: { price: Price; label: string }) {
  const client = useQueryClient();
  const [typed, setTyped] = useState<string | number>();
  const [fault, setFault] = useState('');
  const reset = () => {
    setTyped(undefined);
    setFault('');
  };
  const write = async () => {
    if (typed === undefined || typed === '' || toMicros(typed) === price.amount_micros) return reset();
    try {
      await put(`/v1.0/prices/${price.id}`, { amount_micros: toMicros(typed) });
      await refreshLists(client, '/v1.0/prices');
      reset();
    } catch (e) {
      setFault(e instanceof ApiError && e.fields[0]?.message ? e.fields[0].message : explain(e));
    }
  };
  return (
    <NumberInput
      aria-label={t('prices.amountOf', { price: label })}
      size="xs"
      miw={104}
      value={typed ?? fromMicros(price.amount_micros)}
      onChange={setTyped}
      onBlur={write}
      onKeyDown={event => (event.key === 'Enter' ? write() : event.key === 'Escape' && reset())}
      min={0}
      decimalScale={6}
      hideControls
      error={fault}
      rightSection={<Text size="xs" c="dimmed">{price.currency}</Text>}
      rightSectionWidth={44}
    />
  );
}

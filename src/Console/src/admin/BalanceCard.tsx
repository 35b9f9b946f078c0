import { Group, Stack, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { put } from '../api/client';
import { AskButton } from '../kit/Ask';
import { Form } from '../kit/Form';
import { Panel } from '../kit/Panel';
import { useDescribedForm } from '../kit/useDescribedForm';
import { t } from '../texts/texts';
import { money, toMicros } from './money';
import type { CustomerSettings, Money } from './records';

const path = '/v1.0/customer';

/** What was paid beforehand: shown, added to, begun and ended. */
export function BalanceCard({ balance }: { balance: Money | null | undefined }) {
  const client = useQueryClient();
  const form = useDescribedForm(
    () => [
      { name: 'amount', label: balance ? t('balance.add') : t('balance.first'), kind: 'decimal', required: true, faults: ['balance.add_micros', 'balance.amount_micros'], help: balance ? t('balance.addHelp') : undefined },
      { name: 'currency', label: t('balance.currency'), kind: 'text', required: true, faults: ['balance.currency'], fixed: balance !== null, placeholder: 'USD' },
    ],
    { currency: balance?.currency ?? '' },
    balance !== null,
  );
  const write = async (change: object | null) => client.setQueryData([path], await put<CustomerSettings>(path, { balance: change }));
  const save = async () => {
    const done = await form.submit(({ amount, currency }) => write(balance ? { add_micros: toMicros(amount) } : { amount_micros: toMicros(amount), currency }));
    if (done) form.reset();
  };
  return (
    <Panel labelledBy="balance">
      <Stack>
        <Group justify="space-between">
          <Title order={2} size="h4" id="balance">
            {t('balance.title')}
          </Title>
          <Text size="xl" fw={600}>
            {balance ? money(balance.amount_micros, balance.currency) : t('balance.without')}
          </Text>
        </Group>
        <Text size="sm" c="dimmed">
          {t('balance.intro')}
        </Text>
        <Form
          form={form}
          onSubmit={save}
          submit={balance ? t('balance.addNow') : t('balance.begin')}
          actions={
            balance && (
              <AskButton label={t('balance.end')} title={t('balance.endTitle')} action={() => write(null)} variant="subtle" color="red">
                {t('balance.endText')}
              </AskButton>
            )
          }
        />
      </Stack>
    </Panel>
  );
}

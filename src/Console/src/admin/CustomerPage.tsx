import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { get, put } from '../api/client';
import { keys } from '../api/keys';
import type { Field, Values } from '../kit/fields';
import { Form } from '../kit/Form';
import { Page } from '../kit/Page';
import { Panel } from '../kit/Panel';
import { Failed, Waiting } from '../kit/states';
import { useDescribedForm } from '../kit/useDescribedForm';
import { t } from '../texts/texts';
import { BalanceCard } from './BalanceCard';
import type { CustomerSettings } from './records';

const path = '/v1.0/customer';

/** The company's own settings. */
export default function CustomerPage() {
  const customer = useQuery({ queryKey: [path], queryFn: ({ signal }) => get<CustomerSettings>(path, undefined, signal) });
  return (
    <Page title={t('customer.title')} intro={t('customer.intro')} width={720}>
      {customer.data ? (
        <>
          <SettingsCard customer={customer.data} />
          {customer.data.balance !== undefined && <BalanceCard balance={customer.data.balance} />}
        </>
      ) : customer.error ? (
        <Failed error={customer.error} retry={customer.refetch} />
      ) : (
        <Waiting rows={8} height={48} />
      )}
    </Page>
  );
}

function SettingsCard({ customer }: { customer: CustomerSettings }) {
  const client = useQueryClient();
  const fields: Field[] = [
    { name: 'name', label: t('fields.name'), kind: 'text' },
    { name: 'detail', label: t('fields.detail'), kind: 'area' },
    { name: 'email', label: t('customer.email'), kind: 'text' },
    { name: 'phone_number', label: t('customer.phone'), kind: 'text' },
    { name: 'address', label: t('customer.address'), kind: 'text' },
    { name: 'agent_reply', label: t('customer.agentReply'), kind: 'flag', help: t('customer.agentReplyHelp') },
    ...(customer.agent_pickup === undefined ? [] : [{ name: 'agent_pickup', label: t('customer.agentPickup'), kind: 'flag', help: t('customer.agentPickupHelp') } satisfies Field]),
    { name: 'webhook_uri', label: t('customer.webhook'), kind: 'text', help: t('customer.webhookHelp'), placeholder: 'https://example.com/confab' },
    { name: 'webhook_method', label: t('customer.webhookMethod'), kind: 'choice', placeholder: 'POST', choices: ['POST', 'GET', 'PUT', 'DELETE'].map(method => ({ value: method, label: method })) },
    { name: 'webhook_secret', label: t('customer.webhookSecret'), kind: 'secret', help: t('customer.webhookSecretHelp') },
  ];
  const form = useDescribedForm(() => fields, { ...customer } as Values, true);
  const save = async () => {
    const done = await form.submit(async body => {
      client.setQueryData([path], await put<CustomerSettings>(path, { ...body, webhook_method: body.webhook_method ?? '' }));
      await client.invalidateQueries({ queryKey: keys.customer });
    });
    if (!done) return;
    form.reset();
    notifications.show({ message: t('customer.saved'), withBorder: true });
  };
  return (
    <Panel>
      <Form form={form} onSubmit={save} />
    </Panel>
  );
}

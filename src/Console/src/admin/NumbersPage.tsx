import { nobody } from '../api/records';
import type { Resource } from '../kit/resource';
import { ResourcePage } from '../kit/ResourcePage';
import { useAll } from '../kit/useList';
import { t } from '../texts/texts';
import type { Account, NumberRecord } from './records';
import { useFlows } from './useChoices';

/** The numbers that SMS is sent from, each with its flow and its account. */
export default function NumbersPage() {
  const flows = useFlows();
  const accounts = useAll<Account>('/v1.0/conversation_accounts')?.filter(account => account.type === 'sms');
  const accountName = (id: string) => (id === nobody ? t('numbers.onlyAccount') : (accounts?.find(account => account.id === id)?.name ?? ''));

  const resource: Resource<NumberRecord> = {
    path: '/v1.0/numbers',
    base: '/admin/numbers',
    title: t('numbers.title'),
    intro: t('numbers.intro'),
    add: t('numbers.add'),
    empty: { title: t('numbers.emptyTitle'), text: t('numbers.emptyText') },
    columns: [
      { title: t('numbers.number'), width: 170, cell: number => number.number },
      { title: t('fields.name'), cell: number => number.name },
      { title: t('fields.flow'), cell: number => flows.nameOf(number.message_flow_id), wide: true },
      { title: t('fields.account'), cell: number => accountName(number.account_id), wide: true },
    ],
    fields: () => [
      { name: 'number', label: t('numbers.number'), kind: 'text', required: true, fixed: true, help: t('numbers.numberHelp'), placeholder: '+15550100001' },
      { name: 'name', label: t('fields.name'), kind: 'text' },
      {
        name: 'account_id',
        label: t('fields.account'),
        kind: 'choice',
        required: true,
        help: t('numbers.accountHelp'),
        choices: [{ value: nobody, label: t('numbers.onlyAccount') }, ...(accounts ?? []).map(account => ({ value: account.id, label: account.name || account.id }))],
      },
      flows.field('message_flow_id', t('fields.flow'), t('numbers.flowHelp')),
      { name: 'detail', label: t('fields.detail'), kind: 'area' },
    ],
    values: number => ({ ...(number ?? { account_id: nobody, message_flow_id: nobody }) }),
    nameOf: number => number.number,
    onDelete: () => t('numbers.onDelete'),
  };
  return <ResourcePage resource={resource} />;
}

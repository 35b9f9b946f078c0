import { useQuery } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { get, post, put } from '../api/client';
import { nobody } from '../api/records';
import type { Field, Values } from '../kit/fields';
import { Page } from '../kit/Page';
import type { Resource } from '../kit/resource';
import { ResourcePage } from '../kit/ResourcePage';
import { Failed, Waiting } from '../kit/states';
import { language, t } from '../texts/texts';
import { translated } from './accountTexts';
import { AccountPanel, AccountState, CheckAll } from './AccountPanel';
import type { Account, AccountType } from './records';
import { useFlows } from './useChoices';

const path = '/v1.0/conversation_accounts';
const base = '/admin/accounts';
const keyOf = (type: string, provider: string | undefined) => `${type}/${provider ?? ''}`;

/** Accounts at providers. What they are and what they need is told by the channels. */
export default function AccountsPage() {
  const [, navigate] = useLocation();
  const flows = useFlows();
  const types = useQuery({ queryKey: ['account_types', language()], queryFn: async ({ signal }) => translated(await get<AccountType[]>('/v1.0/conversation_account_types', undefined, signal)), staleTime: Infinity });
  if (!types.data)
    return (
      <Page title={t('accounts.title')} intro={t('accounts.intro')}>
        {types.error ? <Failed error={types.error} retry={types.refetch} /> : <Waiting />}
      </Page>
    );
  const typeOf = (key: unknown) => types.data.find(type => keyOf(type.type, type.provider) === key);
  const typeOfAccount = (account: Account) => typeOf(keyOf(account.type, account.provider_data.provider));

  const resource: Resource<Account> = {
    path,
    base,
    title: t('accounts.title'),
    intro: t('accounts.intro'),
    add: t('accounts.add'),
    tools: <CheckAll />,
    empty: { title: t('accounts.emptyTitle'), text: t('accounts.emptyText') },
    columns: [
      { title: t('fields.name'), cell: account => account.name || typeOfAccount(account)?.title },
      { title: t('accounts.kind'), cell: account => typeOfAccount(account)?.title ?? account.type, wide: true },
      { title: t('fields.flow'), cell: account => flows.nameOf(account.message_flow_id), wide: true },
      { title: t('accounts.state'), width: 150, cell: account => <AccountState account={account} /> },
    ],
    fields: (account, values) => {
      const type = account ? typeOfAccount(account) : typeOf(values.kind);
      const kind: Field = { name: 'kind', label: t('accounts.kind'), kind: 'choice', required: true, fixed: true, choices: types.data.map(type => ({ value: keyOf(type.type, type.provider), label: type.title })) };
      return !type ? [kind] : [kind, { name: 'name', label: t('fields.name'), kind: 'text' }, ...type.fields.map(asField), flows.field('message_flow_id', t('fields.flow'), t('accounts.flowHelp'))];
    },
    values: account => (account ? { ...account, kind: keyOf(account.type, account.provider_data.provider), provider_data: shown(account, typeOfAccount(account)) } : { message_flow_id: nobody }),
    nameOf: account => account.name || typeOfAccount(account)?.title || account.type,
    onDelete: () => t('accounts.onDelete'),
    save: ({ kind, ...body }, account) => {
      const type = account ? typeOfAccount(account) : typeOf(kind);
      const data = { ...(body.provider_data as object), provider: type?.provider || undefined };
      return account ? put(`${path}/${account.id}`, { ...body, provider_data: data }) : post(path, { ...body, type: type?.type, provider_data: data });
    },
    more: account => <AccountPanel account={account} type={typeOfAccount(account)} />,
    made: account => navigate(`${base}/${account.id}`),
  };
  return <ResourcePage resource={resource} />;
}

const asField = (field: AccountType['fields'][number]): Field => ({ ...field, choices: field.choices.map(choice => ({ value: choice, label: choice })), help: field.help || undefined });

/** An account's settings as a form has them: what is true or false there stands as a text in the account. */
const shown = (account: Account, type: AccountType | undefined): Values =>
  Object.fromEntries(Object.entries(account.provider_data).map(([name, value]) => [name, type?.fields.some(field => field.name === `provider_data.${name}` && field.kind === 'flag') ? value === 'true' : value]));

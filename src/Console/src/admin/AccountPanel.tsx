import { Alert, Badge, Button, Group, List, Stack, Text } from '@mantine/core';
import { IconCircleCheck, IconStethoscope } from '@tabler/icons-react';
import { skipToken, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { post } from '../api/client';
import { complain, explain } from '../api/explain';
import { AskButton } from '../kit/Ask';
import { CopyLine } from '../kit/Copy';
import { useAll } from '../kit/useList';
import { t } from '../texts/texts';
import type { Account, AccountType, Check } from './records';

/** What the last check found; forgotten when the account is changed. */
const checkKey = (account: Account) => ['account_check', account.id, account.tm_update];

const check = (account: Account, setUp: boolean) => post<Check>(`/v1.0/conversation_accounts/${account.id}/check`, setUp ? { set_up: true } : {});

const useLastCheck = (account: Account) => useQuery<Check>({ queryKey: checkKey(account), queryFn: skipToken, staleTime: Infinity, gcTime: Infinity }).data;

/** Whether an account works, as far as it was tried. */
export function AccountState({ account }: { account: Account }) {
  const check = useLastCheck(account);
  const [color, text] = !check ? ['gray', t('accounts.unchecked')] : check.ok ? ['teal', t('accounts.works')] : ['red', t('accounts.faultyState')];
  return (
    <Badge variant="dot" color={color}>
      {text}
    </Badge>
  );
}

/** Tries all accounts, one after another. */
export function CheckAll() {
  const client = useQueryClient();
  const accounts = useAll<Account>('/v1.0/conversation_accounts');
  const run = useMutation({
    mutationFn: async () => {
      for (const account of accounts ?? []) client.setQueryData(checkKey(account), await check(account, false));
    },
    onError: complain,
  });
  return (
    <Button variant="default" leftSection={<IconStethoscope size={18} />} disabled={!accounts?.length} loading={run.isPending} onClick={() => run.mutate()}>
      {t('accounts.checkAll')}
    </Button>
  );
}

/** How an account and its provider find each other: the address that the provider calls, and the check. */
export function AccountPanel({ account, type }: { account: Account; type: AccountType | undefined }) {
  const client = useQueryClient();
  const last = useLastCheck(account);
  const run = useMutation({
    mutationFn: (setUp: boolean) => check(account, setUp),
    onSuccess: found => client.setQueryData(checkKey(account), found),
  });
  const result = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (run.isSuccess || run.isError) result.current?.scrollIntoView({ block: 'nearest' });
  }, [run.isSuccess, run.isError, run.submittedAt]);
  const labelOf = (field: string) => (field === 'hook_url' ? t('accounts.hook') : (type?.fields.find(described => described.name === field)?.label ?? field));
  return (
    <Stack>
      {type?.has_hook && <CopyLine label={t('accounts.hook')} value={account.hook_url} help={type.has_setup ? t('accounts.hookSetUpHelp') : t('accounts.hookHelp')} />}
      <Group>
        <Button variant="default" leftSection={<IconStethoscope size={18} />} loading={run.isPending} onClick={() => run.mutate(false)}>
          {t('accounts.check')}
        </Button>
        {type?.has_setup && (
          <AskButton label={t('accounts.setUp')} title={t('accounts.setUpTitle')} variant="default" action={() => run.mutateAsync(true)}>
            {t('accounts.setUpText')}
          </AskButton>
        )}
      </Group>
      <div aria-live="polite" ref={result}>{run.error ? <Alert color="red" variant="light">{explain(run.error)}</Alert> : last && <Findings check={last} labelOf={labelOf} />}</div>
    </Stack>
  );
}

function Findings({ check, labelOf }: { check: Check; labelOf: (field: string) => string }) {
  if (!check.ok)
    return (
      <Alert color="red" variant="light" title={t('accounts.faulty')}>
        <List size="sm" listStyleType="none">
          {check.findings.map(({ field, message }) => (
            <List.Item key={field + message}>
              <b>{labelOf(field)}</b>: <span lang="en">{message}</span>
            </List.Item>
          ))}
        </List>
      </Alert>
    );
  const { quota } = check;
  return (
    <Alert color="teal" variant="light" title={t('accounts.works')} icon={<IconCircleCheck size={20} />}>
      {quota && <Text size="sm">{quota.limit < 0 ? t('accounts.quotaNone', { used: quota.used }) : t('accounts.quota', { used: quota.used, limit: quota.limit })}</Text>}
    </Alert>
  );
}

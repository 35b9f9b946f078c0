import { Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useLocalStorage, useMediaQuery } from '@mantine/hooks';
import { IconLayoutSidebarRightCollapse, IconLayoutSidebarRightExpand } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { Empty, Failed } from '../kit/states';
import { useList } from '../kit/useList';
import { t } from '../texts/texts';
import { BesideInbox } from './BesideInbox';
import { Handset } from './Handset';
import classes from './phone.module.css';
import { PhoneList } from './PhoneList';
import { usePhones } from './phones';

interface OwnNumber {
  id: string;
  number: string;
  name: string;
  account_id: string;
}

interface SmsAccount {
  id: string;
  type: string;
  provider_data: Record<string, string>;
}

/** Plays a customer: a pretend phone that writes to our numbers and shows what we answer. */
export default function PhonePage() {
  const phones = usePhones();
  const isWide = useMediaQuery('(min-width: 75em)', undefined, { getInitialValueInEffect: false });
  const [wanted, setWanted] = useLocalStorage({ key: 'phone-inbox', defaultValue: true, getInitialValueInEffect: false });
  const isBeside = isWide && wanted;
  const Icon = isBeside ? IconLayoutSidebarRightExpand : IconLayoutSidebarRightCollapse;
  const Tag = isBeside ? 'section' : 'main'; // the inbox is a main of its own
  return (
    <div className={classes.page} data-beside={isBeside || undefined}>
      <Tag className={classes.phone} aria-labelledby="phone-title">
        <Stack gap="sm" w="100%" maw={400}>
          <Group justify="space-between" wrap="nowrap">
            <Title order={1} size="h2" id="phone-title">
              {t('phone.title')}
            </Title>
            {isWide && (
              <Button variant="default" size="xs" leftSection={<Icon size={16} />} aria-pressed={isBeside} onClick={() => setWanted(!wanted)}>
                {t(isBeside ? 'phone.hideInbox' : 'phone.showInbox')}
              </Button>
            )}
          </Group>
          <Text size="sm" c="dimmed">
            {t('phone.intro')}
          </Text>
          <PhoneList phones={phones} />
        </Stack>
        <Pretend phone={phones.chosen} />
      </Tag>
      {isBeside && (
        <div className={classes.inbox}>
          <BesideInbox />
        </div>
      )}
    </div>
  );
}

/** The handset, once it is known whom it can write to: the numbers of the carrier that lives inside the server. */
function Pretend({ phone }: { phone: string }) {
  const numbers = useList<OwnNumber>('/v1.0/numbers');
  const accounts = useList<SmsAccount>('/v1.0/conversation_accounts');
  const [chosen, setChosen] = useState<string>();
  const error = numbers.error ?? accounts.error;
  if (error) return <Failed error={error} retry={() => (numbers.error ? numbers : accounts).retry()} />;
  if (!numbers.items || !accounts.items) return <Skeleton className={classes.handset} aria-label={t('app.loading')} role="status" />;
  const sandboxes = accounts.items.filter(account => account.type === 'sms' && account.provider_data.provider === 'sandbox').map(account => account.id);
  const known = new Set(accounts.items.map(account => account.id));
  const reachable = numbers.items.filter(one => sandboxes.includes(one.account_id) || (!known.has(one.account_id) && sandboxes.length === 1)).reverse();
  const number = reachable.find(one => one.number === chosen)?.number ?? reachable[0]?.number;
  if (!number) return <Empty title={t('phone.noneTitle')} text={t('phone.noneText')} action={<Button component={Link} href="/admin/numbers">{t('numbers.title')}</Button>} />;
  return <Handset key={`${phone} ${number}`} phone={phone} numbers={reachable} number={number} onNumber={setChosen} />;
}

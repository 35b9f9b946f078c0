import { ActionIcon, Button, Group, Stack, TextInput, Tooltip } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { Ask } from '../kit/Ask';
import { t } from '../texts/texts';
import { asNumber, type Phones } from './phones';

/** The pretend phones, and the number of the one in hand. */
export function PhoneList({ phones }: { phones: Phones }) {
  const [asking, setAsking] = useState(false);
  return (
    <Stack gap="xs" w="100%">
      <Group gap="xs" align="flex-start" wrap="nowrap">
        <NumberInput key={phones.chosen} phones={phones} />
        <Tooltip label={t('phone.add')}>
          <ActionIcon variant="default" size={36} mt={25} aria-label={t('phone.add')} onClick={phones.add}>
            <IconPlus size={18} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={t('phone.forget')}>
          <ActionIcon variant="default" size={36} mt={25} aria-label={t('phone.forget')} onClick={() => setAsking(true)} disabled={phones.numbers.length === 1}>
            <IconTrash size={18} />
          </ActionIcon>
        </Tooltip>
      </Group>
      {phones.numbers.length > 1 && (
        <Group gap={6} role="group" aria-label={t('phone.list')}>
          {phones.numbers.map(number => (
            <Button key={number} size="compact-sm" variant={number === phones.chosen ? 'light' : 'default'} aria-pressed={number === phones.chosen} onClick={() => phones.choose(number)}>
              {number}
            </Button>
          ))}
        </Group>
      )}
      <Ask opened={asking} title={t('phone.forgetTitle', { number: phones.chosen })} yes={t('phone.forget')} action={phones.forget} onClose={() => setAsking(false)}>
        {t('phone.forgetText')}
      </Ask>
    </Stack>
  );
}

function NumberInput({ phones }: { phones: Phones }) {
  const [text, setText] = useState(phones.chosen);
  const number = asNumber(text);
  const commit = () => number && number !== phones.chosen && phones.change(number);
  return (
    <TextInput
      flex={1}
      type="tel"
      label={t('phone.number')}
      value={text}
      onChange={event => setText(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={event => event.key === 'Enter' && commit()}
      error={number ? undefined : t('phone.noNumber')}
      autoComplete="off"
    />
  );
}

import { ActionIcon, Button, Group, Input, Stack, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { nobody } from '../api/records';
import { t } from '../texts/texts';
import { TargetSelect } from './TargetSelect';
import type { Action } from './records';

interface Props {
  label: string;
  description?: string;
  error?: string;
  value: Record<string, string>;
  self: string;
  actions: Action[];
  onChange: (value: Record<string, string>) => void;
}

/** Which value leads to which step. */
export function CasesInput({ label, description, error, value, self, actions, onChange }: Props) {
  // Rows of its own: while one types, two may be the same for a moment.
  const [rows, setRows] = useState(() => Object.entries(value));
  const change = (to: [string, string][]) => {
    setRows(to);
    onChange(Object.fromEntries(to));
  };
  return (
    <Input.Wrapper label={label} description={description} error={error} labelElement="div">
      <Stack gap="xs" mt={6} mb={6} role="group" aria-label={label}>
        {rows.map(([word, target], index) => (
          <Group key={index} gap="xs" wrap="nowrap" align="flex-start">
            <TextInput
              flex={1}
              aria-label={t('flows.caseValue')}
              placeholder={t('flows.caseValue')}
              value={word}
              error={rows.some(([other], at) => at < index && other === word) ? t('flows.caseTwice') : undefined}
              onChange={event => change(rows.with(index, [event.currentTarget.value, target]))}
            />
            <div style={{ flex: 2, minWidth: 0 }}>
              <TargetSelect aria-label={t('flows.caseTarget', { value: word })} withAsterisk value={target} self={self} actions={actions} onChange={id => change(rows.with(index, [word, id ?? nobody]))} />
            </div>
            <ActionIcon variant="subtle" color="gray" size={36} aria-label={t('flows.caseRemove', { value: word })} onClick={() => change(rows.toSpliced(index, 1))}>
              <IconX size={16} />
            </ActionIcon>
          </Group>
        ))}
      </Stack>
      <Button size="xs" variant="default" leftSection={<IconPlus size={14} />} onClick={() => change([...rows, ['', nobody]])}>
        {t('flows.caseAdd')}
      </Button>
    </Input.Wrapper>
  );
}

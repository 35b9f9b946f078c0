import { ActionIcon, Button, Group, Input, Select, Stack, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useRef } from 'react';
import { t } from '../texts/texts';
import { titleOf } from './kinds';

export type Pair = [name: string, value: string];

interface Props {
  label: string;
  help?: string;
  name: string;
  value: string;
  add: string;
  pairs: Pair[];
  /** Types of steps to choose the name from. */
  choices?: string[];
  error?: string;
  check?: (value: string) => string | undefined;
  onChange: (pairs: Pair[]) => void;
}

/** A list of names with values. */
export function Pairs({ label, help, name, value, add, pairs, choices, error, check, onChange }: Props) {
  const root = useRef<HTMLDivElement>(null);
  const set = (index: number, pair: Pair) => onChange(pairs.with(index, pair));
  const addOne = () => {
    onChange([...pairs, [choices?.[0] ?? '', choices ? '{}' : '']]);
    requestAnimationFrame(() => [...(root.current?.querySelectorAll<HTMLElement>('input') ?? [])].at(-2)?.focus());
  };
  return (
    <Input.Wrapper label={label} description={help} error={error} labelElement="div">
      <Stack gap={6} my={pairs.length > 0 ? 6 : 0} role="group" aria-label={label} ref={root}>
        {pairs.map((pair, index) => (
          <Group key={index} gap={6} wrap="nowrap" align="flex-start">
            {choices ? (
              <Select flex={1} aria-label={name} value={pair[0]} data={choices.map(choice => ({ value: choice, label: titleOf(choice) }))} allowDeselect={false} onChange={to => set(index, [to!, pair[1]])} />
            ) : (
              <TextInput flex={1} aria-label={name} placeholder={name} value={pair[0]} onChange={event => set(index, [event.currentTarget.value, pair[1]])} />
            )}
            <TextInput flex={1} aria-label={value} placeholder={value} value={pair[1]} error={check?.(pair[1])} onChange={event => set(index, [pair[0], event.currentTarget.value])} />
            <ActionIcon variant="subtle" color="gray" size={36} aria-label={t('flows.remove', { name: pair[0] || name })} onClick={() => onChange(pairs.toSpliced(index, 1))}>
              <IconX size={16} />
            </ActionIcon>
          </Group>
        ))}
      </Stack>
      <Button size="xs" variant="subtle" ml={-14} leftSection={<IconPlus size={14} />} onClick={addOne}>
        {add}
      </Button>
    </Input.Wrapper>
  );
}

import { Autocomplete, Chip, Group, Input, NumberInput, Select, Switch, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { nobody } from '../api/records';
import { language, t, type TextKey } from '../texts/texts';
import { CasesInput } from './CasesInput';
import { choiceOf, hintOf, labelOf, type Part, unitOf, units } from './kinds';
import type { Action } from './records';
import { type Labelled, TargetSelect } from './TargetSelect';
import { useAllFlows, useNumbers } from './useFlows';

export interface PartProps {
  part: Part;
  action: Action;
  /** All steps, for those that name others. */
  actions: Action[];
  error?: string;
  /** Undefined takes it out. */
  onChange: (value: unknown) => void;
}

interface Address {
  type: string;
  target: string;
}

/** One part of an action's options. */
export function PartInput({ part, action, actions, error, onChange }: PartProps) {
  const value = action.option[part.name];
  const common = { label: labelOf(part.name), description: hintOf(action.type, part.name) || undefined, error, withAsterisk: part.required };
  const text = typeof value === 'string' ? value : '';
  switch (part.kind) {
    case 'area':
      return <Textarea {...common} value={text} onChange={event => onChange(event.currentTarget.value)} autosize minRows={2} maxRows={12} />;
    case 'number':
      return <NumberInput {...common} value={typeof value === 'number' ? value : ''} onChange={to => onChange(typeof to === 'number' ? to : undefined)} min={part.min} max={part.max} allowDecimal={part.name === 'value_number'} />;
    case 'choice':
      return <Select {...common} value={text || part.choices![0]!} onChange={to => onChange(to)} data={part.choices!.map(choice => ({ value: choice, label: choiceOf(choice) }))} allowDeselect={false} />;
    case 'flag':
      return <Switch label={common.label} description={common.description} error={error} checked={value === true} onChange={event => onChange(event.currentTarget.checked)} />;
    case 'target':
      return <TargetSelect {...common} value={text} self={action.id} actions={actions} onChange={onChange} />;
    case 'flow':
      return <FlowSelect {...common} value={text} onChange={onChange} />;
    case 'source':
      return <SourceInput {...common} of={part.of!} value={(value as Address | undefined)?.target ?? ''} onChange={target => onChange(target || part.required ? { ...(value as object), type: part.of, target } : undefined)} />;
    case 'addresses': {
      const list = Array.isArray(value) ? (value as Address[]) : [];
      return <TagsInput {...common} value={list.map(one => one.target)} onChange={targets => onChange(targets.map(target => list.find(one => one.target === target) ?? { type: part.of, target }))} acceptValueOnBlur placeholder={part.of === 'tel' ? '+15550199001' : 'ann@example.com'} clearButtonProps={{ 'aria-label': t('flows.clear') }} clearable />;
    }
    case 'cases':
      return <CasesInput {...common} value={(value ?? {}) as Record<string, string>} self={action.id} actions={actions} onChange={onChange} />;
    case 'days':
      return (
        <Input.Wrapper {...common} labelElement="div">
          <Chip.Group multiple value={(Array.isArray(value) ? value : []).map(String)} onChange={days => onChange(days.length > 0 ? days.map(Number).sort() : undefined)}>
            <Group gap={6} mt={6} role="group" aria-label={common.label}>
              {Array.from({ length: 7 }, (_, day) => (
                <Chip key={day} value={String(day)} size="xs">
                  {new Intl.DateTimeFormat(language(), { weekday: 'short', timeZone: 'UTC' }).format(Date.UTC(2026, 1, day + 1))}
                </Chip>
              ))}
            </Group>
          </Chip.Group>
        </Input.Wrapper>
      );
    case 'duration':
      return <DurationInput {...common} value={typeof value === 'number' ? value : 0} onChange={onChange} />;
    default:
      return <TextInput {...common} value={text} onChange={event => onChange(event.currentTarget.value)} autoComplete="off" />;
  }
}

/** A flow by its name. */
export function FlowSelect({ value, except, onChange, ...common }: Labelled & { value: string; except?: string; onChange: (id: string | undefined) => void }) {
  const flows = useAllFlows();
  const data = (flows ?? []).filter(flow => flow.id !== except).map(flow => ({ value: flow.id, label: flow.name || t('flows.nameless') }));
  const isNone = value === '' || value === nobody;
  if (!isNone && flows && !data.some(choice => choice.value === value)) data.push({ value, label: value });
  return <Select {...common} value={isNone ? null : value} onChange={to => onChange(to ?? undefined)} data={data} clearable={!common.withAsterisk} clearButtonProps={{ 'aria-label': t('flows.clear') }} searchable placeholder={t(common.withAsterisk ? 'flows.chooseFlow' : 'flows.noFlow')} nothingFoundMessage={t('kit.nothing')} />;
}

function SourceInput({ of, value, onChange, ...common }: Labelled & { of: 'tel' | 'email'; value: string; onChange: (target: string) => void }) {
  const numbers = useNumbers(of === 'tel');
  return <Autocomplete {...common} value={value} onChange={onChange} data={numbers} placeholder={of === 'tel' ? '+15550100001' : 'support@example.com'} />;
}

function DurationInput({ value, onChange, ...common }: Labelled & { value: number; onChange: (value: number) => void }) {
  const [unit, setUnit] = useState(() => unitOf(value));
  return (
    <Group gap="xs" align="flex-end" wrap="nowrap">
      <NumberInput {...common} flex={1} value={value / units[unit]!} onChange={to => onChange(Math.round(Number(to) * units[unit]!))} min={0} />
      <Select
        w={130}
        aria-label={t('flows.unit')}
        value={unit}
        data={Object.keys(units).map(one => ({ value: one, label: t(`flows.u_${one}` as TextKey) }))}
        allowDeselect={false}
        onChange={to => {
          setUnit(to!);
          onChange(Math.round((value / units[unit]!) * units[to!]!));
        }}
      />
    </Group>
  );
}

import { Select } from '@mantine/core';
import { nobody } from '../api/records';
import { t } from '../texts/texts';
import { nameOf } from './kinds';
import type { Action } from './records';

/** What every input of a step's form has beside it. */
export interface Labelled {
  label: string;
  description?: string;
  error?: string;
  withAsterisk?: boolean;
}

/** A step by its name; none is the one that follows. */
export function TargetSelect({ value, self, actions, onChange, ...common }: Partial<Labelled> & { value: string; self: string; actions: Action[]; onChange: (id: string | undefined) => void; 'aria-label'?: string }) {
  const isNone = value === '' || value === nobody;
  const data = actions.map((action, index) => ({ value: action.id, label: nameOf(action, index) })).filter(choice => choice.value !== self);
  if (!isNone && !actions.some(action => action.id === value)) data.push({ value, label: t('flows.goneStep') });
  return <Select {...common} value={isNone ? null : value} placeholder={t(common.withAsterisk ? 'flows.chooseStep' : 'flows.followingStep')} onChange={to => onChange(to ?? undefined)} data={data} clearable={!common.withAsterisk} clearButtonProps={{ 'aria-label': t('flows.clear') }} searchable={data.length > 10} nothingFoundMessage={t('kit.nothing')} />;
}

import { ApiError } from '../api/client';
import { t } from '../texts/texts';
import type { Action } from './records';

/** What is wrong, by step and by field of it; what is no step's stands under ''. */
export type Faults = Record<string, Record<string, string>>;

/** The faults of a refusal, each at the step that stood where it says. */
export function faultsOf(error: unknown, actions: Action[]): Faults {
  const faults: Faults = {};
  if (!(error instanceof ApiError)) return faults;
  for (const { field, message } of error.fields) {
    const [, index, rest = ''] = /^actions\[(\d+)\]\.?(.*)$/.exec(field) ?? [];
    const action = index === undefined ? undefined : actions[Number(index)];
    const text = (message || error.message.replace(`${field}: `, '')).replace(/^"[^"]*": /, '');
    const sentence = text === 'is required.' ? t('kit.required') : text.charAt(0).toUpperCase() + text.slice(1);
    (faults[action?.id ?? ''] ??= {})[action ? rest : field] ??= sentence;
  }
  return faults;
}

/** The faults of one field, those of what stands in it too. */
export const faultAt = (faults: Record<string, string> | undefined, field: string) =>
  Object.entries(faults ?? {})
    .filter(([name]) => name === field || name.startsWith(`${field}.`) || name.startsWith(`${field}[`))
    .map(([, message]) => message)
    .join(' ') || undefined;

/** The same without those of a field that was changed. */
export function without(faults: Faults, id: string, field: string): Faults {
  const left = Object.entries(faults[id] ?? {}).filter(([name]) => name !== field && !name.startsWith(`${field}.`) && !name.startsWith(`${field}[`));
  return { ...faults, [id]: Object.fromEntries(left) };
}

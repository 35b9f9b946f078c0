import type { ApiError } from '../api/client';
import { t } from '../texts/texts';

export interface Choice {
  value: string;
  label: string;
}

/** A field of a form, in a description from which the form is drawn. */
export interface Field {
  /** As in the API's body; `provider_data.host` is `host` in `provider_data`. */
  name: string;
  label: string;
  kind: 'text' | 'area' | 'secret' | 'number' | 'decimal' | 'choice' | 'many' | 'flag' | 'list' | 'color' | 'moment';
  required?: boolean;
  choices?: Choice[];
  help?: string;
  placeholder?: string;
  min?: number;
  max?: number;
  /** Cannot be changed once it is made. */
  fixed?: boolean;
  /** Under which other names of the body its faults are told. */
  faults?: string[];
}

export type Values = Record<string, unknown>;

export const valueOf = (values: Values, name: string): unknown => name.split('.').reduce<unknown>((at, part) => (at as Values | undefined)?.[part], values);

export function setValue(values: Values, name: string, value: unknown): Values {
  const [first, ...rest] = name.split('.') as [string, ...string[]];
  return { ...values, [first]: rest.length === 0 ? value : setValue((values[first] ?? {}) as Values, rest.join('.'), value) };
}

const blank: Record<Field['kind'], unknown> = { text: '', area: '', secret: '', number: '', decimal: '', choice: null, many: [], flag: false, list: [], color: '', moment: '' };

/** A form's values to begin with: what is there of them, and else nothing. */
export const begin = (fields: Field[], given: Values): Values =>
  fields.reduce((values, field) => setValue(values, field.name, (field.kind === 'secret' ? undefined : valueOf(given, field.name)) ?? blank[field.kind]), given);

/** What is required and not there, by field. */
export const missing = (fields: Field[], values: Values, editing: boolean): Record<string, string> =>
  Object.fromEntries(
    fields
      .filter(field => field.required && !(editing && field.kind === 'secret') && ['', null, undefined].includes(valueOf(values, field.name) as string))
      .map(field => [field.name, t('kit.required')]),
  );

/** A form's values as a body: numbers and choices that are empty are null; secrets that are empty are left out, for they stay, and those to be forgotten are empty. */
export const bodyOf = (fields: Field[], values: Values, editing: boolean): Values =>
  fields
    .filter(field => !(editing && field.fixed))
    .reduce<Values>((body, field) => {
      const value = valueOf(values, field.name);
      if (field.kind === 'secret') return value === '' ? body : setValue(body, field.name, value ?? '');
      return setValue(body, field.name, value === '' && field.kind === 'number' ? null : value);
    }, {});

/** The faults of a refusal: those of fields that stand in the form at their fields, the others together. */
export function faultsOf(error: ApiError, fields: Field[]) {
  const at: Record<string, string> = {};
  let others = error.fields.length === 0;
  // A conflict names its field at the beginning of its sentence.
  const named = others ? fields.filter(field => error.message.startsWith(`${field.name}: `)).map(field => ({ field: field.name, message: '' })) : error.fields;
  if (named.length > 0) others = false;
  for (const fault of named) {
    const field = fields.find(field => [field.name, ...(field.faults ?? [])].some(name => fault.field === name || fault.field.startsWith(`${name}[`) || fault.field.startsWith(`${name}.`)));
    if (field) at[field.name] ??= fault.message || error.message.replace(`${fault.field}: `, '');
    else others = true;
  }
  return { at, others };
}

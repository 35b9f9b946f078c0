import { Checkbox, ColorInput, MultiSelect, NumberInput, PasswordInput, Select, Switch, TagsInput, Textarea, TextInput } from '@mantine/core';
import { t } from '../texts/texts';
import type { Field } from './fields';

interface FormFieldProps {
  field: Field;
  value: unknown;
  error?: string;
  /** Whether the thing is there already: then its secrets are, too, and what is fixed stays. */
  editing: boolean;
  /** Whether a new thing begins with it. */
  isFirst?: boolean;
  onChange: (value: unknown) => void;
}

/** One field of a form as its description says. */
export function FormField({ field, value, error, editing, isFirst, onChange }: FormFieldProps) {
  const isFixed = editing && field.fixed;
  const isThere = editing && field.kind === 'secret';
  const isChosen = field.kind === 'choice' && Boolean(value); // and cannot be taken away
  const common = { name: field.name, label: field.label, description: isFixed ? undefined : field.help, placeholder: field.placeholder, error, 'data-autofocus': isFirst || undefined, ...(isFixed ? { readOnly: true, variant: 'filled' as const } : {}) };
  const marked = { ...common, withAsterisk: field.required && !isFixed && !isThere && !isChosen };
  const text = (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value);
  switch (field.kind) {
    case 'area':
      return <Textarea {...marked} value={value as string} onChange={text} autosize minRows={2} maxRows={10} />;
    case 'secret':
      return <Secret field={field} marked={marked} value={value as string | null} editing={editing} onChange={onChange} />;
    case 'number':
      return <NumberInput {...marked} value={value as number | string} onChange={onChange} min={field.min} max={field.max} allowDecimal={false} hideControls />;
    case 'decimal':
      return <NumberInput {...marked} value={value as number | string} onChange={onChange} min={field.min} max={field.max} decimalScale={6} hideControls />;
    case 'choice':
      return <Select {...marked} {...(isFixed ? { rightSection: <></> } : {})} value={(value as string) || null} onChange={onChange} data={field.choices} clearable={!field.required} searchable={(field.choices?.length ?? 0) > 8} allowDeselect={false} nothingFoundMessage={t('kit.nothing')} />;
    case 'many':
      return <MultiSelect {...marked} value={value as string[]} onChange={onChange} data={field.choices} searchable clearable nothingFoundMessage={t('kit.nothing')} />;
    case 'list':
      return <TagsInput {...marked} value={value as string[]} onChange={onChange} acceptValueOnBlur clearable />;
    case 'flag':
      return <Switch {...common} checked={value === true} onChange={event => onChange(event.currentTarget.checked)} />;
    case 'color':
      return <ColorInput {...marked} value={value as string} onChange={onChange} format="hex" popoverProps={{ withinPortal: true }} eyeDropperButtonProps={{ 'aria-label': t('kit.pickColor') }} />;
    case 'moment':
      return <TextInput {...marked} type="datetime-local" value={value as string} onChange={text} />;
    default:
      return <TextInput {...marked} value={value as string} onChange={text} autoComplete="off" />;
  }
}

/** A secret is never shown: what is left empty stays, and one that nothing depends on can be taken away. */
function Secret({ field, marked, value, editing, onChange }: Pick<FormFieldProps, 'field' | 'editing' | 'onChange'> & { marked: { error?: string }; value: string | null }) {
  return (
    <div>
      <PasswordInput
        {...marked}
        value={value ?? ''}
        disabled={value === null}
        aria-invalid={marked.error ? true : undefined}
        onChange={event => onChange(event.currentTarget.value)}
        autoComplete="new-password"
        placeholder={editing ? t('kit.unchanged') : undefined}
        visibilityToggleButtonProps={{ 'aria-label': t('app.showPassword') }}
      />
      {editing && !field.required && (
        <Checkbox size="xs" mt={4} styles={{ label: { paddingBlock: 4 }, body: { alignItems: 'center' } }} label={t('kit.forget')} aria-label={`${field.label}: ${t('kit.forget')}`} checked={value === null} onChange={event => onChange(event.currentTarget.checked ? null : '')} />
      )}
    </div>
  );
}

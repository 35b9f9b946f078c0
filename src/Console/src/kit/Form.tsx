import { Alert, Button, Group, Stack } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { t } from '../texts/texts';
import { valueOf } from './fields';
import { FormField } from './FormField';
import classes from './kit.module.css';
import type { DescribedForm } from './useDescribedForm';

interface FormProps {
  form: DescribedForm;
  onSubmit: () => unknown;
  /** The word of what the button does. */
  submit?: string;
  /** Beside the button. */
  actions?: ReactNode;
  /** Between the fields and the button. */
  children?: ReactNode;
}

/** A form from a description. */
export function Form({ form, onSubmit, submit, actions, children }: FormProps) {
  const { fields, editing } = form;
  const send = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form onSubmit={send} noValidate ref={form.element}>
      <Stack>
        {form.fault && (
          <Alert color="red" variant="light" role="alert" tabIndex={-1}>
            {form.fault}
          </Alert>
        )}
        {fields.map((field, index) => (
          <FormField key={field.name} field={field} value={valueOf(form.values, field.name)} error={form.faults[field.name]} editing={editing} isFirst={index === 0 && !editing} onChange={value => form.change(field.name, value)} />
        ))}
        {children}
        <Group justify="space-between" mt="xs">
          <Group className={classes.actions}>{actions}</Group>
          <Button type="submit" loading={form.busy}>
            {submit ?? (editing ? t('kit.save') : t('kit.create'))}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

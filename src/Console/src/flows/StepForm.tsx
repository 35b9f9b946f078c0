import { Alert, Code, Collapse, Input, SimpleGrid, Stack, Text, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { t } from '../texts/texts';
import classes from './flows.module.css';
import { faultAt } from './faults';
import { helpOf, kindOf, kinds } from './kinds';
import { PartInput } from './PartInput';
import { TargetSelect } from './TargetSelect';
import type { Action } from './records';
import type { Editor } from './useDraft';

const short = new Set(['number', 'choice']);

/** The form of a step. What it does not know stays as it is. */
export function StepForm({ action, editor }: { action: Action; editor: Editor }) {
  const { actions } = editor.draft;
  const faults = editor.faults[action.id];
  const { parts } = kindOf(action.type);
  const shown = parts.filter(part => part.when?.(action.option) ?? true);
  const unknown = Object.fromEntries(Object.entries(action.option).filter(([name]) => !parts.some(part => part.name === name)));
  const placed = [...shown.map(part => `option.${part.name}`), 'next_id'];
  const others = Object.entries(faults ?? {}).filter(([name]) => !placed.some(field => faultAt({ [name]: 'x' }, field)));
  const change = (name: string, value: unknown) =>
    editor.change(action.id, `option.${name}`, before => {
      const { [name]: _, ...option } = before.option;
      return { ...before, option: value === undefined ? option : { ...before.option, [name]: value } };
    });
  const input = (part: (typeof parts)[number]) => (
    <PartInput key={part.name} part={part} action={action} actions={actions} error={faultAt(faults, `option.${part.name}`)} onChange={value => change(part.name, value)} />
  );
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {helpOf(action.type) || t('flows.unknownKind')}
      </Text>
      {others.length > 0 && (
        <Alert color="red" variant="light" role="alert">
          {others.map(([field, message]) => `${field}: ${message}`).join(' ')}
        </Alert>
      )}
      {shown.some(part => short.has(part.kind)) ? (
        <>
          {shown.filter(part => !short.has(part.kind) && part.kind !== 'target' && part.kind !== 'days').map(input)}
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
            {shown.filter(part => short.has(part.kind)).map(input)}
          </SimpleGrid>
          {shown.filter(part => part.kind === 'target' || part.kind === 'days').map(input)}
        </>
      ) : (
        shown.map(input)
      )}
      {Object.keys(unknown).length > 0 && (
        <Input.Wrapper label={t('flows.otherOptions')} description={t('flows.otherOptionsHelp')} labelElement="div">
          <Code block mt={6}>
            {JSON.stringify(unknown, null, 2)}
          </Code>
        </Input.Wrapper>
      )}
      {kinds[action.type] && !['stop', 'goto'].includes(action.type) && <NextStep action={action} editor={editor} error={faultAt(faults, 'next_id')} />}
    </Stack>
  );
}

/** Where it goes on, where that is not the step below: seldom, so it is folded away. */
function NextStep({ action, editor, error }: { action: Action; editor: Editor; error?: string }) {
  const [opened, setOpened] = useState(action.next_id !== undefined);
  const isOpen = opened || error !== undefined;
  return (
    <div>
      <UnstyledButton className={classes.fold} aria-expanded={isOpen} onClick={() => setOpened(!opened)}>
        {t('flows.more')}
      </UnstyledButton>
      <Collapse expanded={isOpen}>
        <TargetSelect
          label={t('flows.next')}
          description={t('flows.nextHelp')}
          error={error}
          value={action.next_id ?? ''}
          self={action.id}
          actions={editor.draft.actions}
          onChange={id =>
            editor.change(action.id, 'next_id', ({ next_id: _, ...before }) => (id ? { ...before, next_id: id } : before))
          }
        />
      </Collapse>
    </div>
  );
}

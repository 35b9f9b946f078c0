import { Button, Group, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import { t } from '../texts/texts';
import { type Action, newId, type Option } from './records';
import type { Editor } from './useDraft';

const write = (actions: Action[]) => JSON.stringify(actions, null, 2);

/** The steps as JSON; what is right is taken at once. */
export function JsonView({ editor, broken, setBroken }: { editor: Editor; /** A text that could not be taken. */ broken: string | undefined; setBroken: (text: string | undefined) => void }) {
  const [text, setText] = useState(() => broken ?? write(editor.draft.actions));
  const fault = broken === undefined ? '' : faultOf(broken);
  const faults = editor.draft.actions.flatMap((action, index) => Object.entries(editor.faults[action.id] ?? {}).map(([field, message]) => `actions[${index}].${field}: ${message}`));
  const change = (to: string) => {
    setText(to);
    const fault = faultOf(to);
    setBroken(fault ? to : undefined);
    if (!fault) editor.set({ actions: read(to) });
  };
  return (
    <Stack gap="xs">
      <Textarea
        label={t('flows.json')}
        description={t('flows.jsonHelp')}
        value={text}
        onChange={event => change(event.currentTarget.value)}
        error={fault || faults.join('\n') || undefined}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 }, error: { whiteSpace: 'pre-line' } }}
        autosize
        minRows={12}
        maxRows={34}
        spellCheck={false}
        wrap="off"
      />
      <Group>
        <Button size="xs" variant="default" disabled={fault !== ''} onClick={() => setText(write(editor.draft.actions))}>
          {t('flows.jsonTidy')}
        </Button>
        {fault && (
          <Button size="xs" variant="default" onClick={() => (setText(write(editor.draft.actions)), setBroken(undefined))}>
            {t('flows.jsonBack')}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

function faultOf(text: string) {
  try {
    read(text);
    return '';
  } catch (e) {
    return t('flows.jsonFault', { reason: (e as Error).message });
  }
}

/** A list of actions; those without an id get one, so that the forms can name them. */
function read(text: string): Action[] {
  const list: unknown = JSON.parse(text);
  const isObject = (value: unknown): value is Option => typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!Array.isArray(list) || !list.every(isObject)) throw new Error(t('flows.jsonList'));
  if (!list.every(action => typeof (action.type ?? '') === 'string' && isObject(action.option ?? {}))) throw new Error(t('flows.jsonAction'));
  return list.map(action => ({ ...action, id: typeof action.id === 'string' && action.id ? action.id : newId(), type: (action.type ?? '') as string, option: (action.option ?? {}) as Option }));
}

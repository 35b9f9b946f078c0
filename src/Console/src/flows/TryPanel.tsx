import { Alert, Button, Group, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { ApiError, post } from '../api/client';
import { explain } from '../api/explain';
import { Note } from '../kit/Note';
import { t } from '../texts/texts';
import { type Pair, Pairs } from './Pairs';
import { faultAt } from './faults';
import type { Simulation } from './records';
import { SimulationView } from './SimulationView';
import type { Editor } from './useDraft';

const awaited = ['webhook_send', 'fetch', 'block'];

/** Tries a flow as it is saved, in a world where nothing comes of it. */
export function TryPanel({ id, editor }: { id: string; editor: Editor }) {
  const [text, setText] = useState('');
  const [now, setNow] = useState('');
  const [variables, setVariables] = useState<Pair[]>([]);
  const [answers, setAnswers] = useState<Pair[]>([]);
  const [result, setResult] = useState<Simulation>();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const isNew = id === 'new';
  const faults = error instanceof ApiError ? error.byField : {};
  const bad = answers.findIndex(([, value]) => !isJson(value));

  const run = async (given = answers) => {
    setBusy(true);
    setError(undefined);
    try {
      const byType = Object.fromEntries(awaited.map(type => [type, given.filter(([of]) => of === type).map(([, value]) => JSON.parse(value) as unknown)]));
      setResult(await post<Simulation>(`/v1.0/flows/${id}/simulate`, { message: { text }, now: now ? `${now.replace('T', ' ')}:00` : undefined, variables: Object.fromEntries(variables.filter(([name]) => name)), answers: byType }));
    } catch (e) {
      setError(e);
      setResult(undefined);
    } finally {
      setBusy(false);
    }
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (bad < 0) await run();
  };
  const answer = (type: string) => setAnswers([...answers, [type, '{}']]);

  return (
    <Stack gap="md">
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Text size="sm" c="dimmed">
            {t('flows.tryHelp')}
          </Text>
          {(editor.isDirty || isNew) && (
            <Note
              action={
                !isNew && (
                  <Button size="xs" variant="default" loading={editor.busy} onClick={async () => (await editor.save()) && run()}>
                    {t('flows.saveAndTry')}
                  </Button>
                )
              }
            >
              {t(isNew ? 'flows.tryNew' : 'flows.tryUnsaved')}
            </Note>
          )}
          <Textarea label={t('flows.tryText')} value={text} onChange={event => setText(event.currentTarget.value)} error={faultAt(faults, 'message')} autosize minRows={1} maxRows={6} />
          <TextInput label={t('flows.tryNow')} description={t('flows.tryNowHelp')} type="datetime-local" value={now} onChange={event => setNow(event.currentTarget.value)} error={faultAt(faults, 'now')} />
          <Pairs label={t('flows.tryVariables')} name={t('flows.tryName')} value={t('flows.tryValue')} add={t('flows.tryVariable')} pairs={variables} error={faultAt(faults, 'variables')} onChange={setVariables} />
          <Pairs label={t('flows.tryAnswers')} help={t('flows.tryAnswersHelp')} name={t('flows.tryStep')} value={t('flows.tryAnswer')} add={t('flows.tryAnswerAdd')} pairs={answers} choices={awaited} error={faultAt(faults, 'answers')} check={value => (isJson(value) ? undefined : t('flows.noJson'))} onChange={setAnswers} />
          {error !== undefined && Object.keys(faults).length === 0 && (
            <Alert color="red" variant="light" role="alert">
              {explain(error)}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button type="submit" loading={busy} disabled={isNew} leftSection={<IconPlayerPlay size={16} />}>
              {t('flows.try')}
            </Button>
          </Group>
        </Stack>
      </form>
      <div aria-live="polite">{result && <SimulationView result={result} actions={editor.draft.actions} onAnswer={answer} />}</div>
    </Stack>
  );
}

function isJson(text: string) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

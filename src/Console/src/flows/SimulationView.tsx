import { Alert, Badge, Button, Code, Group, Stack, Text } from '@mantine/core';
import { Note } from '../kit/Note';
import { isText, t } from '../texts/texts';
import classes from './flows.module.css';
import { gistOf, nameOf, titleOf } from './kinds';
import type { Action, Send, Simulation } from './records';

const colors: Record<string, string> = { failed: 'red', waits: 'yellow', jumped: 'blue', stopped: 'gray', ended: 'teal', running: 'yellow' };

function word(result: string) {
  const key: string = `flows.r_${result}`;
  return isText(key) ? t(key) : result;
}

export const Result = ({ result }: { result: string }) => (
  <Badge variant="dot" color={colors[result] ?? 'teal'} tt="none" fw={500} style={{ flex: 'none' }}>
    {word(result)}
  </Badge>
);

/** A step's name, where it is one of the flow's own. */
export function stepName(action: Action, actions: Action[]) {
  const index = actions.findIndex(one => one.id === action.id);
  return index >= 0 ? nameOf(action, index) : [titleOf(action.type), gistOf(action)].filter(Boolean).join(': ');
}

/** What a trial found: the steps in their order, what each would have sent, and how it ended. */
export function SimulationView({ result, actions, onAnswer }: { result: Simulation; actions: Action[]; onAnswer: (type: string) => void }) {
  const sends = [...result.sends];
  const last = result.steps.at(-1);
  return (
    <Stack gap="sm">
      <Group gap="xs">
        <Text fw={600} size="sm">
          {t('flows.outcome')}
        </Text>
        <Result result={result.status} />
      </Group>
      {result.error.message && (
        <Alert color="red" variant="light">
          {result.error.message}
        </Alert>
      )}
      <ol className={classes.trace}>
        {result.steps.map(({ action, result: how, variables }, index) => {
          const mine = sends[0]?.action_id === action.id ? sends.shift() : undefined;
          const before = result.steps[index - 1]?.variables;
          const changed = before ? Object.entries(variables).filter(([name, value]) => before[name] !== value) : [];
          return (
            <li key={index}>
              <Group gap="xs" wrap="nowrap" justify="space-between" align="flex-start">
                <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
                  {stepName(action, actions)}
                </Text>
                <Result result={how} />
              </Group>
              {mine && <Sent send={mine} />}
              {changed.map(([name, value]) => (
                <Text key={name} size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                  <Code>{name}</Code> = {value}
                </Text>
              ))}
            </li>
          );
        })}
      </ol>
      {result.steps.length === 0 && <Text size="sm">{t('flows.noStepRan')}</Text>}
      {last?.result === 'waits' && (
        <Note
          action={
            <Button size="xs" variant="default" onClick={() => onAnswer(last.action.type)}>
              {t('flows.giveAnswer')}
            </Button>
          }
        >
          {t('flows.waitsFor', { name: stepName(last.action, actions) })}
        </Note>
      )}
      {last && (
        <details>
          <Text component="summary" size="sm" className={classes.summary}>
            {t('flows.allVariables')}
          </Text>
          <Code block mt="xs">
            {Object.entries(last.variables)
              .map(([name, value]) => `${name} = ${value}`)
              .join('\n')}
          </Code>
        </details>
      )}
    </Stack>
  );
}

/** What would have gone out. */
function Sent({ send }: { send: Send }) {
  const to = send.uri ? `${send.method} ${send.uri}` : send.destinations.join(', ');
  return (
    <div className={classes.sent}>
      {to && (
        <Text size="xs" c="dimmed">
          {to}
        </Text>
      )}
      <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {send.text || send.data}
      </Text>
    </div>
  );
}

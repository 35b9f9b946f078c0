import { Code, Group, Stack, Text } from '@mantine/core';
import { fullTime, when } from '../api/times';
import { t } from '../texts/texts';
import type { Attempt } from './records';
import classes from './webhooks.module.css';

export const isGood = (attempt: Attempt) => attempt.status_code >= 200 && attempt.status_code < 300;

/** Whether anything was called: what waited when its endpoint was switched off has a last try that was none. */
export const wasSent = (attempt: Attempt) => attempt.status_code > 0 || attempt.duration_ms > 0;

/** What came of a try in a few characters. */
export const gistOf = (attempt: Attempt) => (attempt.status_code > 0 ? String(attempt.status_code) : t(wasSent(attempt) ? 'webhooks.noAnswer' : 'webhooks.notSent'));

/** One try: when, how long, and what was answered or why nothing was. */
export function AttemptView({ attempt, isBrief }: { attempt: Attempt; /** Its answer is shown when it is asked for. */ isBrief?: boolean }) {
  const response = attempt.response && (
    <Code block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', maxHeight: 220, overflowY: 'auto' }} tabIndex={0} aria-label={t('webhooks.response')}>
      {attempt.response}
    </Code>
  );
  return (
    <Stack gap={6}>
      <Group gap="md" justify="space-between">
        <Text size="sm" fw={600} c={isGood(attempt) ? undefined : 'var(--mantine-color-error)'}>
          {attempt.status_code > 0 ? t('webhooks.answered', { status: attempt.status_code }) : gistOf(attempt)}
        </Text>
        <Text size="xs" c="dimmed">
          {fullTime(when(attempt.tm)!)} · {attempt.duration_ms} ms
        </Text>
      </Group>
      {attempt.error && attempt.status_code === 0 && (
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {attempt.error}
        </Text>
      )}
      {response && isBrief ? (
        <details>
          <summary className={classes.summary}>{t('webhooks.response')}</summary>
          {response}
        </details>
      ) : (
        response
      )}
    </Stack>
  );
}

import { Anchor, Box, Button, Group, Progress, Skeleton, Text, ThemeIcon, Title } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { IconCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { useMe } from '../app/me';
import { Panel } from '../kit/Panel';
import { Failed } from '../kit/states';
import { t } from '../texts/texts';
import classes from './AdminPage.module.css';
import { type Done, readSteps, type Step, steps } from './steps';

/** What a new installation still needs; who has seen enough of it puts it away. */
export function Checklist() {
  const { agent } = useMe();
  const [away, setAway] = useLocalStorage({ key: `first-steps:${agent.id}`, defaultValue: false, getInitialValueInEffect: false });
  const read = useQuery({ queryKey: ['first_steps'], queryFn: ({ signal }) => readSteps(signal), enabled: !away, staleTime: 0 });
  if (away)
    return (
      <Anchor component="button" type="button" size="sm" onClick={() => setAway(false)} className={classes.again}>
        {t('steps.again')}
      </Anchor>
    );
  const left = read.data && steps.filter(step => !read.data[step.name]).length;
  return (
    <Panel labelledBy="first-steps">
      <Group justify="space-between" align="flex-start">
        <div>
          <Title order={2} size="h4" id="first-steps">
            {t('steps.title')}
          </Title>
          <Text size="sm" c="dimmed" aria-live="polite">
            {left === undefined ? ' ' : left === 0 ? t('steps.allDone') : t('steps.left', { left, of: steps.length })}
          </Text>
        </div>
        <Button variant="subtle" size="compact-sm" onClick={() => setAway(true)}>
          {t('steps.away')}
        </Button>
      </Group>
      <Progress value={left === undefined ? 0 : ((steps.length - left) / steps.length) * 100} mt="sm" mb="md" size="sm" aria-label={t('steps.title')} />
      {read.error ? <Failed error={read.error} retry={read.refetch} /> : <List done={read.data} />}
    </Panel>
  );
}

const List = ({ done }: { done: Done | undefined }) => (
  <Box component="ol" m={0} p={0} className={classes.steps}>
    {steps.map((step, index) => (
      <Group component="li" key={step.name} wrap="nowrap" align="flex-start" gap="sm">
        {done ? <Mark isDone={done[step.name]} index={index} /> : <Skeleton circle height={26} />}
        <StepText step={step} isDone={done?.[step.name] ?? false} />
      </Group>
    ))}
  </Box>
);

const Mark = ({ isDone, index }: { isDone: boolean; index: number }) => (
  <ThemeIcon variant={isDone ? 'filled' : 'default'} radius="xl" size={26} role="img" aria-label={t(isDone ? 'steps.isDone' : 'steps.isOpen')}>
    {isDone ? <IconCheck size={16} /> : <Text size="xs">{index + 1}</Text>}
  </ThemeIcon>
);

const StepText = ({ step, isDone }: { step: Step; isDone: boolean }) => (
  <div>
    <Anchor component={Link} href={step.href} fw={isDone ? 400 : 600} c={isDone ? 'dimmed' : 'var(--mantine-color-text)'} underline="always">
      {t(step.title)}
    </Anchor>
    <Text size="sm" c="dimmed">
      {t(step.text)}
    </Text>
  </div>
);

import { Alert, Box, Button, Group, type MantineSpacing, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { explain } from '../api/explain';
import { t } from '../texts/texts';
import classes from './kit.module.css';

/** Nothing there yet: what it is for, and how to begin. */
export const Empty = ({ title, text, action }: { title: string; text?: string; action?: ReactNode }) => (
  <Stack align="center" gap="xs" className={classes.empty}>
    <Title order={2} size="h4">
      {title}
    </Title>
    {text && (
      <Text c="dimmed" maw={460}>
        {text}
      </Text>
    )}
    {action && <Box mt="sm">{action}</Box>}
  </Stack>
);

/** It could not be read; once more. */
export const Failed = ({ error, retry, m = 'md' }: { error: unknown; retry: () => unknown; m?: MantineSpacing }) => (
  <Alert color="red" variant="light" role="alert" icon={<IconAlertTriangle size={20} />} m={m} styles={{ wrapper: { alignItems: 'center' }, icon: { marginTop: 0 } }}>
    <Group justify="space-between">
      <Text size="sm" flex="1 1 200px">
        {explain(error)}
      </Text>
      <Button size="xs" variant="default" onClick={() => retry()}>
        {t('app.again')}
      </Button>
    </Group>
  </Alert>
);

/** As tall as what will stand there. */
export const Waiting = ({ rows = 4, height = 28 }: { rows?: number; height?: number }) => (
  <Stack p="md" gap="md" aria-busy role="status" aria-label={t('app.loading')}>
    {Array.from({ length: rows }, (_, row) => (
      <Skeleton key={row} height={height} />
    ))}
  </Stack>
);

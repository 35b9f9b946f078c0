import { Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './kit.module.css';

interface PageProps {
  title: string;
  /** A sentence that says what this page is for. */
  intro?: string;
  /** What can be done here, beside the title. */
  actions?: ReactNode;
  /** How wide the content may become, in pixels; the title stands where it stands on the other pages. */
  width?: number;
  children: ReactNode;
}

/** A page of settings: its title, what can be done, and under it the content, which scrolls. */
export function Page({ title, intro, actions, width, children }: PageProps) {
  return (
    <main className={classes.page}>
      <Stack gap="lg" maw={1040} className={classes.content}>
        <Group justify="space-between" align="flex-start" gap="sm">
          <Stack gap={2} flex="1 1 260px">
            <Title order={1} size="h2">
              {title}
            </Title>
            {intro && (
              <Text size="sm" c="dimmed" maw={640}>
                {intro}
              </Text>
            )}
          </Stack>
          {actions}
        </Group>
        {width ? (
          <Stack gap="lg" maw={width}>
            {children}
          </Stack>
        ) : (
          children
        )}
      </Stack>
    </main>
  );
}

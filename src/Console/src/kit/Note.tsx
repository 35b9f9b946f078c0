import { Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './kit.module.css';

/** Something one should know before going on, and what can be done about it. */
export const Note = ({ title, children, action }: { title?: string; children: ReactNode; action?: ReactNode }) => (
  <Group justify="space-between" gap="xs" className={classes.note} role="note">
    <div className={classes.noteText}>
      {title && (
        <Text size="sm" fw={600}>
          {title}
        </Text>
      )}
      <Text size="sm">{children}</Text>
    </div>
    {action}
  </Group>
);

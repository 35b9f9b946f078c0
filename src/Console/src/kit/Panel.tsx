import { Card } from '@mantine/core';
import type { ReactNode } from 'react';

/** A part of a page that stands by itself; `labelledBy` is the id of its title. */
export const Panel = ({ children, labelledBy }: { children: ReactNode; labelledBy?: string }) => (
  <Card withBorder padding="lg" bg="var(--surface)" bd="1px solid var(--line)" component="section" aria-labelledby={labelledBy}>
    {children}
  </Card>
);

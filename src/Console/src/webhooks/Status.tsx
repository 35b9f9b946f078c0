import { Badge } from '@mantine/core';
import { t } from '../texts/texts';
import type { DeliveryStatus } from './records';

const colors: Record<DeliveryStatus, string> = { pending: 'yellow', delivered: 'teal', failed: 'red', skipped: 'gray' };

/** What has become of a delivery. */
export const Status = ({ status }: { status: DeliveryStatus }) => (
  <Badge variant="dot" color={colors[status]} tt="none" fw={500}>
    {t(`webhooks.s_${status}`)}
  </Badge>
);

import { Tooltip } from '@mantine/core';
import { IconAlertCircle, IconCheck, IconChecks, IconClock } from '@tabler/icons-react';
import type { Delivery } from '../api/records';
import { fullTime, when } from '../api/times';
import { isText, t } from '../texts/texts';

const icons = { queued: IconClock, sent: IconCheck, delivered: IconChecks, read: IconChecks, failed: IconAlertCircle, '': IconClock };

/** Why a message did not arrive. */
export function deliveryReason({ error_code, error_message }: Delivery) {
  const key = `delivery.${error_code}`;
  return isText(key) ? t(key) : [error_message || t('delivery.failed'), error_code && `(${error_code})`].filter(Boolean).join(' ');
}

/** How far a message of ours has come. */
export function DeliveryMark({ delivery }: { delivery: Delivery }) {
  const status = delivery.status || 'queued';
  const Icon = icons[status];
  const at = when(delivery.tm_update);
  const word = status === 'failed' ? deliveryReason(delivery) : t(`delivery.${status}`);
  return (
    <Tooltip label={at ? `${word} · ${fullTime(at)}` : word} multiline maw={320}>
      <span role="img" aria-label={word} style={{ display: 'inline-flex', color: status === 'read' ? 'var(--accent)' : status === 'failed' ? 'var(--mantine-color-error)' : undefined }}>
        <Icon size={14} stroke={2} />
      </span>
    </Tooltip>
  );
}

import { ColorSwatch } from '@mantine/core';
import type { AgentStatus } from '../api/records';

const colors: Record<string, string> = { available: 'teal.6', away: 'yellow.5', busy: 'red.6', ringing: 'blue.5' };

export const statusColor = (status: AgentStatus) => colors[status] ?? 'gray.5';

/** An agent's status as a dot; its word stands beside it. */
export const StatusDot = ({ status }: { status: AgentStatus }) => {
  const [color, shade] = statusColor(status).split('.');
  return <ColorSwatch size={10} withShadow={false} color={`var(--mantine-color-${color}-${shade})`} aria-hidden />;
};

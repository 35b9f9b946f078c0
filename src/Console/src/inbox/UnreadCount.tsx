import { Badge } from '@mantine/core';
import { skipToken, useQuery } from '@tanstack/react-query';
import { keys } from '../api/keys';
import { t } from '../texts/texts';
import type { Filter } from './filter';
import type { ListData } from './listData';

/** How many conversations of a list that is at hand wait to be read. */
export function useUnread(filter: Filter): number {
  const { data } = useQuery<ListData>({ queryKey: keys.list(filter), queryFn: skipToken, structuralSharing: false });
  return data?.rows.reduce((sum, row) => sum + ((row.unread ?? 0) > 0 ? 1 : 0), 0) ?? 0;
}

export function UnreadCount({ filter }: { filter: Filter }) {
  const count = useUnread(filter);
  if (count === 0) return null;
  return (
    <Badge size="sm" variant="light" circle={count < 10} aria-label={t('inbox.unreadOf', { n: count })}>
      {count > 99 ? '99+' : count}
    </Badge>
  );
}

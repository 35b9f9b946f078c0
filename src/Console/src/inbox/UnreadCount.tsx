import { Badge } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMe } from '../app/me';
import { t } from '../texts/texts';
import type { Filter } from './filter';
import { firstPage } from './useList';

/** How many conversations of a list wait to be read, as far as it has been read: the newest hundred at least. Empty for none. */
export function useUnread(filter: Filter): string {
  const { data } = useQuery(firstPage(filter, useMe()));
  const count = data?.rows.reduce((sum, row) => sum + ((row.unread ?? 0) > 0 ? 1 : 0), 0) ?? 0;
  return count === 0 ? '' : count > 99 ? '99+' : `${count}${data?.next == null ? '' : '+'}`;
}

export function UnreadCount({ filter }: { filter: Filter }) {
  const count = useUnread(filter);
  if (!count) return null;
  return (
    <Badge size="sm" variant="light" circle={count.length < 2} aria-label={t('inbox.unreadOf', { n: count })}>
      {count}
    </Badge>
  );
}

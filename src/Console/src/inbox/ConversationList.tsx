import { Button, Center, Loader, Skeleton, Stack, Text } from '@mantine/core';
import { IconInbox, IconSearchOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { use, useEffect, useLayoutEffect, useRef } from 'react';
import { Link } from 'wouter';
import { get, type Page } from '../api/client';
import { explain } from '../api/explain';
import { keys } from '../api/keys';
import { useAgents } from '../api/useAgents';
import { useTags } from '../api/useTags';
import { useMe } from '../app/me';
import { t } from '../texts/texts';
import { BesideContext } from './beside';
import classes from './ConversationList.module.css';
import { ConversationRow } from './ConversationRow';
import type { Filter } from './filter';
import type { useList } from './useList';
import { useWindow } from './useWindow';

const height = 72;

interface Props {
  list: ReturnType<typeof useList>;
  filter: Filter;
  chosen: string | undefined;
  hrefOf: (id: string) => string;
}

/** The list: however long it is, the page holds some dozens of its rows. */
export function ConversationList({ list: { rows, hasMore, error, again, more, loadMore }, filter, chosen, hrefOf }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const { nameOf } = useAgents();
  const { nameOf: labelOf } = useTags();
  const { from, to, look } = useWindow(scroller, rows?.length ?? 0, height);

  useEffect(() => {
    if (hasMore && more === 'idle' && rows && to > rows.length - 25) void loadMore();
  }, [hasMore, more, rows, to, loadMore]);

  // Who reads further down stays with what he reads when rows come and go above it.
  const anchor = useRef<{ id: string; index: number }>(undefined);
  useLayoutEffect(() => {
    const element = scroller.current;
    const before = anchor.current;
    if (!element || !rows) return;
    if (before && element.scrollTop >= height && rows[before.index]?.id !== before.id) {
      const now = rows.findIndex(row => row.id === before.id);
      if (now >= 0) element.scrollTop += (now - before.index) * height;
    }
    remember();
    look();
  }, [rows]);
  const remember = () => {
    const index = Math.ceil(scroller.current!.scrollTop / height);
    anchor.current = rows?.[index] && { id: rows[index].id, index };
  };

  // The chosen one is brought into sight when it is chosen, not when it moves.
  useEffect(() => {
    const element = scroller.current;
    const index = rows?.findIndex(row => row.id === chosen) ?? -1;
    if (!element || index < 0) return;
    const top = Math.min(index * height, Math.max(element.scrollTop, (index + 1) * height - element.clientHeight));
    if (top !== element.scrollTop) element.scrollTop = top;
  }, [chosen]);

  if (error && !rows) return <Failure text={explain(error)} again={again} />;
  if (!rows) return <Loading />;
  if (rows.length === 0 && !hasMore) return <Empty searched={filter.query !== '' || filter.type !== '' || filter.owner !== '' || filter.label !== ''} />;
  return (
    <div ref={scroller} className={classes.scroller} onScroll={() => { remember(); look(); }} data-testid="conversations">
      <div role="list" aria-label={t('inbox.list')} className={classes.all} style={{ height: rows.length * height }}>
        {rows.slice(from, to).map((row, index) => (
          <div key={row.id} role="listitem" aria-posinset={from + index + 1} aria-setsize={hasMore ? -1 : rows.length} className={classes.item} style={{ transform: `translateY(${(from + index) * height}px)` }}>
            <ConversationRow conversation={row} href={hrefOf(row.id)} isChosen={row.id === chosen} owner={filter.tab === 'all' ? nameOf(row.owner_id) : undefined} labelOf={labelOf} />
          </div>
        ))}
      </div>
      {more === 'loading' && <Center p="sm"><Loader size="sm" aria-label={t('app.loading')} /></Center>}
      {more === 'failed' && <Center p="sm"><Button variant="default" size="xs" onClick={loadMore}>{t('app.again')}</Button></Center>}
    </div>
  );
}

const Loading = () => (
  <Stack gap={0} role="status" aria-label={t('app.loading')} aria-busy className={classes.scroller}>
    {Array.from({ length: 8 }, (_, index) => (
      <div key={index} className={classes.ghost}>
        <Skeleton circle height={40} />
        <Stack gap={8} flex={1}>
          <Skeleton height={11} width="60%" />
          <Skeleton height={9} width="85%" />
        </Stack>
      </div>
    ))}
  </Stack>
);

const Empty = ({ searched }: { searched: boolean }) => (
  <Stack align="center" justify="center" flex={1} p="xl" gap="xs" c="dimmed">
    {searched ? <IconSearchOff size={36} stroke={1.3} aria-hidden /> : <IconInbox size={36} stroke={1.3} aria-hidden />}
    <Text ta="center">{searched ? t('inbox.nothingFound') : t('inbox.nothing')}</Text>
    {!searched && <Begin />}
  </Stack>
);

/** Where nobody has ever written, an admin is told how to begin. */
function Begin() {
  const { isAdmin } = useMe();
  const isBeside = use(BesideContext);
  const { data: isNew } = useQuery({
    queryKey: keys.isNew,
    queryFn: async ({ signal }) => (await get<Page<unknown>>('/v1.0/conversations', { page_size: 1 }, signal)).result.length === 0,
    enabled: isAdmin && !isBeside,
    staleTime: 0,
  });
  if (!isNew) return null;
  return (
    <>
      <Text ta="center" size="sm">{t('steps.messageText')}</Text>
      <Button component={Link} href="/phone" mt="xs">{t('steps.message')}</Button>
      <Button component={Link} href="/admin" variant="subtle">{t('steps.title')}</Button>
    </>
  );
}

const Failure = ({ text, again }: { text: string; again: () => void }) => (
  <Stack align="center" justify="center" flex={1} p="xl" role="alert">
    <Text ta="center" size="sm">{text}</Text>
    <Button variant="default" onClick={() => again()}>{t('app.again')}</Button>
  </Stack>
);

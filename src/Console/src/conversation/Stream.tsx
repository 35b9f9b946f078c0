import { Button, Center, Loader, Skeleton, Stack, Text } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { explain } from '../api/explain';
import type { Conversation } from '../api/records';
import { dayName } from '../api/times';
import { t } from '../texts/texts';
import { ActivityLine } from './ActivityLine';
import { Group } from './Bubble';
import { byDay, partsOf } from './groups';
import { NoteView } from './NoteView';
import { usePending } from './outbox';
import { Part } from './Part';
import { PendingBubble } from './PendingBubble';
import classes from './Stream.module.css';
import { useNotes } from './useNotes';
import { usePageKeys } from './usePageKeys';
import { useStream } from './useStream';

/**
 * What was said, the newest at the bottom, older as one reads upwards. The scroller counts from its bottom (column-reverse), so what is put in at the top moves nothing; what comes at the bottom moves nothing
 * as the browser holds on to the message one reads, and never to the edge or a day's name, which move up.
 */
export function Stream({ conversation }: { conversation: Conversation }) {
  const { notes, drop } = useNotes(conversation);
  const { rows, between, hasOlder, older, loadOlder, error, again } = useStream(conversation, notes);
  const pending = usePending(conversation.id).filter(entry => !entry.isHere);
  const days = useMemo(() => byDay(rows ?? [], between), [rows, between]);
  const scroller = useRef<HTMLDivElement>(null);
  const top = useRef<HTMLDivElement>(null);
  const [isAway, setIsAway] = useState(false);
  const [news, setNews] = useState(0);

  const isShown = rows !== undefined;
  useEffect(() => {
    if (!hasOlder || older !== 'idle' || !top.current) return;
    const watch = new IntersectionObserver(entries => entries.some(entry => entry.isIntersecting) && void loadOlder(), { root: scroller.current, rootMargin: '600px 0px 0px 0px' });
    watch.observe(top.current);
    return () => watch.disconnect();
  }, [isShown, hasOlder, older, loadOlder]);

  const toEnd = () => scroller.current?.scrollTo({ top: 0 });
  usePageKeys(scroller);
  const newest = rows?.at(-1)?.sequence ?? 0;
  const seen = useRef(0);
  useEffect(() => {
    if (!isAway) seen.current = newest;
    setNews(isAway && seen.current > 0 ? newest - seen.current : 0);
  }, [newest, isAway]);
  // Who writes sees what he wrote.
  useEffect(() => {
    if (pending.length > 0) toEnd();
  }, [pending.length]);

  if (error && !rows)
    return (
      <Stack align="center" justify="center" flex={1} role="alert">
        <Text size="sm">{explain(error)}</Text>
        <Button variant="default" onClick={() => again()}>{t('app.again')}</Button>
      </Stack>
    );
  if (!rows) return <Ghost />;
  return (
    <div className={classes.frame}>
      <div ref={scroller} className={classes.scroller} onScroll={event => setIsAway(event.currentTarget.scrollTop < -120)} tabIndex={0} role="log" aria-label={t('conversation.messages')} aria-live={isAway ? 'off' : 'polite'}>
        <div className={classes.all}>
          <div ref={top} className={classes.edge} />
          {hasOlder && (
            <Center h={48} className={classes.edge}>
              {older === 'failed' ? <Button variant="default" size="xs" onClick={loadOlder}>{t('app.again')}</Button> : <Loader size="sm" aria-label={t('app.loading')} />}
            </Center>
          )}
          {days.length === 0 && pending.length === 0 && <Text c="dimmed" ta="center" p="xl">{t('conversation.empty')}</Text>}
          {days.map(day => (
            <section key={day.key} aria-label={dayName(day.date)}>
              <div className={classes.day}><span>{dayName(day.date)}</span></div>
              {partsOf(day.entries).map(part => (
                <Part key={part.key} scroller={scroller}>
                  {() => part.entries.map(entry => (entry.activity ? <ActivityLine key={entry.key} activity={entry.activity} />
                    : entry.note ? <NoteView key={entry.key} note={entry.note} onDelete={drop} /> : <Group key={entry.key} messages={entry.messages!} peer={conversation.peer.target} />))}
                </Part>
              ))}
            </section>
          ))}
          {pending.map(entry => <PendingBubble key={entry.key} entry={entry} />)}
        </div>
      </div>
      {isAway && (
        <Button className={classes.down} size="xs" radius="xl" variant={news > 0 ? 'filled' : 'default'} leftSection={<IconArrowDown size={14} aria-hidden />} onClick={toEnd}>
          {news > 0 ? t('conversation.news', { n: news }) : t('conversation.toEnd')}
        </Button>
      )}
    </div>
  );
}

const Ghost = () => (
  <Stack flex={1} justify="flex-end" p="md" gap="md" role="status" aria-busy aria-label={t('app.loading')}>
    <Skeleton height={38} width="45%" radius="lg" />
    <Skeleton height={56} width="55%" radius="lg" style={{ alignSelf: 'flex-end' }} />
    <Skeleton height={38} width="35%" radius="lg" />
  </Stack>
);

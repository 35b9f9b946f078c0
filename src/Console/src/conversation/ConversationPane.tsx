import { Button, Skeleton, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { memo, useEffect, useState } from 'react';
import { ApiError } from '../api/client';
import { explain } from '../api/explain';
import { keys } from '../api/keys';
import { useMe } from '../app/me';
import { useLineState } from '../live/LiveProvider';
import { t } from '../texts/texts';
import { Composer } from './Composer';
import classes from './ConversationPane.module.css';
import { Details } from './Details';
import { Header } from './Header';
import { type MessageData, withMessageIn } from './messageData';
import { flush, openOutbox } from './outbox';
import { Stream } from './Stream';
import { useConversation, useReading } from './useConversation';

interface Props {
  id: string;
  onBack: () => void;
}

/** One conversation: what was said, what to say, and what is known about it. */
export const ConversationPane = memo(function ConversationPane({ id, onBack }: Props) {
  const me = useMe();
  const client = useQueryClient();
  const { data: conversation, error, refetch } = useConversation(id);
  const [showsDetails, setShowsDetails] = useState(false);
  const state = useLineState();
  useReading(conversation);
  useEffect(() => openOutbox(me.agent.id, message =>
    client.setQueryData<MessageData>(keys.messages(message.conversation_id), data => data && withMessageIn(data, message))), [client, me.agent.id]);
  useEffect(() => {
    if (state === 'live') flush();
  }, [state]);

  const isGone = error instanceof ApiError && (error.status === 403 || error.status === 404);
  if (isGone || (error && !conversation))
    return (
      <Stack component="section" align="center" justify="center" className={classes.pane} role="alert" aria-label={t('conversation.title')}>
        <Text c="dimmed">{isGone && error.status === 403 ? t('conversation.notYours') : explain(error)}</Text>
        <Button variant="default" onClick={isGone ? onBack : () => refetch()}>{isGone ? t('conversation.back') : t('app.again')}</Button>
      </Stack>
    );
  if (!conversation) return <Ghost />;
  return (
    <>
      <section className={classes.pane} aria-label={t('conversation.title')}>
        <Header conversation={conversation} onBack={onBack} onDetails={() => setShowsDetails(shows => !shows)} />
        <Stream key={id} conversation={conversation} />
        <Composer key={`to ${id}`} conversation={conversation} />
      </section>
      <Details conversation={conversation} isOpen={showsDetails} onClose={() => setShowsDetails(false)} />
    </>
  );
});

const Ghost = () => (
  <section className={classes.pane} aria-busy aria-label={t('app.loading')}>
    <div className={classes.ghost}>
      <Skeleton circle height={40} />
      <Skeleton height={14} width={180} />
    </div>
  </section>
);

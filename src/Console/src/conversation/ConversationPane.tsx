import { Button, Skeleton, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { ApiError } from '../api/client';
import { explain } from '../api/explain';
import { t } from '../texts/texts';
import { Composer } from './Composer';
import classes from './ConversationPane.module.css';
import { Details } from './Details';
import { Header } from './Header';
import { Stream } from './Stream';
import { useConversation, useReading } from './useConversation';

interface Props {
  id: string;
  onBack: () => void;
}

/** One conversation: what was said, what to say, and what is known about it. */
export function ConversationPane({ id, onBack }: Props) {
  const { data: conversation, error, refetch } = useConversation(id);
  const [showsDetails, setShowsDetails] = useState(false);
  useReading(conversation);

  const isGone = error instanceof ApiError && [400, 403, 404].includes(error.status);
  if (isGone || (error && !conversation))
    return (
      <Stack component="section" align="center" justify="center" className={classes.pane} role="alert" aria-label={t('conversation.title')}>
        <Text c="dimmed">{!isGone ? explain(error) : error.status === 403 ? t('conversation.notYours') : t('errors.CONVERSATION_NOT_FOUND')}</Text>
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
}

const Ghost = () => (
  <section className={classes.pane} aria-busy aria-label={t('app.loading')}>
    <div className={classes.ghost}>
      <Skeleton circle height={40} />
      <Skeleton height={14} width={180} />
    </div>
  </section>
);

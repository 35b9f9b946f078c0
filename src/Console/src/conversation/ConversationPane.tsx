import { Button, Skeleton, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { memo, useState } from 'react';
import { ApiError } from '../api/client';
import { explain } from '../api/explain';
import { keys } from '../api/keys';
import { type Conversation, nobody } from '../api/records';
import { useLanguage } from '../app/language';
import { useMe } from '../app/me';
import { t } from '../texts/texts';
import { Composer } from './Composer';
import classes from './ConversationPane.module.css';
import { Details } from './Details';
import { Header } from './Header';
import { mayHandle } from './may';
import { Stream } from './Stream';
import { useConversation, useReading } from './useConversation';

interface Props {
  id: string;
  onBack: () => void;
}

/** One conversation: what was said, what to say, and what is known about it. */
export const ConversationPane = memo(function ConversationPane({ id, onBack }: Props) {
  useLanguage();
  const me = useMe();
  const client = useQueryClient();
  const { data: conversation, error, refetch } = useConversation(id);
  const [showsDetails, setShowsDetails] = useState(false);
  useReading(conversation);

  const isGone = error instanceof ApiError && [400, 403, 404].includes(error.status);
  if (isGone || (error && !conversation))
    return (
      <Stack component="section" align="center" justify="center" className={`${classes.pane} ${classes.alone}`} role="alert" aria-label={t('conversation.title')}>
        <Text c="dimmed">{!isGone ? explain(error) : error.status === 403 ? t('conversation.notYours') : t('errors.CONVERSATION_NOT_FOUND')}</Text>
        <Button variant="default" onClick={isGone ? onBack : () => refetch()}>{isGone ? t('conversation.back') : t('app.again')}</Button>
      </Stack>
    );
  if (!conversation) return <Ghost />;
  if (!mayHandle(conversation, me) && !client.getQueryData(keys.messages(id))) return <Untaken conversation={conversation} onBack={onBack} />;
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

/** What somebody sees of a conversation that he has not: nothing of it but that it is there, and how to take it. */
function Untaken({ conversation, onBack }: { conversation: Conversation; onBack: () => void }) {
  const me = useMe();
  const isFree = conversation.owner_id === nobody && me.customer.agent_pickup;
  return (
    <section className={`${classes.pane} ${classes.alone}`} aria-label={t('conversation.title')}>
      <Header conversation={conversation} onBack={onBack} />
      <Stack align="center" justify="center" flex={1} p="lg" role="note">
        <Text c="dimmed" ta="center">{isFree ? t('conversation.takeFirst') : t('conversation.notYours')}</Text>
      </Stack>
    </section>
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

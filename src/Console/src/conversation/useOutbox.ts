import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { keys } from '../api/keys';
import { useMe } from '../app/me';
import { useLineState } from '../live/LiveProvider';
import { type MessageData, withMessageIn } from './messageData';
import { flush, openOutbox } from './outbox';

/** Sees to it that what is written gets away, on whatever page one is. */
export function useOutbox() {
  const { agent } = useMe();
  const client = useQueryClient();
  const state = useLineState();
  useEffect(() => openOutbox(agent.id, message => client.setQueryData<MessageData>(keys.messages(message.conversation_id), data => data && withMessageIn(data, message))), [client, agent.id]);
  useEffect(() => {
    if (state === 'live') flush();
  }, [state]);
}

import { useMemo } from 'react';
import type { Conversation, Message, Note } from '../api/records';
import { useMore } from '../api/useMore';
import { isKnown } from './ActivityLine';
import { type Between, partOf } from './groups';
import { useActivity } from './useActivity';
import { useMessages } from './useMessages';

/**
 * What was said and what stands between it, back to the moment from which on both are known: so nothing is put in where one reads. Older is
 * read of what reaches less far. What is of a part that is not all there waits with it: what is shown never grows at its top.
 */
export function useStream(conversation: Conversation, notes: Note[]) {
  const messages = useMessages(conversation.id);
  const activity = useActivity(conversation);
  const said = messages.hasOlder && messages.rows ? wholeFrom(messages.rows) : '';
  const done = activity.next !== null ? activity.rows[0]!.tm_create : '';
  const since = said > done ? said : done;

  const rows = useMemo(() => messages.rows?.filter(row => row.tm_create >= since), [messages.rows, since]);
  const between = useMemo<Between[]>(() => [...notes, ...activity.rows.filter(isKnown)].filter(row => row.tm_create >= since), [notes, activity.rows, since]);

  const [older, loadOlder] = useMore(done > said ? activity.loadOlder : messages.loadOlder);

  return {
    rows: activity.isWaiting ? undefined : rows,
    between,
    hasOlder: messages.hasOlder || activity.next !== null,
    older,
    loadOlder,
    error: messages.error,
    again: messages.again,
  };
}

const wholeFrom = (rows: Message[]) => (rows.find(row => partOf(row) !== partOf(rows[0]!)) ?? rows[0])?.tm_create ?? '';

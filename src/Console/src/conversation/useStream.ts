import { useCallback, useMemo, useRef, useState } from 'react';
import type { Conversation, Note } from '../api/records';
import { isKnown } from './ActivityLine';
import type { Between } from './groups';
import { useActivity } from './useActivity';
import { useMessages } from './useMessages';

/**
 * What was said and what stands between it, back to the moment from which on both are known: so nothing is put in where one reads. Older is
 * read of what reaches less far.
 */
export function useStream(conversation: Conversation, notes: Note[]) {
  const messages = useMessages(conversation.id);
  const activity = useActivity(conversation);
  const [state, setState] = useState<'idle' | 'loading' | 'failed'>('idle');
  const busy = useRef(false);
  const said = messages.hasOlder ? messages.rows?.[0]?.tm_create ?? '' : '';
  const done = activity.next !== null ? activity.rows[0]!.tm_create : '';
  const since = said > done ? said : done;

  const rows = useMemo(() => (messages.rows && since > said ? messages.rows.filter(row => row.tm_create >= since) : messages.rows), [messages.rows, said, since]);
  const between = useMemo<Between[]>(() => [...notes, ...activity.rows.filter(isKnown)].filter(row => row.tm_create >= since), [notes, activity.rows, since]);

  const isLess = done > said;
  const { loadOlder: loadMessages } = messages;
  const { loadOlder: loadActivity } = activity;
  const loadOlder = useCallback(async () => {
    if (!isLess) return loadMessages();
    if (busy.current) return;
    busy.current = true;
    setState('loading');
    try {
      await loadActivity();
      setState('idle');
    } catch {
      setState('failed');
    } finally {
      busy.current = false;
    }
  }, [isLess, loadMessages, loadActivity]);

  return {
    rows: activity.isWaiting ? undefined : rows,
    between,
    hasOlder: messages.hasOlder || activity.next !== null,
    older: isLess ? state : messages.older,
    loadOlder,
    error: messages.error,
    again: messages.again,
  };
}

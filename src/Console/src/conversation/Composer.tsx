import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import type { Conversation } from '../api/records';
import { useMe } from '../app/me';
import { t } from '../texts/texts';
import classes from './Composer.module.css';
import { mayHandle, whyMayNotReply } from './may';
import { NoteComposer } from './NoteComposer';
import { ReplyComposer } from './ReplyComposer';
import { useNotes } from './useNotes';

/** Where one writes: to the customer, or a note to the team. What somebody may not do is not offered. */
export function Composer({ conversation }: { conversation: Conversation }) {
  const me = useMe();
  const { areThere } = useNotes(conversation);
  const [mode, setMode] = useState<'reply' | 'note'>('reply');
  const noReply = whyMayNotReply(conversation, me);
  const handles = mayHandle(conversation, me);
  const mayNote = areThere && handles;
  if (noReply && !mayNote) return <div className={classes.none} role="note">{noReply}</div>;
  const isNote = mayNote && (mode === 'note' || noReply !== null);
  return (
    <div className={classes.composer} data-note={isNote || undefined}>
      {noReply && <div className={classes.notice} role="note">{noReply}</div>}
      {handles && !noReply && ( // from the beginning, that nothing jumps
        <SegmentedControl size="xs" mb={8} disabled={!mayNote} value={mode} onChange={value => setMode(value as typeof mode)} aria-label={t('conversation.mode')} data={[{ value: 'reply', label: t('conversation.reply') }, { value: 'note', label: t('conversation.note') }]} />
      )}
      {isNote ? <NoteComposer conversation={conversation} /> : <ReplyComposer conversation={conversation} />}
    </div>
  );
}

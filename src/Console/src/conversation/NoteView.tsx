import { ActionIcon, Tooltip } from '@mantine/core';
import { IconNote, IconTrash } from '@tabler/icons-react';
import type { Note } from '../api/records';
import { clockTime, fullTime, when } from '../api/times';
import { useMe } from '../app/me';
import { t } from '../texts/texts';
import classes from './NoteView.module.css';
import { Words } from './Words';

/** A note in the stream: for the team, never sent. */
export function NoteView({ note, onDelete }: { note: Note; onDelete: (note: Note) => void }) {
  const me = useMe();
  const at = when(note.tm_create);
  return (
    <div className={classes.note} role="note" aria-label={t('conversation.note')}>
      <div className={classes.head}>
        <IconNote size={14} aria-hidden />
        <span className={classes.by} dir="auto">{note.by.id === me.agent.id ? t('conversation.noteByMe') : t('conversation.noteBy', { name: note.by.name || t('conversation.somebody') })}</span>
        {at && <Tooltip label={fullTime(at)}><time dateTime={at.toISOString()}>{clockTime(at)}</time></Tooltip>}
        {(me.isAdmin || note.by.id === me.agent.id) && (
          <ActionIcon size={24} variant="transparent" color="gray" c="inherit" aria-label={t('conversation.deleteNote')} onClick={() => onDelete(note)}>
            <IconTrash size={14} />
          </ActionIcon>
        )}
      </div>
      <div dir="auto"><Words text={note.text} /></div>
    </div>
  );
}

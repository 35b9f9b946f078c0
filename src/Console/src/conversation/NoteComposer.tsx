import { Text } from '@mantine/core';
import { useRef } from 'react';
import type { Conversation } from '../api/records';
import { useMe } from '../app/me';
import { useShortcuts } from '../inbox/shortcuts';
import { t } from '../texts/texts';
import classes from './Composer.module.css';
import { putBack, useDraft } from './drafts';
import { Field } from './Field';
import { useNotes } from './useNotes';

/** Writes a note. It is not sent to the customer. */
export function NoteComposer({ conversation }: { conversation: Conversation }) {
  const me = useMe();
  const { add } = useNotes(conversation);
  const place = `${conversation.id}:note`;
  const [text, setText] = useDraft(me.agent.id, place);
  const input = useRef<HTMLTextAreaElement>(null);
  useShortcuts({ r: () => input.current?.focus() });
  const submit = async () => {
    setText('');
    input.current?.focus();
    if (!(await add(text.trim()))) putBack(me.agent.id, place, text);
  };
  return (
    <>
      <Field text={text} onText={setText} label={t('conversation.writeNote')} sends={t('conversation.addNote')} maySend={text.trim() !== ''} onSend={submit} input={input} maxLength={10_000} />
      <div className={classes.foot}>
        <Text size="xs" c="dimmed">{t('conversation.noteHint')}</Text>
      </div>
    </>
  );
}

import { Text } from '@mantine/core';
import { useRef, useState } from 'react';
import type { Conversation } from '../api/records';
import { useMe } from '../app/me';
import { useShortcuts } from '../inbox/shortcuts';
import { t } from '../texts/texts';
import classes from './Composer.module.css';
import { useDraft } from './drafts';
import { Field } from './Field';
import { useNotes } from './useNotes';

/** Writes a note. It is not sent to the customer. */
export function NoteComposer({ conversation }: { conversation: Conversation }) {
  const me = useMe();
  const { add } = useNotes(conversation);
  const [text, setText] = useDraft(me.agent.id, `${conversation.id}:note`);
  const [busy, setBusy] = useState(false);
  const input = useRef<HTMLTextAreaElement>(null);
  useShortcuts({ r: () => input.current?.focus() });
  const submit = async () => {
    setBusy(true);
    if (await add(text.trim())) setText('');
    setBusy(false);
    input.current?.focus();
  };
  return (
    <>
      <Field text={text} onText={setText} label={t('conversation.writeNote')} sends={t('conversation.addNote')} maySend={!busy && text.trim() !== ''} onSend={submit} input={input} maxLength={10_000} />
      <div className={classes.foot}>
        <Text size="xs" c="dimmed">{t('conversation.noteHint')}</Text>
      </div>
    </>
  );
}

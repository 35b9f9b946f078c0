import { ActionIcon, FileButton, Text, Tooltip } from '@mantine/core';
import { IconPaperclip } from '@tabler/icons-react';
import { type ClipboardEvent, type DragEvent, useEffect, useReducer, useRef, useState } from 'react';
import type { Conversation } from '../api/records';
import { when } from '../api/times';
import { useMe } from '../app/me';
import { useShortcuts } from '../inbox/shortcuts';
import { t } from '../texts/texts';
import { CannedReplies } from './CannedReplies';
import classes from './Composer.module.css';
import { useDraft, withInserted } from './drafts';
import { Field } from './Field';
import { FileChips } from './FileChips';
import { warning, whyCannotSend, whyNotThis } from './may';
import { send } from './outbox';
import { countSegments } from './segments';
import { useOptedOut } from './useConversation';
import { useFiles } from './useFiles';

/** Writes to the customer. What is typed is kept at once; what is sent leaves only then. */
export function ReplyComposer({ conversation }: { conversation: Conversation }) {
  const me = useMe();
  const [text, setText] = useDraft(me.agent.id, conversation.id);
  const files = useFiles(me.agent.id, conversation.id);
  const input = useRef<HTMLTextAreaElement>(null);
  const [isOver, setIsOver] = useState(false);
  const isOptedOut = useOptedOut(conversation);
  const [, look] = useReducer((times: number) => times + 1, 0);
  const ends = when(conversation.window_expires_at)?.getTime();
  useEffect(() => {
    if (!ends || ends < Date.now()) return;
    const timer = setInterval(look, 10_000); // the time to answer runs out by itself
    return () => clearInterval(timer);
  }, [ends]);
  useShortcuts({ r: () => input.current?.focus() });
  const cannot = whyCannotSend(conversation, isOptedOut) ?? whyNotThis(text.trim(), conversation.type);
  const notice = cannot ?? warning(conversation);
  const maySend = !cannot && !files.isBusy && (text.trim() !== '' || files.ready.length > 0);

  const submit = () => {
    send(conversation.id, text.trim(), files.ready);
    setText('');
    files.clear();
    input.current?.focus();
  };
  const paste = (event: ClipboardEvent) => {
    if (event.clipboardData.files.length === 0) return;
    event.preventDefault();
    files.add([...event.clipboardData.files]);
  };
  const drop = (event: DragEvent) => {
    setIsOver(false);
    if (event.dataTransfer.files.length === 0) return; // words go where they are let fall
    event.preventDefault();
    files.add([...event.dataTransfer.files]);
  };
  const over = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    setIsOver(true);
  };
  // What was typed while the reply was on its way stays: it goes in where the caret is now.
  const insert = (reply: string) => {
    const field = input.current;
    if (!field) return;
    const [words, caret] = withInserted(field.value, field.selectionStart, field.selectionEnd, reply);
    setText(words);
    field.focus();
    requestAnimationFrame(() => field.setSelectionRange(caret, caret));
  };

  return (
    <div className={classes.drop} data-over={isOver || undefined} onDragOver={over} onDragLeave={() => setIsOver(false)} onDrop={drop}>
      {notice && <div className={classes.notice} role="note" id="composer-notice">{notice}</div>}
      <FileChips files={files} />
      <Field text={text} onText={setText} label={t('conversation.write')} sends={t('conversation.send')} maySend={maySend} onSend={submit} input={input} onPaste={paste} aria-describedby={notice ? 'composer-notice' : undefined} placeholder={isOver ? t('conversation.drop') : t('conversation.write')} maxLength={65_536}
        before={
          <div className={classes.tools}>
            <FileButton onChange={files.add} multiple>
              {props => (
                <Tooltip label={t('conversation.attach')}>
                  <ActionIcon {...props} variant="subtle" color="gray" size={34} aria-label={t('conversation.attach')}>
                    <IconPaperclip size={20} stroke={1.6} />
                  </ActionIcon>
                </Tooltip>
              )}
            </FileButton>
            <CannedReplies conversation={conversation} asked={text === '/'} onChoose={() => text === '/' && setText('')} onText={insert} />
          </div>
        }
      />
      <Foot conversation={conversation} text={text} />
    </div>
  );
}

function Foot({ conversation, text }: { conversation: Conversation; text: string }) {
  const sms = conversation.type === 'message' && text !== '' ? countSegments(text) : undefined;
  return (
    <div className={classes.foot}>
      <Text size="xs" c="dimmed" visibleFrom="sm">{t('conversation.keys')}</Text>
      {sms && (
        <Text size="xs" c="dimmed">
          {t('conversation.segments', { n: sms.segments, encoding: sms.encoding })}
          {sms.forcedBy && sms.segments > 1 && ` ${t('conversation.forcedBy', { character: sms.forcedBy })}`}
        </Text>
      )}
    </div>
  );
}

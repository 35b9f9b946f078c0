import { ActionIcon, FileButton, Text, Textarea, Tooltip } from '@mantine/core';
import { IconPaperclip, IconSend2 } from '@tabler/icons-react';
import { type ClipboardEvent, type DragEvent, type KeyboardEvent, useRef, useState } from 'react';
import type { Conversation } from '../api/records';
import { useMe } from '../app/me';
import { useShortcuts } from '../inbox/shortcuts';
import { t } from '../texts/texts';
import classes from './Composer.module.css';
import { useDraft } from './drafts';
import { FileChips } from './FileChips';
import { warning, whyCannotSend, whyMayNotReply } from './may';
import { send } from './outbox';
import { countSegments } from './segments';
import { useFiles } from './useFiles';
import { useOptedOut } from './useConversation';

/** Where one writes. What is typed is kept at once; what is sent leaves only then. */
export function Composer({ conversation }: { conversation: Conversation }) {
  const me = useMe();
  const [text, setText] = useDraft(me.agent.id, conversation.id);
  const files = useFiles(me);
  const input = useRef<HTMLTextAreaElement>(null);
  const [isOver, setIsOver] = useState(false);
  const isOptedOut = useOptedOut(conversation);
  useShortcuts({ r: () => input.current?.focus() });

  const noRight = whyMayNotReply(conversation, me);
  if (noRight) return <div className={classes.note} role="note">{noRight}</div>;
  const cannot = whyCannotSend(conversation, isOptedOut);
  const notice = cannot ?? warning(conversation);
  const maySend = !cannot && !files.isBusy && (text.trim() !== '' || files.ready.length > 0);

  const submit = () => {
    if (!maySend) return;
    send(conversation.id, text.trim(), files.ready);
    setText('');
    files.clear();
    input.current?.focus();
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Escape') input.current?.blur();
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    submit();
  };
  const paste = (event: ClipboardEvent) => {
    if (event.clipboardData.files.length === 0) return;
    event.preventDefault();
    files.add([...event.clipboardData.files]);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    files.add([...event.dataTransfer.files]);
  };
  const over = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    setIsOver(true);
  };

  return (
    <div className={classes.composer} data-over={isOver || undefined} onDragOver={over} onDragLeave={() => setIsOver(false)} onDrop={drop}>
      {notice && <div className={classes.notice} role="note" id="composer-notice">{notice}</div>}
      <FileChips files={files} />
      <div className={classes.line}>
        {files.mayAdd && (
          <FileButton onChange={files.add} multiple>
            {props => (
              <Tooltip label={t('conversation.attach')}>
                <ActionIcon {...props} variant="subtle" color="gray" size={38} aria-label={t('conversation.attach')}>
                  <IconPaperclip size={20} stroke={1.6} />
                </ActionIcon>
              </Tooltip>
            )}
          </FileButton>
        )}
        <Textarea ref={input} flex={1} autosize minRows={1} maxRows={10} value={text} onChange={event => setText(event.currentTarget.value)} onKeyDown={press} onPaste={paste} aria-label={t('conversation.write')} aria-describedby={notice ? 'composer-notice' : undefined} placeholder={isOver ? t('conversation.drop') : t('conversation.write')} maxLength={65536} />
        <Tooltip label={t('conversation.send')}>
          <ActionIcon size={38} aria-label={t('conversation.send')} disabled={!maySend} onClick={submit}>
            <IconSend2 size={20} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      </div>
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
        <Text size="xs" c="dimmed" aria-live="off">
          {t('conversation.segments', { n: sms.segments, encoding: sms.encoding })}
          {sms.forcedBy && sms.segments > 1 && ` ${t('conversation.forcedBy', { character: sms.forcedBy })}`}
        </Text>
      )}
    </div>
  );
}

import { ActionIcon, CloseButton, FileButton, Group, Text, Textarea } from '@mantine/core';
import { IconPhoto, IconSend2 } from '@tabler/icons-react';
import { type KeyboardEvent, type RefObject, useState } from 'react';
import { t } from '../texts/texts';
import classes from './phone.module.css';

interface PhoneComposerProps {
  disabled: boolean;
  fault: string;
  input: RefObject<HTMLTextAreaElement | null>;
  /** Sends; what could not be sent comes back to be sent again. */
  onSend: (text: string, files: File[]) => Promise<boolean>;
}

/** Where the customer types. */
export function PhoneComposer({ disabled, fault, input, onSend }: PhoneComposerProps) {
  const [text, setText] = useState('');
  const [files, setFiles] = useState<File[]>([]);
  const isEmpty = text.trim() === '' && files.length === 0;
  const send = async () => {
    if (isEmpty || disabled) return;
    setText('');
    setFiles([]);
    input.current?.focus();
    if (await onSend(text.trim(), files)) return;
    setText(later => later || text);
    setFiles(later => (later.length > 0 ? later : files));
  };
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  const add = (more: File[]) => setFiles(before => [...before, ...more].slice(0, 10));
  return (
    <div className={classes.composer}>
      {fault && (
        <Text size="xs" c="var(--mantine-color-error)" role="alert" px="xs" pb={4}>
          {fault}
        </Text>
      )}
      {files.map((file, index) => (
        <Group key={index} gap={4} wrap="nowrap" px="xs" justify="space-between">
          <Text size="xs" truncate>
            {file.name}
          </Text>
          <CloseButton size={24} aria-label={t('phone.takeOut', { name: file.name })} onClick={() => setFiles(files.filter((_, at) => at !== index))} />
        </Group>
      ))}
      <Group gap={4} wrap="nowrap" align="flex-end">
        <FileButton onChange={add} multiple>
          {props => (
            <ActionIcon {...props} variant="subtle" color="gray" size={36} radius="xl" aria-label={t('phone.attach')} disabled={disabled}>
              <IconPhoto size={20} stroke={1.6} />
            </ActionIcon>
          )}
        </FileButton>
        <Textarea
          ref={input}
          flex={1}
          autosize
          minRows={1}
          maxRows={5}
          radius="lg"
          value={text}
          onChange={event => setText(event.currentTarget.value)}
          onKeyDown={press}
          onPaste={event => add([...event.clipboardData.files])}
          aria-label={t('phone.write')}
          placeholder={t('phone.write')}
          maxLength={1600}
          disabled={disabled}
        />
        <ActionIcon size={36} radius="xl" aria-label={t('phone.send')} disabled={disabled || isEmpty} onClick={send}>
          <IconSend2 size={18} stroke={1.6} />
        </ActionIcon>
      </Group>
    </div>
  );
}

import { ActionIcon, Textarea, type TextareaProps, Tooltip } from '@mantine/core';
import { IconSend2 } from '@tabler/icons-react';
import type { KeyboardEvent, ReactNode, Ref } from 'react';
import classes from './Composer.module.css';

interface Props extends Omit<TextareaProps, 'onChange'> {
  text: string;
  onText: (text: string) => void;
  label: string;
  /** What the button that sends is called. */
  sends: string;
  maySend: boolean;
  onSend: () => void;
  input: Ref<HTMLTextAreaElement>;
  /** What stands before the field. */
  before?: ReactNode;
}

/** The field to write in, and the button that sends: Enter sends too, and with Shift begins a line. */
export function Field({ text, onText, label, sends, maySend, onSend, input, before, ...more }: Props) {
  const press = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    more.onKeyDown?.(event);
    if (event.defaultPrevented) return;
    if (event.key === 'Escape') event.currentTarget.blur();
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing || event.keyCode === 229) return; // Safari ends a composition before its Enter, and says 229
    event.preventDefault();
    if (maySend) onSend();
  };
  return (
    <div className={classes.line}>
      <Textarea variant="unstyled" className={classes.field} placeholder={label} {...more} ref={input} autosize minRows={1} maxRows={10} value={text} onChange={event => onText(event.currentTarget.value)} onKeyDown={press} aria-label={label} />
      {before}
      <Tooltip label={sends}>
        <ActionIcon size={34} aria-label={sends} disabled={!maySend} onClick={onSend}>
          <IconSend2 size={18} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}

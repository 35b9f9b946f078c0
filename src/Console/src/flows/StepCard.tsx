import { ActionIcon, Collapse, Group, Menu, Text, ThemeIcon, UnstyledButton } from '@mantine/core';
import { IconAlertCircle, IconArrowDown, IconArrowUp, IconChevronDown, IconCopy, IconDots, IconTrash } from '@tabler/icons-react';
import type { KeyboardEvent } from 'react';
import { t } from '../texts/texts';
import classes from './flows.module.css';
import { gistOf, kindOf, nameOf, titleOf } from './kinds';
import type { Action } from './records';
import { DragHandle } from './Sorting';
import { StepForm } from './StepForm';
import type { Editor } from './useDraft';

interface Props {
  action: Action;
  index: number;
  editor: Editor;
  isOpen: boolean;
  onToggle: () => void;
  onMove: (to: number) => void;
  onDuplicate: () => void;
  onDelete: () => void;
}

/** A step: what it does in a line, and its form when it is open. It is dragged by its handle, or moved by its buttons and by Alt with an arrow key. */
export function StepCard({ action, index, editor, isOpen, onToggle, onMove, onDuplicate, onDelete }: Props) {
  const { icon: Icon } = kindOf(action.type);
  const name = nameOf(action, index);
  const last = editor.draft.actions.length - 1;
  const isFaulty = Object.keys(editor.faults[action.id] ?? {}).length > 0;
  const gist = gistOf(action);
  const press = (event: KeyboardEvent) => {
    const to = event.altKey ? { ArrowUp: index - 1, ArrowDown: index + 1 }[event.key] : undefined;
    if (to === undefined) return;
    event.preventDefault();
    if (to >= 0 && to <= last) onMove(to);
  };
  return (
    <div className={classes.step} id={`step-${action.id}`} data-faulty={isFaulty || undefined}>
      <Group gap={4} wrap="nowrap" className={classes.head}>
        {last > 0 && <DragHandle />}
        <UnstyledButton className={classes.open} aria-expanded={isOpen} aria-controls={`form-${action.id}`} aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown" onClick={onToggle} onKeyDown={press}>
          <Text span size="sm" c="dimmed" className={classes.place}>
            {index + 1}
          </Text>
          <ThemeIcon variant="light" size={30} aria-hidden>
            <Icon size={18} stroke={1.6} />
          </ThemeIcon>
          <span className={classes.words}>
            <Text span fw={600} size="sm">
              {titleOf(action.type)}
            </Text>
            {gist && (
              <Text span size="sm" c="dimmed" className={classes.gist}>
                {gist}
              </Text>
            )}
          </span>
          {isFaulty && <IconAlertCircle size={18} color="var(--mantine-color-error)" aria-label={t('flows.faulty')} role="img" />}
          <IconChevronDown size={16} className={classes.chevron} data-open={isOpen || undefined} aria-hidden />
        </UnstyledButton>
        <ActionIcon variant="subtle" color="gray" visibleFrom="xs" aria-label={t('flows.up', { name })} data-move="up" disabled={index === 0} onClick={() => onMove(index - 1)}>
          <IconArrowUp size={16} />
        </ActionIcon>
        <ActionIcon variant="subtle" color="gray" visibleFrom="xs" aria-label={t('flows.down', { name })} data-move="down" disabled={index === last} onClick={() => onMove(index + 1)}>
          <IconArrowDown size={16} />
        </ActionIcon>
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" aria-label={t('flows.menuOf', { name })}>
              <IconDots size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconArrowUp size={16} />} disabled={index === 0} onClick={() => onMove(index - 1)}>
              {t('flows.moveUp')}
            </Menu.Item>
            <Menu.Item leftSection={<IconArrowDown size={16} />} disabled={index === last} onClick={() => onMove(index + 1)}>
              {t('flows.moveDown')}
            </Menu.Item>
            <Menu.Item leftSection={<IconCopy size={16} />} onClick={onDuplicate}>
              {t('flows.duplicate')}
            </Menu.Item>
            <Menu.Item leftSection={<IconTrash size={16} />} color="red" onClick={onDelete}>
              {t('kit.delete')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Group>
      <Collapse expanded={isOpen} id={`form-${action.id}`}>
        <div className={classes.form}>{isOpen && <StepForm key={action.type} action={action} editor={editor} />}</div>
      </Collapse>
    </div>
  );
}

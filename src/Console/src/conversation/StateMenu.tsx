import { ActionIcon, Button, Group, Menu, Modal, TextInput, Tooltip } from '@mantine/core';
import { IconArchive, IconArchiveOff, IconClock } from '@tabler/icons-react';
import { useState } from 'react';
import type { Conversation, ConversationState } from '../api/records';
import { fullTime, when, wireTime } from '../api/times';
import { useShortcuts } from '../inbox/shortcuts';
import { t } from '../texts/texts';
import { useChange } from './useConversation';

function morning(days: number) {
  const date = new Date();
  date.setDate(date.getDate() + days);
  date.setHours(9, 0, 0, 0);
  return date;
}

/** As a field of the browser's wants it. */
const localTime = (date: Date) => new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);

const laterToday = () => new Date(Date.now() + 3 * 3_600_000);
const nextMonday = () => morning((8 - new Date().getDay()) % 7 || 7);

/** Closes it, puts it off, opens it again. */
export function StateMenu({ conversation }: { conversation: Conversation }) {
  const change = useChange(conversation.id);
  const [asks, setAsks] = useState(false);
  const [isChoosing, setIsChoosing] = useState(false);
  const [day, setDay] = useState('');
  const isOpen = conversation.state === 'open';
  const set = (state: ConversationState, until?: Date) => change('PUT', '/state', { state, ...(until && { snoozed_until: wireTime(until) }) });
  const toggle = () => void set(isOpen ? 'closed' : 'open');
  useShortcuts({ e: toggle });
  const until = when(conversation.snoozed_until);
  const Toggle = isOpen ? IconArchive : IconArchiveOff;
  return (
    <>
      {isOpen && (
        <Menu position="bottom-end" withArrow onChange={setIsChoosing}>
          <Menu.Target>
            <Tooltip label={t('conversation.snooze')} disabled={isChoosing}>
              <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('conversation.snooze')}>
                <IconClock size={20} stroke={1.6} />
              </ActionIcon>
            </Tooltip>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>{t('conversation.snooze')}</Menu.Label>
            <Menu.Item onClick={() => set('snoozed', laterToday())}>{t('conversation.threeHours')}</Menu.Item>
            <Menu.Item onClick={() => set('snoozed', morning(1))}>{t('conversation.tomorrow')}</Menu.Item>
            <Menu.Item onClick={() => set('snoozed', nextMonday())}>{t('conversation.nextWeek')}</Menu.Item>
            <Menu.Item onClick={() => setAsks(true)}>{t('conversation.another')}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
      <Tooltip label={isOpen ? t('conversation.close') : until ? t('conversation.reopenFrom', { time: fullTime(until) }) : t('conversation.reopen')}>
        <ActionIcon variant={isOpen ? 'subtle' : 'light'} color={isOpen ? 'gray' : 'calm'} size="lg" aria-label={isOpen ? t('conversation.close') : t('conversation.reopen')} onClick={toggle}>
          <Toggle size={20} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
      <Modal opened={asks} onClose={() => setAsks(false)} title={t('conversation.snooze')} size="sm">
        <form onSubmit={event => { event.preventDefault(); setAsks(false); void set('snoozed', new Date(day)); }}>
          <TextInput type="datetime-local" label={t('conversation.until')} required min={localTime(new Date())} value={day} onChange={event => setDay(event.currentTarget.value)} data-autofocus />
          <Group justify="flex-end" mt="md">
            <Button type="submit">{t('conversation.snooze')}</Button>
          </Group>
        </form>
      </Modal>
    </>
  );
}

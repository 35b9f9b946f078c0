import { Button, Combobox, Group, Text, Tooltip } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconCheck, IconChevronDown, IconUser, IconUserOff, IconUserPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { type Agent, type AgentStatus, type Conversation, nobody } from '../api/records';
import { useAgents } from '../api/useAgents';
import { useMe } from '../app/me';
import { StatusDot } from '../app/StatusDot';
import { useShortcuts } from '../inbox/shortcuts';
import { useSearchBox } from '../kit/useSearchBox';
import { t } from '../texts/texts';
import classes from './AssignMenu.module.css';
import { useChange } from './useConversation';

/** Who has the conversation; and, for those who may, handing it on, back, or taking it. */
export function AssignMenu({ conversation }: { conversation: Conversation }) {
  const me = useMe();
  const { nameOf } = useAgents();
  const change = useChange(conversation.id);
  const [busy, setBusy] = useState(false);
  const isMine = conversation.owner_id === me.agent.id;
  const isFree = conversation.owner_id === nobody;
  const owner = isFree ? t('conversation.nobody') : isMine ? t('conversation.me') : nameOf(conversation.owner_id) ?? t('conversation.somebody');

  const run = async (method: 'PUT' | 'POST', action: string, body?: unknown) => {
    setBusy(true);
    await change(method, action, body);
    setBusy(false);
  };
  const take = () => run('POST', '/take');
  const mayTake = isFree && me.customer.agent_pickup;
  // The key that assigns takes what may be taken; else it says why it does nothing.
  const whyNot = () => notifications.show({ message: t(isMine ? 'conversation.handBackOnly' : 'conversation.adminsAssign'), autoClose: 5000, withBorder: true });
  useShortcuts(me.isAdmin ? {} : { a: () => (mayTake ? void take() : whyNot()) });
  const assign = (id: string) => (id === nobody ? run('POST', '/unassign') : run('PUT', '', { owner_id: id }));

  if (me.isAdmin) return <Choose conversation={conversation} owner={owner} busy={busy} assign={assign} />;
  if (isMine)
    return (
      <Button variant="default" size="xs" loading={busy} leftSection={<IconUserOff size={15} />} onClick={() => assign(nobody)} flex="none">
        {t('conversation.handBack')}
      </Button>
    );
  if (mayTake)
    return (
      <Button size="xs" loading={busy} leftSection={<IconUserPlus size={15} />} onClick={take}>
        {t('conversation.take')}
      </Button>
    );
  return <Text size="sm" c="dimmed">{owner}</Text>;
}

const statuses: AgentStatus[] = ['available', 'away', 'busy'];

/** Who can answer now comes first. */
const rankOf = ({ status }: Agent) => (statuses.includes(status) ? statuses.indexOf(status) : statuses.length);

interface ChooseProps {
  conversation: Conversation;
  owner: string;
  busy: boolean;
  assign: (id: string) => void;
}

function Choose({ conversation, owner, busy, assign }: ChooseProps) {
  const me = useMe();
  const { agents } = useAgents();
  const [search, setSearch] = useState('');
  const { box, open, toggle } = useSearchBox(() => { box.focusTarget(); setSearch(''); });
  useShortcuts({ a: open });
  const wanted = search.trim().toLowerCase();
  const isFound = (name: string) => name.toLowerCase().includes(wanted);
  const others = agents?.filter(agent => agent.id !== me.agent.id && isFound(`${agent.name} ${agent.username}`))
    .sort((a, b) => rankOf(a) - rankOf(b) || (a.name || a.username).localeCompare(b.name || b.username)) ?? [];
  const rows = [
    ...(conversation.owner_id !== me.agent.id && isFound(t('conversation.toMe')) ? [{ id: me.agent.id, label: t('conversation.toMe'), icon: <IconUser size={14} aria-hidden /> }] : []),
    ...(conversation.owner_id !== nobody && isFound(t('conversation.unassign')) ? [{ id: nobody, label: t('conversation.unassign'), icon: <IconUserOff size={14} aria-hidden /> }] : []),
    ...others.map(agent => ({ id: agent.id, label: agent.name || agent.username, note: t(`status.${agent.status || 'offline'}`), icon: <StatusDot status={agent.status} /> })),
  ];
  return (
    <Combobox store={box} position="bottom-end" width={260} withArrow shadow="md" onOptionSubmit={id => { box.closeDropdown(); if (id !== conversation.owner_id) assign(id); }}>
      <Combobox.Target targetType="button">
        <Tooltip label={t('conversation.assignHint')} disabled={box.dropdownOpened}>
          <Button variant="default" size="xs" loading={busy} classNames={{ root: classes.button }} leftSection={<IconUser size={15} aria-hidden />} rightSection={<IconChevronDown size={14} aria-hidden />} onClick={toggle} aria-label={t('conversation.assignOf', { name: owner })}>
            <span className={classes.name}>{owner}</span>
          </Button>
        </Tooltip>
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Search value={search} onChange={event => { setSearch(event.currentTarget.value); box.selectFirstOption(); }} placeholder={t('conversation.findAgent')} aria-label={t('conversation.findAgent')} />
        <Combobox.Options mah={280} style={{ overflowY: 'auto' }} aria-label={t('conversation.assign')}>
          {rows.map(row => (
            <Combobox.Option key={row.id} value={row.id} active={row.id === conversation.owner_id}>
              <Group gap={8} wrap="nowrap">
                {row.icon}
                <Text size="sm" truncate flex={1}>{row.label}</Text>
                {'note' in row && <Text size="xs" c="dimmed">{row.note}</Text>}
                {row.id === conversation.owner_id && <IconCheck size={14} aria-hidden />}
              </Group>
            </Combobox.Option>
          ))}
          {rows.length === 0 && <Combobox.Empty>{t('inbox.nothingFound')}</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

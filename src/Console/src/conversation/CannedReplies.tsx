import { ActionIcon, Combobox, Text, Tooltip } from '@mantine/core';
import { IconMessage2Bolt } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { Link } from 'wouter';
import { ApiError, post } from '../api/client';
import { complain } from '../api/explain';
import { keys } from '../api/keys';
import type { CannedReply, Conversation } from '../api/records';
import { readAll } from '../api/useAgents';
import { useMe } from '../app/me';
import { useSearchBox } from '../kit/useSearchBox';
import { t } from '../texts/texts';

const path = '/v1.0/service_agents/canned_replies';

interface Props {
  conversation: Conversation;
  /** Whether somebody has typed the sign that asks for them. */
  asked: boolean;
  /** One was chosen, and is on its way. */
  onChoose: () => void;
  onText: (text: string) => void;
}

/** Texts that are kept for answers, to put in with one choice; the server fills in their variables. */
export function CannedReplies({ conversation, asked, onChoose, onText }: Props) {
  const { isAdmin } = useMe();
  const [search, setSearch] = useState('');
  const { data: replies } = useQuery({
    queryKey: keys.cannedReplies,
    queryFn: ({ signal }) => readAll<CannedReply>(path, signal),
    staleTime: 5 * 60_000,
    retry: (count, error) => count < 2 && !(error instanceof ApiError && !error.isPassing),
  });
  const { box, open, toggle } = useSearchBox(() => setSearch(''));
  const isThere = replies !== undefined && replies.length > 0;
  const isOld = useRef(asked); // the sign was left behind in a draft
  useEffect(() => {
    if (!asked) isOld.current = false;
    else if (isThere && !isOld.current) queueMicrotask(open); // an effect cannot wait for what it shows
  }, [asked, isThere]);
  if (!isThere)
    return replies && isAdmin ? (
      <Tooltip label={t('conversation.noCanned')}>
        <ActionIcon component={Link} href="/admin/replies" variant="subtle" color="gray" size={38} aria-label={t('conversation.noCanned')}>
          <IconMessage2Bolt size={20} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
    ) : null;

  const wanted = search.trim().toLowerCase();
  const found = replies.filter(reply => `${reply.shortcut} ${reply.name} ${reply.text}`.toLowerCase().includes(wanted));
  const choose = (id: string) => {
    box.closeDropdown();
    onChoose();
    post<{ text: string }>(`${path}/${id}/render`, { conversation_id: conversation.id }).then(rendered => onText(rendered.text), complain);
  };
  return (
    <Combobox store={box} position="top-start" width={290} shadow="md" withArrow onOptionSubmit={choose}>
      <Combobox.Target targetType="button">
        <Tooltip label={t('conversation.canned')} disabled={box.dropdownOpened}>
          <ActionIcon variant="subtle" color="gray" size={34} aria-label={t('conversation.canned')} onClick={toggle}>
            <IconMessage2Bolt size={20} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Search value={search} onChange={event => { setSearch(event.currentTarget.value); box.selectFirstOption(); }} placeholder={t('conversation.findCanned')} aria-label={t('conversation.findCanned')} />
        <Combobox.Options mah={260} style={{ overflowY: 'auto' }} aria-label={t('conversation.canned')}>
          {found.map(reply => (
            <Combobox.Option key={reply.id} value={reply.id}>
              <Text size="sm" fw={500}><bdi>{reply.name}</bdi>{reply.shortcut && <Text span c="dimmed" size="xs"> /{reply.shortcut}</Text>}</Text>
              <Text size="xs" c="dimmed" lineClamp={2} dir="auto">{reply.text}</Text>
            </Combobox.Option>
          ))}
          {found.length === 0 && <Combobox.Empty>{t('inbox.nothingFound')}</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

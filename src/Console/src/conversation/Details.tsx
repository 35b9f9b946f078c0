import { Drawer, MultiSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode } from 'react';
import { keys } from '../api/keys';
import type { Conversation, Tag } from '../api/records';
import { fullTime, when } from '../api/times';
import { readAll } from '../api/useAgents';
import { useMe } from '../app/me';
import { useHasRoom } from '../inbox/beside';
import { channelName } from '../inbox/looks';
import { t } from '../texts/texts';
import classes from './Details.module.css';
import { mayHandle } from './may';
import { useChange } from './useConversation';

interface Props {
  conversation: Conversation;
  isOpen: boolean;
  onClose: () => void;
}

/** What is known about the conversation: a column where there is room for one, else a drawer. */
export function Details({ conversation, isOpen, onClose }: Props) {
  const isWide = useHasRoom();
  const content = <Content conversation={conversation} />;
  if (isWide) return <aside className={classes.column} aria-label={t('conversation.details')}><h3 className={classes.title}>{t('conversation.details')}</h3>{content}</aside>;
  return (
    <Drawer opened={isOpen} onClose={onClose} position="right" size={340} title={t('conversation.details')} closeButtonProps={{ 'aria-label': t('app.close') }}>
      {content}
    </Drawer>
  );
}

function Content({ conversation }: { conversation: Conversation }) {
  const since = when(conversation.tm_create);
  const window = when(conversation.window_expires_at);
  return (
    <>
      {conversation.label_ids !== undefined && <Labels conversation={conversation} />}
      <dl className={classes.list}>
        <Line name={t('conversation.titleField')}>{conversation.name}</Line>
        <Line name={t('inbox.channel')}>{channelName(conversation.type)}</Line>
        <Line name={t('conversation.peerName')}>{conversation.peer.target_name}</Line>
        <Line name={t('conversation.peerTarget')}>{conversation.peer.target}</Line>
        <Line name={t('conversation.ourEnd')}>{conversation.self.target}</Line>
        <Line name={t('conversation.since')}>{since && fullTime(since)}</Line>
        <Line name={t('conversation.window')}>{window && fullTime(window)}</Line>
        <Line name={t('conversation.detailField')}>{conversation.detail}</Line>
      </dl>
    </>
  );
}

const Line = ({ name, children }: { name: string; children: ReactNode }) => (children ? <div><dt>{name}</dt><dd>{children}</dd></div> : null);

function Labels({ conversation }: { conversation: Conversation }) {
  const me = useMe();
  const change = useChange(conversation.id);
  const { data: tags } = useQuery({ queryKey: keys.tags, queryFn: ({ signal }) => readAll<Tag>('/v1.0/service_agents/tags', signal), staleTime: 5 * 60_000 });
  const has = conversation.label_ids ?? [];
  return (
    <MultiSelect
      label={t('conversation.labels')}
      placeholder={has.length === 0 ? t('conversation.noLabels') : undefined}
      data={tags?.map(tag => ({ value: tag.id, label: tag.name })) ?? []}
      value={has}
      searchable
      hidePickedOptions
      readOnly={!mayHandle(conversation, me)}
      nothingFoundMessage={t('inbox.nothingFound')}
      onChange={label_ids => void change('PUT', '/labels', { label_ids })}
      mb="md"
      styles={{ inputField: { minWidth: has.length === 0 ? 100 : 20, flexBasis: 20 } }}
    />
  );
}

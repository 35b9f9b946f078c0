import { ActionIcon, Drawer, Tooltip } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { Conversation } from '../api/records';
import { fullTime, when } from '../api/times';
import { useMe } from '../app/me';
import { useHasRoom } from '../inbox/beside';
import { channelName, detailOf } from '../inbox/looks';
import { t } from '../texts/texts';
import classes from './Details.module.css';
import { Labels } from './Labels';
import { Rename } from './Rename';

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
  const { isAdmin } = useMe();
  const [renames, setRenames] = useState(false);
  const pencil = isAdmin && (
    <Tooltip label={t('conversation.rename')}>
      <ActionIcon variant="subtle" color="gray" size={26} aria-label={t('conversation.rename')} onClick={() => setRenames(true)}>
        <IconPencil size={16} stroke={1.6} />
      </ActionIcon>
    </Tooltip>
  );
  return (
    <>
      {conversation.label_ids !== undefined && <Labels conversation={conversation} />}
      {renames && <Rename conversation={conversation} onDone={() => setRenames(false)} />}
      <dl className={classes.list}>
        {!renames && <Line name={t('conversation.titleField')} action={pencil}>{conversation.name || t('inbox.noName')}</Line>}
        <Line name={t('inbox.channel')}>{channelName(conversation.type)}</Line>
        <Line name={t('conversation.peerName')}>{conversation.peer.target_name}</Line>
        {conversation.type !== 'webchat' && ( // both ends of a chat are ids
          <>
            <Line name={t('conversation.peerTarget')}>{conversation.peer.target}</Line>
            <Line name={t('conversation.ourEnd')}>{conversation.self.target}</Line>
          </>
        )}
        <Line name={t('conversation.since')}>{since && fullTime(since)}</Line>
        <Line name={t('conversation.window')}>{window && fullTime(window)}</Line>
        {!renames && <Line name={t('conversation.detailField')}>{detailOf(conversation)}</Line>}
      </dl>
    </>
  );
}

const Line = ({ name, action, children }: { name: string; action?: ReactNode; children: ReactNode }) =>
  children ? <div><dt>{name}</dt><dd className={action ? classes.changeable : undefined}><bdi>{children}</bdi>{action}</dd></div> : null;

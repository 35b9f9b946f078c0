import { ActionIcon, Tooltip } from '@mantine/core';
import { IconArrowLeft, IconInfoCircle } from '@tabler/icons-react';
import type { Conversation } from '../api/records';
import { useMe } from '../app/me';
import { useHasRoom } from '../inbox/beside';
import { channelName, Peer, titleOf } from '../inbox/looks';
import { t } from '../texts/texts';
import { AssignMenu } from './AssignMenu';
import classes from './Header.module.css';
import { mayHandle } from './may';
import { StateMenu } from './StateMenu';

interface Props {
  conversation: Conversation;
  onBack: () => void;
  /** Shows what is known of it; absent where there is nothing to show. */
  onDetails?: () => void;
}

/** Who it is with, who has it, and how it stands. */
export function Header({ conversation, onBack, onDetails }: Props) {
  const me = useMe();
  const hasRoom = useHasRoom();
  return (
    <header className={classes.header}>
      <ActionIcon variant="subtle" color="gray" size="lg" className={classes.back} aria-label={t('conversation.back')} onClick={onBack}>
        <IconArrowLeft size={20} />
      </ActionIcon>
      <span className={classes.peer}><Peer conversation={conversation} size={38} /></span>
      <div className={classes.who}>
        <h2 className={classes.name}>{titleOf(conversation)}</h2>
        <div className={classes.detail}>{[channelName(conversation.type), reach(conversation)].filter(Boolean).join(' · ')}</div>
      </div>
      <AssignMenu conversation={conversation} />
      {conversation.state !== undefined && mayHandle(conversation, me) && <StateMenu conversation={conversation} />}
      {!hasRoom && onDetails && (
        <Tooltip label={t('conversation.details')}>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('conversation.details')} onClick={onDetails}>
            <IconInfoCircle size={20} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      )}
    </header>
  );
}

/** The number or the address, where it means something to a person and is not the title already. */
function reach({ type, peer, name }: Conversation) {
  return ['message', 'whatsapp', 'email'].includes(type) && !name.includes(peer.target) ? peer.target : '';
}

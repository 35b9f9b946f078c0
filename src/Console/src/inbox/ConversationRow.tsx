import { Badge, Text, Tooltip } from '@mantine/core';
import { IconClock, IconPaperclip, IconUser } from '@tabler/icons-react';
import { memo } from 'react';
import { Link } from 'wouter';
import { type Conversation, nobody } from '../api/records';
import { shortTime, when } from '../api/times';
import { useLanguage } from '../app/language';
import { useMe } from '../app/me';
import { draftOf } from '../conversation/drafts';
import { t } from '../texts/texts';
import classes from './ConversationRow.module.css';
import { Labels } from './Labels';
import { lastTime } from './listData';
import { channelName, Peer, titleOf } from './looks';

interface Props {
  conversation: Conversation;
  href: string;
  isChosen: boolean;
  /** The owner's name where it is worth saying. */
  owner?: string;
  labelOf: (id: string) => string | undefined;
}

/** One line of the inbox. */
export const ConversationRow = memo(function ConversationRow({ conversation, href, isChosen, owner, labelOf }: Props) {
  useLanguage();
  const at = when(lastTime(conversation));
  const unread = conversation.unread ?? 0;
  const draft = draftOf(useMe().agent.id, conversation.id);
  return (
    <Link href={href} className={classes.row} data-chosen={isChosen || undefined} data-unread={unread > 0 || undefined} aria-current={isChosen ? 'true' : undefined}>
      <Peer conversation={conversation} />
      <span className={classes.text}>
        <span className={classes.line}>
          <span className={classes.name}><bdi>{titleOf(conversation)}</bdi></span>
          <span className={classes.hidden}>{channelName(conversation.type)}</span>
          {at && <time className={classes.time} dateTime={at.toISOString()}>{shortTime(at)}</time>}
        </span>
        <span className={classes.line}>
          {draft && !isChosen ? <Text component="span" className={classes.snippet}><span className={classes.draft}>{t('inbox.draft')}</span> <bdi>{draft}</bdi></Text> : <Snippet conversation={conversation} />}
          {conversation.state === 'snoozed' && <IconClock size={15} aria-label={t('inbox.snoozed')} className={classes.icon} />}
          {owner && conversation.owner_id !== nobody && (
            <Tooltip label={owner}>
              <span className={classes.owner}>
                <IconUser size={13} aria-hidden />
                <span className={classes.ownerName}><bdi>{owner.split(' ')[0]}</bdi></span>
              </span>
            </Tooltip>
          )}
          {unread > 0 && (
            <Badge size="sm" circle={unread < 10} className={classes.count} aria-label={t('inbox.unreadOf', { n: unread })}>
              {unread > 99 ? '99+' : unread}
            </Badge>
          )}
        </span>
        {(conversation.label_ids?.length ?? 0) > 0 && <Labels ids={conversation.label_ids!} nameOf={labelOf} />}
      </span>
    </Link>
  );
});

function Snippet({ conversation }: { conversation: Conversation }) {
  const last = conversation.last_message;
  const text = last ? last.text || (last.media_count > 0 ? t('inbox.attachment') : '') : conversation.detail;
  return (
    <Text component="span" className={classes.snippet}>
      {last?.direction === 'outgoing' && <span>{last.sender_type === 'flow' ? t('inbox.byFlow') : t('inbox.byUs')} </span>}
      {last && !last.text && last.media_count > 0 && <IconPaperclip size={13} aria-hidden className={classes.clip} />}
      <bdi>{text}</bdi>
    </Text>
  );
}

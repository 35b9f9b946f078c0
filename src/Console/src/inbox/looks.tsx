import { Avatar } from '@mantine/core';
import { IconBrandLine, IconBrandWhatsapp, IconDeviceMobileMessage, IconMail, IconMessageCircle } from '@tabler/icons-react';
import type { ChannelType, Conversation } from '../api/records';
import { t } from '../texts/texts';
import classes from './looks.module.css';

const icons = { message: IconDeviceMobileMessage, line: IconBrandLine, whatsapp: IconBrandWhatsapp, email: IconMail, webchat: IconMessageCircle };

export const channelName = (type: ChannelType) => t(`channel.${type}`);

export function ChannelIcon({ type, size = 16 }: { type: ChannelType; size?: number }) {
  const Icon = icons[type] ?? IconMessageCircle;
  return <Icon size={size} stroke={1.8} aria-hidden />;
}

/** A conversation's title without the channel's name, which its icon shows. */
export const titleOf = (conversation: Pick<Conversation, 'name'>) => conversation.name.replace(/^(SMS|LINE|WhatsApp|Email|Webchat) · /, '') || t('inbox.noName');

/** Who the conversation is with, and over what. */
export function Peer({ conversation, size = 40 }: { conversation: Pick<Conversation, 'name' | 'type'>; size?: number }) {
  const name = titleOf(conversation);
  return (
    <span className={classes.peer}>
      <Avatar name={/^\p{L}/u.test(name) ? name : undefined} color="calm" radius="xl" size={size} alt="" />
      <span className={classes.channel} title={channelName(conversation.type)}>
        <ChannelIcon type={conversation.type} size={13} />
      </span>
    </span>
  );
}

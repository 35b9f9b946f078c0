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
export const titleOf = ({ name }: Pick<Conversation, 'name'>) => named(name) || t(name.startsWith('Webchat') ? 'inbox.visitor' : 'inbox.noName');
const named = (name: string) => name.replace(/^(SMS|LINE|WhatsApp|Email|Webchat) · (Unknown$)?/, '');

/** What somebody has noted on a conversation: not what the server writes there at first, which says no more than the channel. */
export const detailOf = ({ detail }: Pick<Conversation, 'detail'>) => (/^(SMS|LINE|WhatsApp|Email|Webchat) conversation$/.test(detail) ? '' : detail);

/** A colour for somebody, the same each time: they are told apart before they are read. */
const hueOf = (name: string) => hues[[...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)!) >>> 0, 7) % hues.length];
const hues = [200, 250, 300, 350, 40, 95, 150];

/** Who the conversation is with, and over what. */
export function Peer({ conversation, size = 40 }: { conversation: Pick<Conversation, 'name' | 'type'>; size?: number }) {
  const name = titleOf(conversation);
  const isNamed = /^\p{L}/u.test(named(conversation.name));
  return (
    <span className={classes.peer}>
      <Avatar name={isNamed ? name : undefined} color="gray" radius="xl" size={size} alt="" style={{ '--hue': isNamed ? hueOf(name) : 200, '--chroma': isNamed ? 0.035 : 0.008 }} classNames={{ placeholder: classes.face }} />
      <span className={classes.channel} title={channelName(conversation.type)}>
        <ChannelIcon type={conversation.type} size={13} />
      </span>
    </span>
  );
}

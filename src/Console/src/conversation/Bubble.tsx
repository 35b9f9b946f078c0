import { Button, Text, Tooltip, VisuallyHidden } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { memo } from 'react';
import type { Message } from '../api/records';
import { clockTime, fullTime, when } from '../api/times';
import { useAgents } from '../api/useAgents';
import { useLanguage } from '../app/language';
import { useMe } from '../app/me';
import { t } from '../texts/texts';
import classes from './Bubble.module.css';
import { DeliveryMark, deliveryReason } from './DeliveryMark';
import { MediaView } from './MediaView';
import { send } from './outbox';
import { Words } from './Words';

/** What somebody wrote at one go. */
export const Group = memo(function Group({ messages, peer }: { messages: Message[]; /** Whom the conversation is with. */ peer: string }) {
  useLanguage();
  const first = messages[0]!;
  const isOurs = first.direction === 'outgoing';
  return (
    <div className={classes.group} data-ours={isOurs || undefined}>
      <Sender message={first} peer={peer} />
      {messages.map(message => <Bubble key={message.id} message={message} />)}
    </div>
  );
}, (before, after) => before.messages.length === after.messages.length && before.messages.every((message, index) => message === after.messages[index]));

/** Who sent it. */
function Sender({ message, peer }: { message: Message; peer: string }) {
  const { agent } = useMe();
  const { nameOf } = useAgents();
  const { type, id } = message.sender;
  const name = type === 'flow' ? t('conversation.flow')
    : type === 'accesskey' ? t('conversation.key')
    : type === 'agent' ? (id === agent.id ? t('conversation.me') : nameOf(id) ?? t('conversation.somebody'))
    : message.source.target_name || (['tel', 'email', 'whatsapp'].includes(message.source.type) ? message.source.target : '') || t('conversation.customer');
  // That it is the one whom the conversation is with one sees by the side.
  const isPlain = message.direction === 'incoming' && message.source.target === peer;
  return isPlain ? <VisuallyHidden>{name}</VisuallyHidden> : <div className={classes.sender}>{name}</div>;
}

const Bubble = memo(function Bubble({ message }: { message: Message }) {
  useLanguage();
  const at = when(message.tm_create);
  const isOurs = message.direction === 'outgoing';
  const failed = isOurs && message.delivery.status === 'failed';
  return (
    <div className={classes.one} data-failed={failed || undefined}>
      <div className={classes.bubble} dir="auto">
        {message.subject && <div className={classes.subject}>{message.subject}</div>}
        {message.medias.map((media, index) => <bdi key={media.id ?? index}><MediaView media={media} conversationId={message.conversation_id} /></bdi>)}
        {message.text && <Words text={message.text} />}
        <span className={classes.foot}>
          {at && <Tooltip label={fullTime(at)}><time dateTime={at.toISOString()}>{clockTime(at)}</time></Tooltip>}
          {isOurs && <DeliveryMark delivery={message.delivery} />}
        </span>
      </div>
      {failed && <Failed message={message} />}
    </div>
  );
});

function Failed({ message }: { message: Message }) {
  const again = message.medias.every(media => media.id);
  return (
    <div className={classes.failed}>
      <Text size="xs" c="var(--mantine-color-error)">{deliveryReason(message.delivery)}</Text>
      {again && (
        <Button size="compact-xs" variant="subtle" flex="none" leftSection={<IconRefresh size={13} aria-hidden />} onClick={() => send(message.conversation_id, message.text, message.medias)}>
          {t('conversation.sendAgain')}
        </Button>
      )}
    </div>
  );
}

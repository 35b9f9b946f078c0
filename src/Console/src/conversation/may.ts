import type { ChannelType, Conversation } from '../api/records';
import { when } from '../api/times';
import type { Me } from '../app/me';
import { t } from '../texts/texts';

/** Why somebody has no right to write here; null where he has. */
export function whyMayNotReply(conversation: Conversation, me: Me): string | null {
  if (me.isAdmin) return null;
  if (conversation.owner_id !== me.agent.id) return t('conversation.notYours');
  return me.customer.agent_reply ? null : t('conversation.noAgentReply');
}

const longest: Record<ChannelType, number> = { message: 1600, line: 5000, whatsapp: 4096, webchat: 16_384, email: 65_536 };

/** Why a text cannot be sent as it is; null where it can. */
export function whyNotThis(text: string, type: ChannelType): string | null {
  return text.length > longest[type] ? t('conversation.tooLong', { n: text.length - longest[type], most: longest[type] }) : null;
}

/** Why nothing can be sent just now; null where it can. The server has the last word. */
export function whyCannotSend(conversation: Conversation, isOptedOut: boolean): string | null {
  const window = when(conversation.window_expires_at);
  if (isOptedOut) return t('errors.RECIPIENT_OPTED_OUT');
  return window && window.getTime() < Date.now() ? t('errors.WINDOW_CLOSED') : null;
}

/** What is worth knowing before one writes; null for nothing. */
export function warning(conversation: Conversation): string | null {
  const window = when(conversation.window_expires_at);
  const left = window ? window.getTime() - Date.now() : Infinity;
  if (conversation.peer_state === 'blocked') return t('conversation.blocked');
  if (conversation.peer_state === 'left') return t('conversation.left');
  return left > 0 && left < 4 * 3_600_000 ? t('conversation.windowSoon', { n: Math.max(1, Math.round(left / 60_000)) }) : null;
}

/** Whether somebody may change the conversation's state and labels, and hand it back. */
export const mayHandle = (conversation: Conversation, me: Me) => me.isAdmin || conversation.owner_id === me.agent.id;

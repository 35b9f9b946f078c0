import type { QueryClient } from '@tanstack/react-query';
import { keys } from '../api/keys';
import type { Conversation, Message, Note } from '../api/records';
import type { Me } from '../app/me';
import { newer, withMessage } from '../inbox/listData';
import type { Patch } from '../live/patch';
import { type MessageData, withMessageEvents } from './messageData';
import { recognise } from './outbox';
import { refreshActivity } from './useActivity';
import { withNoteEvents } from './useNotes';

/** What others have an agent is told nothing of: what came meanwhile is read once he has it again. */
function readMissed(client: QueryClient, { id, owner_id }: Conversation, me: Me) {
  for (const queryKey of [keys.messages(id), keys.notes(id), keys.optOut(id)])
    if (owner_id === me.agent.id) void client.refetchQueries({ queryKey, stale: true, type: 'active' });
    else void client.invalidateQueries({ queryKey, refetchType: 'none' });
}

/** Open conversations and their messages as events change them. */
export const patchConversations: Patch = (client, events, me) => {
  const ids = new Set<string>();
  for (const event of events) {
    if (event.type.startsWith('conversation_message_')) {
      const message = event.data as Message;
      ids.add(message.conversation_id);
      if (event.type === 'conversation_message_created') {
        // It may have started a flow, or be the last that one said.
        if (message.direction === 'incoming' || message.sender.type === 'flow') refreshActivity(client, message.conversation_id);
        client.setQueryData<Conversation>(keys.conversation(message.conversation_id), conversation => conversation && withMessage(conversation, message));
      }
      // What came in may be a STOP or START, and what failed may tell of one.
      if (message.direction === 'incoming' || message.status === 'failed') void client.invalidateQueries({ queryKey: keys.optOut(message.conversation_id) });
    } else if (event.type.startsWith('conversation_note_')) {
      const { conversation_id } = event.data as Note;
      client.setQueryData<Note[]>(keys.notes(conversation_id), notes => notes && withNoteEvents(notes, conversation_id, [event]));
    } else if (event.type === 'conversation_updated') {
      const changed = event.data as Conversation;
      refreshActivity(client, changed.id);
      client.setQueryData<Conversation>(keys.conversation(changed.id), before => (before && before.tm_update > changed.tm_update ? before : changed));
      if (!me.isAdmin) readMissed(client, changed, me);
    } else if (event.type === 'conversation_read') client.setQueryData<Conversation>(keys.conversation(event.data.id), before => before && newer(before, event.data as Conversation));
    else if (event.type === 'conversation_deleted') void client.invalidateQueries({ queryKey: keys.conversation(event.data.id) });
  }
  recognise(events, me.agent.id);
  for (const id of ids) client.setQueryData<MessageData>(keys.messages(id), data => data && withMessageEvents(data, id, events));
};

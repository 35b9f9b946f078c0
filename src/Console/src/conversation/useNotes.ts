import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { ApiError, post, remove } from '../api/client';
import { complain } from '../api/explain';
import { keys } from '../api/keys';
import type { Conversation, LiveEvent, Note } from '../api/records';
import { readAll } from '../api/useAgents';
import { useMe } from '../app/me';
import { journal } from '../live/journal';
import { mayHandle } from './may';

const none: Note[] = [];
const path = (id: string) => `/v1.0/service_agents/conversations/${id}/notes`;

/** Notes after events of them. */
export function withNoteEvents(notes: Note[], id: string, events: LiveEvent[]): Note[] {
  for (const event of events) {
    const note = event.data as Note;
    if (!event.type.startsWith('conversation_note_') || note.conversation_id !== id) continue;
    notes = notes.filter(other => other.id !== note.id);
    if (event.type === 'conversation_note_created') notes = [...notes, note];
  }
  return notes;
}

/** The team's notes on a conversation, and writing and deleting them. */
export function useNotes(conversation: Conversation) {
  const { id } = conversation;
  const me = useMe();
  const client = useQueryClient();
  const notes = useQuery({
    queryKey: keys.notes(id),
    queryFn: async ({ signal }) => {
      const mark = journal.mark();
      return withNoteEvents(await readAll<Note>(path(id), signal, 500), id, journal.since(mark));
    },
    enabled: mayHandle(conversation, me),
    staleTime: Infinity,
    retry: (count, error) => count < 2 && !(error instanceof ApiError && !error.isPassing),
  });
  const add = useCallback(async (text: string) => {
    try {
      const note = await post<Note>(path(id), { text });
      client.setQueryData<Note[]>(keys.notes(id), notes => notes && withNoteEvents(notes, id, [{ type: 'conversation_note_created', data: note, cursor: '' }]));
      return true;
    } catch (e) {
      complain(e);
      return false;
    }
  }, [client, id]);
  const drop = useCallback(async (note: Note) => {
    try {
      await remove(`${path(id)}/${note.id}`);
      client.setQueryData<Note[]>(keys.notes(id), notes => notes?.filter(other => other.id !== note.id));
    } catch (e) {
      complain(e);
    }
  }, [client, id]);
  return { notes: notes.data ?? none, areThere: notes.isSuccess, add, drop };
}

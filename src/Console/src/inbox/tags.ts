import { keys } from '../api/keys';
import type { Conversation, Tag } from '../api/records';
import type { Patch } from '../live/patch';

const asked = new Set<string>();

/** No event tells of a tag: one that a conversation has and nobody here knows is asked for, once. */
export const patchTags: Patch = (client, events) => {
  const tags = client.getQueryData<Tag[]>(keys.tags);
  const labels = events.filter(event => event.type === 'conversation_updated').flatMap(event => (event.data as Conversation).label_ids ?? []);
  const unknown = labels.filter(id => !asked.has(id) && tags?.every(tag => tag.id !== id));
  if (unknown.length === 0) return;
  unknown.forEach(id => asked.add(id));
  void client.invalidateQueries({ queryKey: keys.tags });
};

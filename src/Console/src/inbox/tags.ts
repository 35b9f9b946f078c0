import { keys } from '../api/keys';
import { listKey } from '../kit/useList';
import type { Patch } from '../live/patch';

const kinds = [['tag_', keys.tags, '/v1.0/tags'], ['canned_reply_', keys.cannedReplies, '/v1.0/canned_replies']] as const;

/** Labels and canned replies as they change: whatever shows them reads them anew. */
export const patchTags: Patch = (client, events) => {
  for (const [word, key, path] of kinds)
    if (events.some(event => event.type.startsWith(word))) for (const queryKey of [key, listKey(path)]) void client.invalidateQueries({ queryKey });
};

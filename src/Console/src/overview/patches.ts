import { keys } from '../api/keys';
import type { Patch } from '../live/patch';

const after = 3000; // the server counts a moment behind, and on a busy day one answer tells of many messages
let waiting = false;

/** Has the overview read again, where it is shown, soon after something happened. */
export const patchOverview: Patch = (client, events) => {
  if (waiting || !events.some(event => event.type.startsWith('conversation_'))) return;
  waiting = true;
  setTimeout(() => {
    waiting = false;
    void client.invalidateQueries({ queryKey: keys.overview });
  }, after);
};

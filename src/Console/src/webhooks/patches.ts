import { refreshLists } from '../kit/useList';
import type { Patch } from '../live/patch';
import { endpointsPath } from './records';

/** Has endpoints read anew when the server has switched one off. */
export const patchEndpoints: Patch = (client, events) => {
  if (!events.some(event => event.type === 'webhook_endpoint_disabled')) return;
  void refreshLists(client, endpointsPath);
  void client.invalidateQueries({ queryKey: [endpointsPath] });
};

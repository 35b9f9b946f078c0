import type { Address, Conversation, Message } from '../api/records';
import type { Patch } from '../live/patch';

/** Has the phones read anew that an event is about. */
export const patchPhone: Patch = (client, events) => {
  const numbers = new Set<string>();
  const note = (address?: Address) => address?.type === 'tel' && numbers.add(address.target);
  for (const event of events) {
    if (!event.type.startsWith('conversation_')) continue;
    const { source, destination, peer } = event.data as Partial<Message & Conversation>;
    [source, destination, peer].forEach(note);
  }
  if (numbers.size > 0) void client.invalidateQueries({ predicate: ({ queryKey: [name, number] }) => name === 'phone' && numbers.has(number as string) });
};

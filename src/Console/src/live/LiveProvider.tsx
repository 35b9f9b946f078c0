import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, use, useEffect, useMemo, useRef, useState } from 'react';
import { keys } from '../api/keys';
import type { Me } from '../app/me';
import { journal } from './journal';
import { patches } from './patches';
import { LiveLine, type LineState } from './socket';

const LineContext = createContext<LiveLine | undefined>(undefined);
const StateContext = createContext<LineState>('connecting');

/** Keeps the line to the server, and what is shown as the events say. */
export function LiveProvider({ me, children }: { me: Me; children: ReactNode }) {
  const client = useQueryClient();
  const [state, setState] = useState<LineState>('connecting');
  const latest = useRef(me);
  latest.current = me;
  const { id, customer_id } = me.agent;
  const line = useMemo(
    () =>
      new LiveLine({
        events: events => {
          journal.add(events);
          patches.forEach(patch => patch(client, events, latest.current));
        },
        state: setState,
        gap: () => client.invalidateQueries(),
        refused: () => [keys.me, keys.customer].forEach(queryKey => void client.invalidateQueries({ queryKey })),
      }),
    [client],
  );
  useEffect(() => {
    line.start();
    return () => line.stop();
  }, [line]);
  const maySeeFree = !me.isAdmin && me.customer.agent_pickup;
  useEffect(() => {
    const topics = me.isAdmin ? [`customer_id:${customer_id}:conversation`, `customer_id:${customer_id}:agent`] : [`agent_id:${id}`, ...(maySeeFree ? [`unassigned:${customer_id}`] : [])];
    const ends = topics.map(topic => line.follow(topic));
    return () => ends.forEach(end => end());
  }, [line, me.isAdmin, maySeeFree, id, customer_id]);
  return (
    <LineContext value={line}>
      <StateContext value={state}>{children}</StateContext>
    </LineContext>
  );
}

/** How the line is. */
export const useLineState = () => use(StateContext);

/** Follows a further topic while the component is shown; an admin may follow `customer_id:<id>:<resource>`. */
export function useTopic(topic: string | undefined) {
  const line = use(LineContext);
  useEffect(() => (topic ? line?.follow(topic) : undefined), [line, topic]);
}

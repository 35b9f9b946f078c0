import { Button, Center, Loader, Stack, Text } from '@mantine/core';
import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { ApiError, get, whenDenied, whenSignedOut } from '../api/client';
import { keys } from '../api/keys';
import type { Agent, Customer } from '../api/records';
import { LiveProvider } from '../live/LiveProvider';
import { t } from '../texts/texts';
import { asMe, MeContext } from './me';
import { SignIn } from './SignIn';

let whose = '';

/** Who is signed in. What was read for somebody else is forgotten first: another tab may have signed him out. */
async function readMe(client: QueryClient) {
  const agent = await get<Agent>('/v1.0/service_agents/me');
  if (whose && whose !== agent.id) client.removeQueries({ predicate: query => query.queryKey[0] !== keys.me[0] });
  whose = agent.id;
  return agent;
}

/** Finds out who is signed in, and lets whoever is not sign in first. */
export function Session({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const agent = useQuery({ queryKey: keys.me, queryFn: () => readMe(client) });
  const customer = useQuery({ queryKey: keys.customer, queryFn: () => get<Customer>('/v1.0/service_agents/customer'), refetchInterval: 60_000 });
  const [wasHere, setWasHere] = useState(false);
  useEffect(() => whenSignedOut(() => {
    if (!client.getQueryData(keys.me)) return;
    setWasHere(true);
    void client.resetQueries({ queryKey: keys.me });
  }), [client]);
  useEffect(() => whenDenied(() => void client.invalidateQueries({ queryKey: keys.customer })), [client]);
  const me = useMemo(() => (agent.data && customer.data ? asMe(agent.data, customer.data) : undefined), [agent.data, customer.data]);

  const error = agent.error ?? customer.error;
  if (error instanceof ApiError && (error.status === 401 || error.status === 403)) return <SignIn wasHere={wasHere} />;
  if (me)
    return (
      <MeContext value={me}>
        <LiveProvider key={me.agent.id} me={me}>{children}</LiveProvider>
      </MeContext>
    );
  return (
    <Center h="100%" p="lg">
      {error ? (
        <Stack align="center" role="alert">
          <Text>{t('app.unreachable')}</Text>
          <Button onClick={() => (agent.error ? agent : customer).refetch()}>{t('app.again')}</Button>
        </Stack>
      ) : (
        <Loader aria-label={t('app.loading')} />
      )}
    </Center>
  );
}

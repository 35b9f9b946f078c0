import { Switch, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation, useRoute } from 'wouter';
import { put } from '../api/client';
import { complain } from '../api/explain';
import { useMe } from '../app/me';
import type { Resource } from '../kit/resource';
import { ResourcePage } from '../kit/ResourcePage';
import { refreshLists } from '../kit/useList';
import { useTopic } from '../live/LiveProvider';
import { t } from '../texts/texts';
import { DeliveriesPage } from './DeliveriesPage';
import { fieldsOf, saveEndpoint, valuesOf } from './endpoint';
import { EndpointTools } from './EndpointTools';
import { type Endpoint, endpointsPath } from './records';
import { SecretDialog } from './SecretDialog';
import { WebhookNav } from './WebhookNav';

/** Who is told what happens, and what became of it. */
export default function WebhooksPage() {
  const [isLog] = useRoute('/webhooks/deliveries/*?');
  const { agent } = useMe();
  useTopic(`customer_id:${agent.customer_id}:webhook`);
  return isLog ? <DeliveriesPage /> : <EndpointsPage />;
}

function EndpointsPage() {
  const [secret, setSecret] = useState('');
  const [, navigate] = useLocation();
  const resource: Resource<Endpoint> = {
    path: endpointsPath,
    base: '/webhooks',
    title: t('webhooks.title'),
    intro: t('webhooks.intro'),
    add: t('webhooks.add'),
    empty: { title: t('webhooks.emptyTitle'), text: t('webhooks.emptyText') },
    columns: [
      { title: t('webhooks.uri'), cell: item => item.uri },
      { title: t('webhooks.events'), cell: item => (item.event_types.length === 0 ? t('webhooks.allEvents') : <Text size="sm" lineClamp={2}>{item.event_types.join(', ')}</Text>), wide: true, width: '40%' },
      { title: t('webhooks.on'), cell: item => <OnOff endpoint={item} />, width: 80, align: 'right' },
    ],
    fields: fieldsOf,
    values: valuesOf,
    nameOf: item => item.uri,
    onDelete: () => t('webhooks.deleteText'),
    save: saveEndpoint,
    more: item => <EndpointTools endpoint={item} onSecret={setSecret} />,
    made: item => {
      setSecret(item.secret);
      navigate('/webhooks');
    },
  };
  return (
    <>
      <ResourcePage resource={resource}>
        <WebhookNav here="endpoints" />
      </ResourcePage>
      <SecretDialog secret={secret} onClose={() => setSecret('')} />
    </>
  );
}

/** Switches an endpoint on and off in the list. */
function OnOff({ endpoint }: { endpoint: Endpoint }) {
  const client = useQueryClient();
  const [to, setTo] = useState<boolean>();
  const change = async (enabled: boolean) => {
    setTo(enabled);
    try {
      client.setQueryData([endpointsPath, endpoint.id], await put<Endpoint>(`${endpointsPath}/${endpoint.id}`, { enabled }));
      await refreshLists(client, endpointsPath);
    } catch (e) {
      complain(e);
    } finally {
      setTo(undefined);
    }
  };
  return <Switch className="above" display="inline-block" aria-label={t('webhooks.onOf', { uri: endpoint.uri })} checked={to ?? endpoint.enabled} disabled={to !== undefined} onChange={event => change(event.currentTarget.checked)} />;
}

import { Button, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link, useRoute } from 'wouter';
import { shortTime, when } from '../api/times';
import { Page } from '../kit/Page';
import { ResourceList } from '../kit/ResourceList';
import { Empty } from '../kit/states';
import { t } from '../texts/texts';
import { FlowPage } from './FlowPage';
import { useFlows } from './useFlows';

/** All flows, or one of them. */
export default function FlowsPage() {
  const [, params] = useRoute('/flows/:id');
  return params ? <FlowPage key={params.id} id={params.id!} /> : <FlowList />;
}

function FlowList() {
  const flows = useFlows();
  const add = (
    <Button component={Link} href="/flows/new" leftSection={<IconPlus size={18} />}>
      {t('flows.new')}
    </Button>
  );
  return (
    <Page title={t('flows.title')} intro={t('flows.intro')} actions={flows.items?.length === 0 ? undefined : add}>
      <ResourceList
        list={flows}
        label={t('flows.title')}
        href={flow => `/flows/${flow.id}`}
        columns={[
          { title: t('flows.name'), cell: flow => flow.name || t('flows.nameless') },
          { title: t('flows.detail'), cell: flow => <Text size="sm" c="dimmed" lineClamp={2}>{flow.detail}</Text>, wide: true, width: '36%' },
          { title: t('flows.tab_steps'), cell: flow => flow.actions.length, width: 80, align: 'right', wide: true },
          { title: t('flows.changed'), cell: flow => shortTime(when(flow.tm_update)!), width: 110, align: 'right' },
        ]}
        empty={<Empty title={t('flows.emptyTitle')} text={t('flows.emptyText')} action={add} />}
      />
    </Page>
  );
}

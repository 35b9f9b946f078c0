import { Badge, Button, Group, Stack } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { post } from '../api/client';
import { AskButton } from '../kit/Ask';
import { CopyBlock } from '../kit/Copy';
import type { Resource } from '../kit/resource';
import { ResourcePage } from '../kit/ResourcePage';
import { refreshLists } from '../kit/useList';
import { t } from '../texts/texts';
import type { Theme, Widget } from './records';
import { useFlows } from './useChoices';
import { widgetFields, widgetValues } from './widgetFields';
import { WidgetPreview } from './WidgetPreview';

const path = '/v1.0/webchat_widgets';
const base = '/admin/widgets';

/** The chats that stand on the customer's sites. */
export default function WidgetsPage() {
  const flows = useFlows();
  const [, navigate] = useLocation();
  const resource: Resource<Widget> = {
    path,
    base,
    title: t('widgets.title'),
    intro: t('widgets.intro'),
    add: t('widgets.add'),
    empty: { title: t('widgets.emptyTitle'), text: t('widgets.emptyText') },
    columns: [
      { title: t('fields.name'), cell: widget => widget.name },
      { title: t('widgets.origins'), cell: widget => widget.allowed_origins.join(', ') || '–', wide: true },
      { title: t('fields.flow'), cell: widget => flows.nameOf(widget.message_flow_id), wide: true },
      {
        title: t('widgets.status'),
        width: 130,
        cell: widget => (
          <Badge variant="dot" color={widget.status === 'active' ? 'teal' : 'gray'}>
            {t(`widgets.${widget.status}`)}
          </Badge>
        ),
      },
    ],
    fields: () => widgetFields(flows),
    values: widgetValues,
    nameOf: widget => widget.name,
    onDelete: () => t('widgets.onDelete'),
    aside: (values, widget) => (
      <Stack gap="lg" pos="sticky" top={60}>
        <WidgetPreview theme={values.theme_config as Partial<Theme>} />
        {widget && <Tag widget={widget} />}
      </Stack>
    ),
    made: widget => navigate(`${base}/${widget.id}`),
  };
  return <ResourcePage resource={resource} />;
}

/** What is put into a page, and how the hash in it is made anew. */
function Tag({ widget }: { widget: Widget }) {
  const client = useQueryClient();
  const renew = async () => {
    client.setQueryData([path, widget.id], await post<Widget>(`${path}/${widget.id}/direct_hash_regenerate`));
    await refreshLists(client, path);
  };
  return (
    <Stack>
      <CopyBlock label={t('widgets.tag')} help={t('widgets.tagHelp')} value={`<script src="${location.origin}/widget.js" data-widget="${widget.direct_hash}" async></script>`} />
      <Group>
        <Button component="a" href={`/widget-preview/${widget.direct_hash}`} target="_blank" rel="noopener" variant="default" leftSection={<IconExternalLink size={18} />}>
          {t('widgets.try')}
        </Button>
        <AskButton label={t('widgets.renew')} title={t('widgets.renewTitle')} action={renew} variant="subtle" color="red">
          {t('widgets.renewText')}
        </AskButton>
      </Group>
    </Stack>
  );
}

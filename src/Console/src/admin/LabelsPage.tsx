import { useQueryClient } from '@tanstack/react-query';
import { keys } from '../api/keys';
import type { Tag } from '../api/records';
import { Label } from '../inbox/Labels';
import type { Resource } from '../kit/resource';
import { ResourcePage } from '../kit/ResourcePage';
import { t } from '../texts/texts';

/** Labels of conversations, which are the tags of agents too. */
export default function LabelsPage() {
  const client = useQueryClient();
  const resource: Resource<Tag> = {
    path: '/v1.0/tags',
    base: '/admin/labels',
    title: t('labels.title'),
    intro: t('labels.intro'),
    add: t('labels.add'),
    empty: { title: t('labels.emptyTitle'), text: t('labels.emptyText') },
    columns: [
      { title: t('fields.name'), cell: tag => <Label id={tag.id} name={tag.name || t('labels.unnamed')} /> },
      { title: t('fields.detail'), cell: tag => tag.detail, wide: true },
    ],
    fields: () => [
      { name: 'name', label: t('fields.name'), kind: 'text', required: true },
      { name: 'detail', label: t('fields.detail'), kind: 'area' },
    ],
    nameOf: tag => tag.name || t('labels.unnamed'),
    onDelete: () => t('labels.onDelete'),
    changed: () => client.invalidateQueries({ queryKey: keys.tags }),
  };
  return <ResourcePage resource={resource} />;
}

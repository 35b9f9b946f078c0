import { useQueryClient } from '@tanstack/react-query';
import { keys } from '../api/keys';
import type { CannedReply } from '../api/records';
import type { Resource } from '../kit/resource';
import { ResourcePage } from '../kit/ResourcePage';
import { t } from '../texts/texts';
import { ReplyPreview } from './ReplyPreview';

/** Texts that agents answer with. */
export default function RepliesPage() {
  const client = useQueryClient();
  const resource: Resource<CannedReply> = {
    path: '/v1.0/canned_replies',
    base: '/admin/replies',
    title: t('replies.title'),
    intro: t('replies.intro'),
    add: t('replies.add'),
    empty: { title: t('replies.emptyTitle'), text: t('replies.emptyText') },
    columns: [
      { title: t('fields.name'), cell: reply => reply.name },
      { title: t('replies.shortcut'), width: 150, cell: reply => (reply.shortcut ? `/${reply.shortcut}` : '–') },
      { title: t('replies.text'), width: '50%', cell: reply => (reply.text.length > 120 ? `${reply.text.slice(0, 120)} …` : reply.text), wide: true },
    ],
    fields: () => [
      { name: 'name', label: t('fields.name'), kind: 'text', required: true },
      { name: 'shortcut', label: t('replies.shortcut'), kind: 'text', help: t('replies.shortcutHelp') },
      { name: 'text', label: t('replies.text'), kind: 'area', required: true, help: t('replies.textHelp') },
    ],
    nameOf: reply => reply.name,
    onDelete: () => t('replies.onDelete'),
    aside: values => <ReplyPreview text={(values.text as string | undefined) ?? ''} />,
    changed: () => client.invalidateQueries({ queryKey: keys.cannedReplies }),
  };
  return <ResourcePage resource={resource} />;
}

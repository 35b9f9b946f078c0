import { Alert, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { post, put } from '../api/client';
import { fullTime, shortTime, when } from '../api/times';
import { CopyLine } from '../kit/Copy';
import type { Resource } from '../kit/resource';
import { ResourcePage } from '../kit/ResourcePage';
import { t } from '../texts/texts';
import type { AccessKey } from './records';

const base = '/admin/keys';
const day = 24 * 3600;
const lives = [30, 90, 365];

/** Access keys. A key is shown once, when it is made. */
export default function KeysPage() {
  const [, navigate] = useLocation();
  const [made, setMade] = useState<AccessKey>();
  const resource: Resource<AccessKey> = {
    path: '/v1.0/accesskeys',
    base,
    title: t('accessKeys.title'),
    intro: t('accessKeys.intro'),
    add: t('accessKeys.add'),
    empty: { title: t('accessKeys.emptyTitle'), text: t('accessKeys.emptyText') },
    columns: [
      { title: t('fields.name'), cell: key => key.name || t('accessKeys.unnamed') },
      { title: t('accessKeys.begins'), cell: key => <Text ff="monospace" size="sm">{key.token_prefix}…</Text>, wide: true },
      { title: t('accessKeys.made'), width: 130, cell: key => shortTime(when(key.tm_create)!), wide: true },
      { title: t('accessKeys.ends'), width: 130, align: 'left', cell: key => <Expiry expires={when(key.tm_expire)} /> },
    ],
    fields: key => [
      { name: 'name', label: t('fields.name'), kind: 'text', required: true, help: t('accessKeys.nameHelp') },
      { name: 'detail', label: t('fields.detail'), kind: 'area' },
      ...(key ? [] : [{ name: 'life', label: t('accessKeys.ends'), kind: 'choice' as const, required: true, choices: [...lives.map(days => ({ value: String(days * day), label: t('accessKeys.days', { days }) })), { value: 'never', label: t('accessKeys.never') }] }]),
    ],
    values: key => ({ ...(key ?? { life: String(365 * day) }) }),
    nameOf: key => key.name || t('accessKeys.unnamed'),
    onDelete: () => t('accessKeys.onDelete'),
    save: ({ life, ...body }, key) => (key ? put(`/v1.0/accesskeys/${key.id}`, body) : post('/v1.0/accesskeys', { ...body, expire: life === 'never' ? null : Number(life) })),
    made: key => {
      setMade(key);
      navigate(base);
    },
  };
  return (
    <ResourcePage resource={resource}>
      <Modal opened={made !== undefined} onClose={() => setMade(undefined)} title={t('accessKeys.onceTitle')} closeOnClickOutside={false} closeButtonProps={{ 'aria-label': t('kit.close') }}>
        <Stack>
          <Alert color="yellow" variant="light" c="var(--mantine-color-text)">
            {t('accessKeys.once')}
          </Alert>
          <CopyLine label={t('accessKeys.key')} value={made?.token ?? ''} />
        </Stack>
      </Modal>
    </ResourcePage>
  );
}

function Expiry({ expires }: { expires: Date | undefined }) {
  if (!expires) return t('accessKeys.never');
  return <span title={fullTime(expires)}>{expires < new Date() ? t('accessKeys.over') : shortTime(expires)}</span>;
}

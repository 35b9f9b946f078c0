import { Button, Group } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useLocation, useRoute } from 'wouter';
import { post, put, remove } from '../api/client';
import type { Values } from './fields';
import { Page } from './Page';
import type { Resource } from './resource';
import { ResourceDialog } from './ResourceDialog';
import { ResourceList } from './ResourceList';
import { Empty } from './states';
import { letGo } from './unsaved';
import { refreshLists, useList } from './useList';

/** The page of a resource of the API: its list, and the dialog in which one is made, changed and deleted. */
export function ResourcePage<T extends { id: string }>({ resource, children }: { resource: Resource<T>; children?: ReactNode }) {
  const { path, base, title, intro, add, tools, empty } = resource;
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const [, params] = useRoute(`${base}/:id`);
  const list = useList<T>(path);
  const close = () => navigate(base);

  const save = async (body: Values, item: T | undefined) => {
    const saved = await (resource.save?.(body, item) ?? (item ? put<T>(`${path}/${item.id}`, body) : post<T>(path, body)));
    client.setQueryData([path, saved.id], saved);
    await Promise.all([refreshLists(client, path), resource.changed?.()]);
    if (item || !resource.made) close();
    else resource.made(saved);
  };
  const drop = async (item: T) => {
    await remove(`${path}/${item.id}`);
    await Promise.all([refreshLists(client, path), resource.changed?.()]);
    letGo();
    close();
  };
  const button = (
    <Button leftSection={<IconPlus size={18} />} onClick={() => navigate(`${base}/new`)}>
      {add}
    </Button>
  );
  return (
    <Page title={title} intro={intro} actions={list.items?.length === 0 ? undefined : tools ? <Group gap="xs">{tools}{button}</Group> : button}>
      {children}
      <ResourceList list={list} label={title} columns={resource.columns} href={resource.inPlace ? undefined : item => `${base}/${item.id}`} empty={<Empty {...empty} action={button} />} />
      <ResourceDialog id={params?.id} known={list.items?.find(item => item.id === params?.id)} resource={resource} onSave={save} onDelete={drop} onClose={close} />
    </Page>
  );
}

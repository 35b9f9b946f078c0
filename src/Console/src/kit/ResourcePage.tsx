import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useLocation, useRoute } from 'wouter';
import { post, put, remove } from '../api/client';
import type { Field, Values } from './fields';
import { Page } from './Page';
import { ResourceDialog } from './ResourceDialog';
import { type Column, ResourceList } from './ResourceList';
import { Empty } from './states';
import { refreshLists, useList } from './useList';

export interface Resource<T> {
  /** The API's path, as in `/v1.0/numbers`. */
  path: string;
  /** The page's address; the dialog's is `/new` or the id behind it. */
  base: string;
  title: string;
  intro: string;
  /** The word of what makes one. */
  add: string;
  /** What stands where there is none. */
  empty: { title: string; text: string };
  columns: Column<T>[];
  /** Of one that is there, or of a new one; they may depend on what stands in the form. */
  fields: (item: T | undefined, values: Values) => Field[];
  /** What a form begins with, where that is not the item itself. */
  values?: (item: T | undefined) => Values;
  /** How one is called in a title. */
  nameOf: (item: T) => string;
  /** What deleting it does. */
  onDelete: (item: T) => string;
  /** Writes it, where a POST or PUT of the form does not do. */
  save?: (body: Values, item: T | undefined) => Promise<T>;
  /** Under the form of one that is there. */
  more?: (item: T) => ReactNode;
  /** Beside the form, with what stands in it. */
  aside?: (values: Values, item: T | undefined) => ReactNode;
  /** It is changed where it stands in the list, and has no dialog but that in which it is made. */
  inPlace?: boolean;
  /** After it was made; else the dialog closes. */
  made?: (item: T) => void;
}

/** The page of a resource of the API: its list, and the dialog in which one is made, changed and deleted. */
export function ResourcePage<T extends { id: string }>({ resource, children }: { resource: Resource<T>; children?: ReactNode }) {
  const { path, base, title, intro, add, empty } = resource;
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const [, params] = useRoute(`${base}/:id`);
  const list = useList<T>(path);
  const close = () => navigate(base);

  const save = async (body: Values, item: T | undefined) => {
    const saved = await (resource.save?.(body, item) ?? (item ? put<T>(`${path}/${item.id}`, body) : post<T>(path, body)));
    client.setQueryData([path, saved.id], saved);
    await refreshLists(client, path);
    if (item || !resource.made) close();
    else resource.made(saved);
  };
  const drop = async (item: T) => {
    await remove(`${path}/${item.id}`);
    await refreshLists(client, path);
    close();
  };
  const button = (
    <Button leftSection={<IconPlus size={18} />} onClick={() => navigate(`${base}/new`)}>
      {add}
    </Button>
  );
  return (
    <Page title={title} intro={intro} actions={list.items?.length === 0 ? undefined : button}>
      {children}
      <ResourceList list={list} label={title} columns={resource.columns} href={resource.inPlace ? undefined : item => `${base}/${item.id}`} empty={<Empty {...empty} action={button} />} />
      <ResourceDialog id={params?.id} known={list.items?.find(item => item.id === params?.id)} resource={resource} onSave={save} onDelete={drop} onClose={close} />
    </Page>
  );
}

import { Divider, Grid, Modal, Stack } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { get } from '../api/client';
import { t } from '../texts/texts';
import { Ask, AskButton } from './Ask';
import { onEscape } from './escape';
import type { Values } from './fields';
import { Form } from './Form';
import type { Resource } from './resource';
import { Failed, Waiting } from './states';
import { useDescribedForm } from './useDescribedForm';

interface ResourceDialogProps<T> {
  /** Which one, or `new`; undefined while it is closed. */
  id: string | undefined;
  /** As the list has it. */
  known: T | undefined;
  resource: Resource<T>;
  onSave: (body: Values, item: T | undefined) => Promise<unknown>;
  onDelete: (item: T) => Promise<unknown>;
  onClose: () => void;
}

/** The dialog of one thing; it asks before it throws away what was typed. */
export function ResourceDialog<T extends { id: string }>({ id, known, resource, onSave, onDelete, onClose }: ResourceDialogProps<T>) {
  const last = useRef(id);
  if (id) last.current = id; // it stays what it was while it closes
  const shown = last.current ?? 'new';
  const isNew = shown === 'new';
  const read = useQuery({ queryKey: [resource.path, shown], queryFn: ({ signal }) => get<T>(`${resource.path}/${shown}`, undefined, signal), enabled: !isNew && id !== undefined, initialData: known, staleTime: 0 });
  const narrow = useMediaQuery('(max-width: 47.99em)', undefined, { getInitialValueInEffect: false });
  const [isDirty, setDirty] = useState(false);
  const [leaving, setLeaving] = useState(false);
  useEffect(() => setDirty(false), [id]);
  const item = isNew ? undefined : read.data;
  const leave = () => (isDirty ? setLeaving(true) : onClose());
  return (
    <Modal
      opened={id !== undefined}
      onClose={leave}
      {...onEscape(leave)}
      closeOnClickOutside={!isDirty}
      title={item ? resource.nameOf(item) : isNew ? resource.add : ' '}
      size={resource.aside ? 960 : 560}
      fullScreen={narrow}
      closeButtonProps={{ 'aria-label': t('kit.close') }}
    >
      {isNew || item ? <Body key={shown} item={item} resource={resource} onSave={onSave} onDelete={onDelete} onDirty={setDirty} /> : read.error ? <Failed error={read.error} retry={read.refetch} /> : <Waiting rows={5} />}
      <Ask opened={leaving} title={t('kit.discardTitle')} yes={t('kit.discard')} action={onClose} onClose={() => setLeaving(false)}>
        {t('kit.discardText')}
      </Ask>
    </Modal>
  );
}

type BodyProps<T> = Pick<ResourceDialogProps<T>, 'resource' | 'onSave' | 'onDelete'> & { item: T | undefined; onDirty: (is: boolean) => void };

function Body<T extends { id: string }>({ item, resource, onSave, onDelete, onDirty }: BodyProps<T>) {
  const form = useDescribedForm(values => resource.fields(item, values), resource.values?.(item) ?? ((item ?? {}) as Values), item !== undefined);
  const { change } = form;
  const own = {
    ...form,
    change: (name: string, value: unknown) => {
      onDirty(true);
      change(name, value);
    },
  };
  const name = item && resource.nameOf(item);
  const main = (
    <Stack>
      <Form
        form={own}
        onSubmit={() => form.submit(body => onSave(body, item))}
        actions={
          item && (
            <AskButton label={t('kit.delete')} title={t('kit.deleteTitle', { name: name! })} action={() => onDelete(item)} variant="subtle" color="red">
              {resource.onDelete(item)}
            </AskButton>
          )
        }
      />
      {item && resource.more && (
        <>
          <Divider />
          {resource.more(item)}
        </>
      )}
    </Stack>
  );
  if (!resource.aside) return main;
  return (
    <Grid gap="xl">
      <Grid.Col span={{ base: 12, md: 6 }}>{main}</Grid.Col>
      <Grid.Col span={{ base: 12, md: 6 }}>{resource.aside(form.values, item)}</Grid.Col>
    </Grid>
  );
}

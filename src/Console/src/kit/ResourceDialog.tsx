import { Divider, Grid, Modal, Stack } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { get } from '../api/client';
import { t } from '../texts/texts';
import { AskButton } from './Ask';
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

/** The dialog of one thing; closing it is leaving its address, and so asks before it throws away what was typed. */
export function ResourceDialog<T extends { id: string }>({ id, known, resource, onSave, onDelete, onClose }: ResourceDialogProps<T>) {
  const last = useRef(id);
  if (id) last.current = id; // it stays what it was while it closes
  const shown = last.current ?? 'new';
  const isNew = shown === 'new';
  const read = useQuery({ queryKey: [resource.path, shown], queryFn: ({ signal }) => get<T>(`${resource.path}/${shown}`, undefined, signal), enabled: !isNew && id !== undefined, initialData: known, staleTime: 0 });
  const narrow = useMediaQuery('(max-width: 47.99em)', undefined, { getInitialValueInEffect: false });
  const item = isNew ? undefined : read.data;
  return (
    <Modal
      opened={id !== undefined}
      onClose={onClose}
      {...onEscape(onClose)}
      title={item ? resource.nameOf(item) : isNew ? resource.add : ' '}
      size={resource.aside ? 960 : 560}
      fullScreen={narrow}
      closeButtonProps={{ 'aria-label': t('kit.close') }}
    >
      {isNew || item ? <Body key={shown} item={item} resource={resource} onSave={onSave} onDelete={onDelete} /> : read.error ? <Failed error={read.error} retry={read.refetch} /> : <Waiting rows={5} />}
    </Modal>
  );
}

type BodyProps<T> = Pick<ResourceDialogProps<T>, 'resource' | 'onSave' | 'onDelete'> & { item: T | undefined };

function Body<T extends { id: string }>({ item, resource, onSave, onDelete }: BodyProps<T>) {
  const form = useDescribedForm(values => resource.fields(item, values), resource.values?.(item) ?? ((item ?? {}) as Values), item !== undefined);
  const name = item && resource.nameOf(item);
  const main = (
    <Stack>
      <Form
        form={form}
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

import { Alert, Button, Group, Stack, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { put } from '../api/client';
import type { Conversation } from '../api/records';
import { useMe } from '../app/me';
import { keepConversation } from '../inbox/patches';
import type { Field } from '../kit/fields';
import { useDescribedForm } from '../kit/useDescribedForm';
import { t } from '../texts/texts';

const fields = (): Field[] => [
  { name: 'name', label: t('conversation.titleField'), kind: 'text', required: true },
  { name: 'detail', label: t('conversation.detailField'), kind: 'area' },
];

/** Gives a conversation another title, and notes. */
export function Rename({ conversation, onDone }: { conversation: Conversation; onDone: () => void }) {
  const client = useQueryClient();
  const me = useMe();
  const { name, detail } = conversation;
  const form = useDescribedForm(fields, { name, detail }, true);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (await form.submit(async body => keepConversation(client, await put<Conversation>(`/v1.0/conversations/${conversation.id}`, body), me))) onDone();
  };
  const common = (field: 'name' | 'detail') => ({
    name: field,
    label: t(field === 'name' ? 'conversation.titleField' : 'conversation.detailField'),
    value: form.values[field] as string,
    error: form.faults[field],
    onChange: (event: { currentTarget: { value: string } }) => form.change(field, event.currentTarget.value),
  });
  return (
    <form ref={form.element} onSubmit={save} noValidate aria-label={t('conversation.rename')} onKeyDown={event => event.key === 'Escape' && !event.nativeEvent.isComposing && (event.stopPropagation(), onDone())}>
      <Stack gap="sm" mb="md">
        {form.fault && (
          <Alert color="red" variant="light" role="alert" tabIndex={-1}>
            {form.fault}
          </Alert>
        )}
        <TextInput {...common('name')} withAsterisk autoFocus autoComplete="off" />
        <Textarea {...common('detail')} autosize minRows={2} maxRows={10} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" size="xs" onClick={onDone}>
            {t('kit.cancel')}
          </Button>
          <Button type="submit" size="xs" loading={form.busy}>
            {t('kit.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

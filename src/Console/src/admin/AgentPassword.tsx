import { Button, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { put } from '../api/client';
import type { Agent } from '../api/records';
import { Form } from '../kit/Form';
import { useDescribedForm } from '../kit/useDescribedForm';
import { t } from '../texts/texts';

/** Gives an agent another password. */
export function AgentPassword({ agent }: { agent: Agent }) {
  const [isOpen, setOpen] = useState(false);
  const form = useDescribedForm(() => [{ name: 'password', label: t('agents.newPassword'), kind: 'secret', required: true, help: t('agents.newPasswordHelp') }], {}, false);
  if (!isOpen)
    return (
      <Button variant="default" style={{ alignSelf: 'flex-start' }} onClick={() => setOpen(true)}>
        {t('agents.setPassword')}
      </Button>
    );
  const save = async () => {
    if (!(await form.submit(body => put(`/v1.0/agents/${agent.id}/password`, body)))) return;
    form.reset();
    setOpen(false);
    notifications.show({ message: <Text size="sm">{t('agents.passwordSet')}</Text>, withBorder: true });
  };
  return <Form form={form} onSubmit={save} submit={t('agents.setPassword')} />;
}

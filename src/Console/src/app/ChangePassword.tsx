import { Modal, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { call, renewSession } from '../api/client';
import { Form } from '../kit/Form';
import { useDescribedForm } from '../kit/useDescribedForm';
import { t } from '../texts/texts';
import { useMe } from './me';

/** One's own password. A new one ends every session; this one is signed in anew with it. */
export default function ChangePassword({ onClosed }: { onClosed: () => void }) {
  const { username } = useMe().agent;
  const [isOpen, setOpen] = useState(true);
  const form = useDescribedForm(() => [{ name: 'password', label: t('agents.newPassword'), kind: 'secret', required: true, help: t('app.newPasswordHelp') }], {}, false);
  const save = async () => {
    const change = async ({ password }: Record<string, unknown>) => {
      await call('PUT', '/v1.0/service_agents/me/password', { password }, { renews: true });
      // Where this does not work the new password is asked for, as from anybody.
      await call('POST', '/auth/login', { username, password }, { renews: true }).catch(() => {});
    };
    if (!(await form.submit(body => renewSession(() => change(body))))) return;
    setOpen(false);
    notifications.show({ message: <Text size="sm">{t('agents.passwordSet')}</Text>, withBorder: true });
  };
  return (
    <Modal opened={isOpen} onClose={() => setOpen(false)} onExitTransitionEnd={onClosed} title={t('app.changePassword')} size="sm" closeButtonProps={{ 'aria-label': t('app.close') }}>
      <Form form={form} onSubmit={save} submit={t('agents.setPassword')} />
    </Modal>
  );
}

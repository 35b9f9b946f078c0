import { Alert, Button, type ButtonProps, Group, Modal, Stack, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { explain } from '../api/explain';
import { t } from '../texts/texts';
import { onEscape } from './escape';

interface AskProps {
  opened: boolean;
  title: string;
  /** What will happen, and whether it can be taken back. */
  children: ReactNode;
  /** The word of what is done. */
  yes: string;
  action: () => unknown;
  onClose: () => void;
  /** How high it stands, where it may be asked above another dialog (200). */
  zIndex?: number;
}

/** Asks before something that cannot be taken back. A refusal is shown in it. */
export function Ask({ opened, title, children, yes, action, onClose, zIndex }: AskProps) {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState('');
  const close = () => {
    setFault('');
    onClose();
  };
  const run = async () => {
    setBusy(true);
    setFault('');
    try {
      await action();
      close();
    } catch (e) {
      setFault(explain(e));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened={opened} onClose={close} {...onEscape(close)} title={title} size="sm" zIndex={zIndex} closeButtonProps={{ 'aria-label': t('kit.close') }}>
      <Stack>
        <Text size="sm">{children}</Text>
        {fault && (
          <Alert color="red" variant="light" role="alert">
            {fault}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={close} data-autofocus>
            {t('kit.cancel')}
          </Button>
          <Button color="red.9" loading={busy} onClick={run}>
            {yes}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** A button that asks first; with an icon in place of its word where there are many of them. */
export function AskButton({ label, yes = label, icon, title, children, action, ...button }: Omit<AskProps, 'opened' | 'onClose' | 'yes' | 'zIndex'> & { label: string; yes?: string; icon?: ReactNode } & ButtonProps) {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button {...button} onClick={() => setOpened(true)} aria-label={icon ? label : undefined}>
        {icon ?? label}
      </Button>
      <Ask opened={opened} onClose={() => setOpened(false)} title={title} yes={yes} action={action}>
        {children}
      </Ask>
    </>
  );
}

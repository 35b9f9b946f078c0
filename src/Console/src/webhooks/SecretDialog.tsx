import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { CopyLine } from '../kit/Copy';
import { t } from '../texts/texts';

/** Shows a secret, once: nobody can ask for it again. */
export function SecretDialog({ secret, onClose }: { secret: string; onClose: () => void }) {
  return (
    <Modal opened={secret !== ''} onClose={onClose} title={t('webhooks.secretTitle')} zIndex={300} closeOnClickOutside={false} closeOnEscape={false} withCloseButton={false}>
      <Stack>
        <Text size="sm">{t('webhooks.secretText')}</Text>
        <CopyLine label={t('webhooks.secret')} value={secret} />
        <Group justify="flex-end">
          <Button onClick={onClose}>{t('webhooks.secretKept')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

import { Kbd, Modal, Table } from '@mantine/core';
import { useMe } from '../app/me';
import { t } from '../texts/texts';

const shortcuts = [
  ['j', 'next'],
  ['k', 'previous'],
  ['/', 'search'],
  ['r', 'reply'],
  ['a', 'assign'],
  ['e', 'close'],
  ['Esc', 'back'],
  ['?', 'help'],
] as const;

/** The keys that do something, for who asks. */
export function HelpDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { isAdmin, customer } = useMe();
  return (
    <Modal opened={isOpen} onClose={onClose} title={t('app.shortcuts')} closeButtonProps={{ 'aria-label': t('app.close') }}>
      <Table verticalSpacing="xs">
        <Table.Tbody>
          {shortcuts.filter(([, does]) => isAdmin || customer.agent_pickup || does !== 'assign').map(([key, does]) => (
            <Table.Tr key={key}>
              <Table.Td w={120}><Kbd>{key}</Kbd></Table.Td>
              <Table.Td>{t(does === 'assign' && !isAdmin ? 'conversation.take' : `keys.${does}`)}</Table.Td>
            </Table.Tr>
          ))}
          <Table.Tr>
            <Table.Td><Kbd>Enter</Kbd></Table.Td>
            <Table.Td>{t('keys.send')}</Table.Td>
          </Table.Tr>
          <Table.Tr>
            <Table.Td style={{ whiteSpace: 'nowrap' }}><Kbd>Shift</Kbd> <Kbd>Enter</Kbd></Table.Td>
            <Table.Td>{t('keys.line')}</Table.Td>
          </Table.Tr>
        </Table.Tbody>
      </Table>
    </Modal>
  );
}

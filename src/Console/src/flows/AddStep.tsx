import { ActionIcon, Button, Menu, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { t } from '../texts/texts';
import { helpOf, kinds, titleOf } from './kinds';

interface Props {
  /** Small, between two steps. */
  between?: boolean;
  label: string;
  onAdd: (type: string) => void;
}

/** A choice among all types of steps. */
export function AddStep({ between, label, onAdd }: Props) {
  return (
    <Menu width={320} position="bottom" withinPortal returnFocus={false}>
      <Menu.Target>
        {between ? (
          <ActionIcon variant="subtle" color="gray" size={24} aria-label={label} title={label}>
            <IconPlus size={14} />
          </ActionIcon>
        ) : (
          <Button variant="default" leftSection={<IconPlus size={16} />}>
            {label}
          </Button>
        )}
      </Menu.Target>
      <Menu.Dropdown mah={420} style={{ overflowY: 'auto' }}>
        <Menu.Label>{t('flows.addWhat')}</Menu.Label>
        {Object.entries(kinds).map(([type, { icon: Icon }]) => (
          <Menu.Item key={type} leftSection={<Icon size={18} stroke={1.6} />} onClick={() => onAdd(type)}>
            <Text size="sm">{titleOf(type)}</Text>
            <Text size="xs" c="dimmed">
              {helpOf(type)}
            </Text>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

import { Button, Code, CopyButton, Group, Input, TextInput } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { t } from '../texts/texts';

const Button_ = ({ value, label }: { value: string; label: string }) => (
  <CopyButton value={value} timeout={2000}>
    {({ copied, copy }) => (
      <Button variant="default" onClick={copy} leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />} aria-label={`${copied ? t('kit.copied') : t('kit.copy')}: ${label}`}>
        <span aria-live="polite">{copied ? t('kit.copied') : t('kit.copy')}</span>
      </Button>
    )}
  </CopyButton>
);

/** A line that is there to be copied. */
export const CopyLine = ({ label, value, help }: { label: string; value: string; help?: string }) => (
  <Group align="flex-end" gap="xs" wrap="nowrap">
    <TextInput label={label} description={help} value={value} readOnly flex={1} onFocus={event => event.currentTarget.select()} styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }} />
    <Button_ value={value} label={label} />
  </Group>
);

/** Several lines that are there to be copied. */
export const CopyBlock = ({ label, value, help }: { label: string; value: string; help?: string }) => (
  <Input.Wrapper label={label} description={help} labelElement="div">
    <Code block mt={6} mb="xs" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
      {value}
    </Code>
    <Button_ value={value} label={label} />
  </Input.Wrapper>
);

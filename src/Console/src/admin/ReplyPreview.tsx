import { Text } from '@mantine/core';
import { useMe } from '../app/me';
import { t } from '../texts/texts';
import classes from './ReplyPreview.module.css';

/** How a canned reply reads to somebody: the server fills it in likewise, in one pass, and what it does not know stays empty. */
export function ReplyPreview({ text }: { text: string }) {
  const { agent, customer } = useMe();
  const values: Record<string, string> = { 'peer.name': t('replies.samplePeer'), 'peer.target': '+15550199001', 'agent.name': agent.name, 'customer.name': customer.name };
  const unknown = new Set<string>();
  const filled = text.replace(/\$\{([^}]*)\}/g, (_, inside: string) => {
    const [name = '', otherwise = ''] = inside.split(/\|(.*)/s).map(part => part.trim());
    if (!(name in values)) unknown.add(name);
    return values[name] || otherwise;
  });
  return (
    <figure className={classes.figure} aria-label={t('replies.preview')}>
      <Text size="sm" fw={600} mb={6} aria-hidden>
        {t('replies.preview')}
      </Text>
      <div className={classes.page}>
        <div className={classes.bubble}>{filled || <Text span inherit c="dimmed">{t('replies.previewEmpty')}</Text>}</div>
      </div>
      <Text component="figcaption" size="xs" c={unknown.size > 0 ? 'var(--mantine-color-error)' : 'dimmed'} mt={6} aria-live="polite">
        {unknown.size > 0 ? t('replies.unknown', { names: [...unknown].map(name => `\${${name}}`).join(', ') }) : t('replies.previewHelp', { name: values['peer.name']! })}
      </Text>
    </figure>
  );
}

import { Button, Text } from '@mantine/core';
import { IconClock } from '@tabler/icons-react';
import { explain } from '../api/explain';
import { useMe } from '../app/me';
import { t } from '../texts/texts';
import classes from './Bubble.module.css';
import { putBack } from './drafts';
import { MediaView } from './MediaView';
import { discard, type Pending, retry } from './outbox';
import { Words } from './Words';

/** A message on its way to the server. */
export function PendingBubble({ entry }: { entry: Pending }) {
  const { agent } = useMe();
  const failed = entry.state === 'failed';
  const edit = () => {
    putBack(agent.id, entry.conversationId, entry.text);
    discard(entry);
  };
  return (
    <div className={classes.group} data-ours>
      <div className={classes.one} data-failed={failed || undefined}>
        <div className={`${classes.bubble} ${failed ? '' : classes.pending}`}>
          {entry.medias.map(media => <MediaView key={media.id} media={media} conversationId={entry.conversationId} />)}
          {entry.text && <Words text={entry.text} />}
          <span className={classes.foot}>
            {!failed && <IconClock size={14} role="img" aria-label={t('conversation.sending')} />}
          </span>
        </div>
        {entry.state !== 'sending' && (
          <div className={classes.failed} role="status">
            <Text size="xs" c={failed ? 'var(--mantine-color-error)' : 'dimmed'}>{failed && entry.error ? explain(entry.error) : failed ? t('conversation.notSent') : t('conversation.waiting')}</Text>
            <Button size="compact-xs" variant="subtle" onClick={() => retry(entry)}>{t('app.again')}</Button>
            {failed && entry.text && <Button size="compact-xs" variant="subtle" onClick={edit}>{t('conversation.edit')}</Button>}
            <Button size="compact-xs" variant="subtle" color="gray" onClick={() => discard(entry)}>{t('conversation.discard')}</Button>
          </div>
        )}
      </div>
    </div>
  );
}

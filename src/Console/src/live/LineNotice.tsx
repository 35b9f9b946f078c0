import { Group, Loader, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { t } from '../texts/texts';
import classes from './LineNotice.module.css';
import { useLineState } from './LiveProvider';

/** Says when the line to the server is down for more than a moment; it comes back by itself. */
export function LineNotice() {
  const state = useLineState();
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(state !== 'live'), state === 'live' ? 0 : 700);
    return () => clearTimeout(timer);
  }, [state]);
  return (
    <div role="status" aria-live="polite" className={classes.place}>
      {shown && (
        <Group gap="xs" className={classes.notice}>
          <Loader size={14} color="currentColor" aria-hidden />
          <Text size="sm">{t('app.reconnecting')}</Text>
        </Group>
      )}
    </div>
  );
}

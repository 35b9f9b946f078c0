import { useEffect, useState } from 'react';
import { t } from '../texts/texts';
import { Ask } from './Ask';
import { letGo, whenLeaving } from './unsaved';

/** Asks whether what is not saved may be thrown away. */
export function AskToLeave() {
  const [go, setGo] = useState<() => unknown>();
  useEffect(() => whenLeaving(go => setGo(() => go)), []);
  const discard = () => {
    letGo();
    go?.();
  };
  return (
    <Ask opened={go !== undefined} title={t('kit.discardTitle')} yes={t('kit.discard')} action={discard} onClose={() => setGo(undefined)} zIndex={250}>
      {t('kit.discardText')}
    </Ask>
  );
}

import { notifications, useNotifications } from '@mantine/notifications';
import { useEffect, useRef } from 'react';

const usual = 4000;

/** Lets a notice go after twice its time even where the mouse rests on it: it may have come up beneath it, over what was just pressed. */
export function EndOfNotices() {
  const { notifications: shown } = useNotifications();
  const ends = useRef(new Map<string, ReturnType<typeof setTimeout>>()).current;
  useEffect(() => {
    for (const { id, autoClose } of shown)
      if (id && autoClose !== false && !ends.has(id)) ends.set(id, setTimeout(() => notifications.hide(id), 2 * (typeof autoClose === 'number' ? autoClose : usual)));
    for (const [id, end] of ends) if (!shown.some(notice => notice.id === id)) ends.delete(id), clearTimeout(end);
  }, [shown, ends]);
  return null;
}

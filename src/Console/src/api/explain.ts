import { notifications } from '@mantine/notifications';
import { isText, t } from '../texts/texts';
import { ApiError } from './client';

/** What went wrong, in words for a person: ours where we have some for it, else the server's. */
export function explain(error: unknown): string {
  if (!(error instanceof ApiError)) return t('errors.UNEXPECTED');
  const key = `errors.${error.reason}`;
  if (!isText(key)) return error.message; // which names the fields itself
  const text = t(key);
  return error.fields.length > 0 ? `${text} ${error.fields.map(fault => (fault.message ? `${fault.field}: ${fault.message}` : fault.field)).join('; ')}` : text;
}

/** Says it in a corner. */
export function complain(error: unknown) {
  if (error instanceof ApiError && error.status === 401) return;
  notifications.show({ color: 'red', message: explain(error), autoClose: 8000, withBorder: true });
}

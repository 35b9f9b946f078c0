import { ApiError, post, put } from '../api/client';
import type { Field, Values } from '../kit/fields';
import { t } from '../texts/texts';
import { type Endpoint, endpointsPath, eventTypes } from './records';

/** The form of an endpoint. */
export const fieldsOf = (item: Endpoint | undefined): Field[] => [
  { name: 'uri', label: t('webhooks.uri'), kind: 'text', required: true, placeholder: 'https://example.com/hook', help: t('webhooks.uriHelp') },
  { name: 'method', label: t('webhooks.method'), kind: 'choice', required: true, choices: ['POST', 'GET', 'PUT', 'DELETE'].map(method => ({ value: method, label: method })) },
  { name: 'event_types', label: t('webhooks.events'), kind: 'many', help: t('webhooks.eventsHelp'), choices: [...new Set([...eventTypes, ...(item?.event_types ?? [])])].map(type => ({ value: type, label: type })) },
  { name: 'rate_limit', label: t('webhooks.rate'), kind: 'number', min: 0, max: 10_000, help: t('webhooks.rateHelp') },
  { name: 'headers', label: t('webhooks.headers'), kind: 'area', placeholder: 'Authorization: Bearer …', help: t('webhooks.headersHelp') },
  ...(item ? [] : [{ name: 'secret', label: t('webhooks.secret'), kind: 'secret', help: t('webhooks.secretHelp') } as Field]),
  { name: 'enabled', label: t('webhooks.enabled'), kind: 'flag', help: t('webhooks.enabledHelp') },
];

/** What its form begins with: headers as lines. */
export const valuesOf = (item: Endpoint | undefined): Values =>
  item ? { ...item, headers: Object.entries(item.headers).map(([name, value]) => `${name}: ${value}`).join('\n') } : { method: 'POST', enabled: true, rate_limit: 0, event_types: [], headers: '' };

/** Makes or changes it. */
export async function saveEndpoint(values: Values, item: Endpoint | undefined): Promise<Endpoint> {
  const body = { ...values, rate_limit: values.rate_limit ?? 0, headers: headersOf(values.headers as string) };
  try {
    return await (item ? put<Endpoint>(`${endpointsPath}/${item.id}`, body) : post<Endpoint>(endpointsPath, body));
  } catch (e) {
    throw e instanceof ApiError ? named(e) : e;
  }
}

/** Headers share a field, so a fault of one names it. */
function named(error: ApiError) {
  const words = (field: string, message: string) => message || error.message.replace(`${field}: `, '');
  const fields = error.fields.map(({ field, message }) => (field.startsWith('headers.') ? { field: 'headers', message: `${field.slice(8)}: ${words(field, message)}` } : { field, message }));
  return new ApiError(error.status, error.reason, error.message, fields);
}

function headersOf(lines: string): Record<string, string> {
  const headers = lines.split('\n').filter(line => line.trim() !== '').map(line => [line.split(':', 1)[0]!.trim(), line.slice(line.indexOf(':') + 1).trim(), line.includes(':')] as const);
  const wrong = headers.find(([name, , isHeader]) => !isHeader || name === '');
  if (wrong) throw new ApiError(400, 'INVALID_ARGUMENT', '', [{ field: 'headers', message: t('webhooks.headersFault', { line: wrong[0] }) }]);
  return Object.fromEntries(headers.map(([name, value]) => [name, value]));
}

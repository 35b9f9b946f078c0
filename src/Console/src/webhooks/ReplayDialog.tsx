import { Modal, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { post } from '../api/client';
import { wireTime } from '../api/times';
import type { Field, Values } from '../kit/fields';
import { Form } from '../kit/Form';
import { useDescribedForm } from '../kit/useDescribedForm';
import { refreshLists } from '../kit/useList';
import { t } from '../texts/texts';
import { deliveriesPath, statuses } from './records';
import type { Filter } from './useDeliveries';

interface Props {
  filter: Filter;
  /** Endpoints by id. */
  names: Map<string, string>;
  onClose: () => void;
}

/** Has many deliveries sent again, in the background. */
export const ReplayDialog = ({ opened, ...props }: Props & { opened: boolean }) => (
  <Modal opened={opened} onClose={props.onClose} title={t('webhooks.replayMany')} closeButtonProps={{ 'aria-label': t('kit.close') }}>
    <Body {...props} />
  </Modal>
);

function Body({ filter, names, onClose }: Props) {
  const client = useQueryClient();
  const fields: Field[] = [
    { name: 'endpoint_id', label: t('webhooks.f_endpoint_id'), kind: 'choice', choices: [...names].map(([value, label]) => ({ value, label })), help: t('webhooks.allEndpoints') },
    { name: 'status', label: t('webhooks.f_status'), kind: 'choice', required: true, choices: statuses.map(status => ({ value: status, label: t(`webhooks.s_${status}`) })) },
    { name: 'after', label: t('webhooks.after'), kind: 'moment', help: t('webhooks.afterHelp') },
    { name: 'before', label: t('webhooks.before'), kind: 'moment', help: t('webhooks.beforeHelp') },
  ];
  const form = useDescribedForm(() => fields, { endpoint_id: filter.endpoint_id ?? null, status: filter.status ?? 'failed' }, false);
  const send = async (values: Values) => {
    await post(`${deliveriesPath}/replay`, { ...values, after: moment(values.after), before: moment(values.before) });
    notifications.show({ message: t('webhooks.replayed'), withBorder: true });
    await refreshLists(client, deliveriesPath);
    onClose();
  };
  return (
    <>
      <Text size="sm" c="dimmed" mb="md">
        {t('webhooks.replayHelp')}
      </Text>
      <Form form={form} submit={t('webhooks.replay')} onSubmit={() => form.submit(send)} />
    </>
  );
}

/** A moment in the time of the place, as the API takes it. */
const moment = (text: unknown) => (text ? wireTime(new Date(text as string)) : undefined);

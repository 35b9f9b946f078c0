import { Code, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { get } from '../api/client';
import { Failed, Waiting } from '../kit/states';
import { t } from '../texts/texts';
import classes from './flows.module.css';
import type { Activeflow } from './records';
import { runKey } from './runsData';

const reserved = 'voipbin.';
const longest = 500;

/** What a run knows, or knew at its end: what it was told and has found out, then what it knew from the start. */
export function RunVariables({ run }: { run: Activeflow }) {
  const { data, error, refetch } = useQuery({
    queryKey: [...runKey(run.id), run.status, run.tm_update],
    queryFn: ({ signal }) => get<Activeflow>(`/v1.0/activeflows/${run.id}`, undefined, signal),
  });
  if (!data) return error ? <Failed error={error} retry={refetch} /> : <Waiting rows={2} />;
  const all = Object.entries(data.variables ?? {});
  const own = all.filter(([name]) => !name.startsWith(reserved));
  return (
    <>
      {own.length > 0 && <Variables title={t('flows.runVariables')} rows={own} />}
      <details>
        <Text component="summary" size="sm" className={classes.summary}>
          {t('flows.startVariables')}
        </Text>
        <Variables title={t('flows.startVariables')} rows={all.filter(([name]) => name.startsWith(reserved))} />
      </details>
    </>
  );
}

const Variables = ({ title, rows }: { title: string; rows: [string, string][] }) => (
  <Table verticalSpacing={4} horizontalSpacing={6} layout="fixed" fz="sm" aria-label={title}>
    <Table.Thead>
      <Table.Tr>
        <Table.Th>{t('flows.tryName')}</Table.Th>
        <Table.Th>{t('flows.tryValue')}</Table.Th>
      </Table.Tr>
    </Table.Thead>
    <Table.Tbody>
      {rows.map(([name, value]) => (
        <Table.Tr key={name} className={classes.variable}>
          <Table.Td>
            <Code>{name}</Code>
          </Table.Td>
          <Table.Td>{value.length > longest ? `${value.slice(0, longest)} …` : value}</Table.Td>
        </Table.Tr>
      ))}
    </Table.Tbody>
  </Table>
);

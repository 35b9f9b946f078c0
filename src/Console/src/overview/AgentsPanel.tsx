import { Button, Group, Table, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { StatusDot } from '../app/StatusDot';
import kit from '../kit/kit.module.css';
import { Panel } from '../kit/Panel';
import { t } from '../texts/texts';
import { counted, lasting, whole } from './format';
import classes from './overview.module.css';
import type { AgentLoad } from './records';

const few = 8;

/** Who has how much open, and what each answered: the most loaded first. */
export function AgentsPanel({ agents }: { agents: AgentLoad[] }) {
  const [isAll, showAll] = useState(false);
  const sorted = [...agents].sort((a, b) => b.open.count - a.open.count || b.answers - a.answers || nameOf(a).localeCompare(nameOf(b)));
  const most = Math.max(1, ...agents.map(agent => agent.open.count));
  return (
    <Panel labelledBy="agents">
      <Title order={2} size="h4" id="agents" mb="xs">
        {t('overview.agents')}
      </Title>
      <Table verticalSpacing="xs" horizontalSpacing="xs" className={classes.agents} aria-labelledby="agents">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('overview.agent')}</Table.Th>
            <Table.Th w="30%">{t('overview.open')}</Table.Th>
            <Table.Th ta="right" className={kit.wide}>{t('overview.answers')}</Table.Th>
            <Table.Th ta="right">{t('overview.firstResponse')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {(isAll ? sorted : sorted.slice(0, few)).map(agent => (
            <Table.Tr key={agent.id}>
              <Table.Td>
                <Group gap={8} wrap="nowrap">
                  <StatusDot status={agent.status} />
                  <div>
                    <Link href={`/inbox?tab=all&owner=${agent.id}`}>{nameOf(agent)}</Link>
                    <Text size="xs" c="dimmed">{agent.status && t(`status.${agent.status}`)}</Text>
                  </div>
                </Group>
              </Table.Td>
              <Table.Td>
                <div className={classes.load}>
                  <span>{counted(agent.open)}</span>
                  <div className={classes.track}>
                    <div className={classes.fill} style={{ width: `${(agent.open.count / most) * 100}%` }} />
                  </div>
                </div>
              </Table.Td>
              <Table.Td ta="right" className={kit.wide}>{whole(agent.answers)}</Table.Td>
              <Table.Td ta="right">{agent.median_seconds === null ? '–' : lasting(agent.median_seconds, 'narrow')}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {!isAll && sorted.length > few && (
        <Button variant="subtle" size="compact-sm" mt="xs" onClick={() => showAll(true)}>
          {t('overview.allAgents', { n: whole(sorted.length) })}
        </Button>
      )}
    </Panel>
  );
}

const nameOf = (agent: AgentLoad) => agent.name || agent.username;

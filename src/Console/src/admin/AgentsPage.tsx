import { Badge, Group, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { post, put } from '../api/client';
import { keys } from '../api/keys';
import type { Agent, AgentStatus, Tag } from '../api/records';
import { useAgents } from '../api/useAgents';
import { useMe } from '../app/me';
import { StatusDot } from '../app/StatusDot';
import type { Choice, Field, Values } from '../kit/fields';
import type { Resource } from '../kit/resource';
import { ResourcePage } from '../kit/ResourcePage';
import { useAll } from '../kit/useList';
import { t, type TextKey } from '../texts/texts';
import { AgentPassword } from './AgentPassword';

type AgentRecord = Agent & { detail: string };

const path = '/v1.0/agents';
const words = { 16: 'agent', 32: 'admin', 64: 'manager' } as const;
const bits = Object.keys(words).map(Number);
const known = bits.reduce((all, bit) => all | bit, 0);
const statuses = ['available', 'away', 'busy', 'offline'];
const wordOf = (bit: number) => t(`agents.may_${words[bit as keyof typeof words]}` as TextKey);
const bitsOf = (permission: number) => bits.filter(bit => permission & bit);

/** The people who answer, and what each may do. */
export default function AgentsPage() {
  const me = useMe();
  const client = useQueryClient();
  const tags = useAll<Tag>('/v1.0/tags');
  const { agents } = useAgents(); // kept up by events
  const statusOf = (agent: Agent) => agents?.find(known => known.id === agent.id)?.status ?? agent.status;
  const choices: Record<'permission' | 'status' | 'tags', Choice[]> = {
    permission: bits.map(bit => ({ value: String(bit), label: wordOf(bit) })),
    status: statuses.map(status => ({ value: status, label: t(`status.${status}` as TextKey) })),
    tags: (tags ?? []).map(tag => ({ value: tag.id, label: tag.name })),
  };

  const resource: Resource<AgentRecord> = {
    path,
    base: '/admin/agents',
    title: t('agents.title'),
    intro: t('agents.intro'),
    add: t('agents.add'),
    empty: { title: t('agents.emptyTitle'), text: t('agents.emptyText') },
    columns: [
      { title: t('fields.name'), cell: agent => agent.name || agent.username },
      { title: t('app.username'), cell: agent => agent.username, wide: true },
      { title: t('agents.may'), cell: agent => <Rights permission={agent.permission} />, wide: true },
      { title: t('agents.status'), width: 150, cell: agent => <Status status={statusOf(agent)} /> },
    ],
    fields: agent => [
      { name: 'username', label: t('app.username'), kind: 'text', required: true, fixed: true, help: agent ? undefined : t('agents.usernameHelp') },
      ...(agent ? [] : [{ name: 'password', label: t('app.password'), kind: 'secret', required: true, help: t('agents.passwordHelp') } satisfies Field]),
      { name: 'name', label: t('fields.name'), kind: 'text' },
      { name: 'permission', label: t('agents.may'), kind: 'many', choices: choices.permission, help: t('agents.mayHelp') },
      ...(agent ? [{ name: 'status', label: t('agents.status'), kind: 'choice', required: true, choices: choices.status } satisfies Field] : []),
      { name: 'tag_ids', label: t('agents.tags'), kind: 'many', choices: choices.tags },
      { name: 'detail', label: t('fields.detail'), kind: 'area' },
    ],
    values: agent => ({ ...(agent ?? {}), permission: bitsOf(agent?.permission ?? 16).map(String) }),
    nameOf: agent => agent.name || agent.username,
    onDelete: agent => t(agent.id === me.agent.id ? 'agents.onDeleteMe' : 'agents.onDelete'),
    save: async (body, agent) => {
      const given = (body.permission as string[]).reduce((all, bit) => all | Number(bit), (agent?.permission ?? 0) & ~known);
      const saved = agent ? await change(agent, body, given) : await post<AgentRecord>(path, { ...body, permission: given });
      await client.invalidateQueries({ queryKey: keys.agents });
      if (saved.id === me.agent.id) await client.invalidateQueries({ queryKey: keys.me });
      return saved;
    },
    more: agent => <AgentPassword key={agent.id} agent={agent} />,
  };
  return <ResourcePage resource={resource} />;
}

/** Each part of an agent has a route of its own; only what was changed is written, rights last, as they may be refused. */
async function change(agent: AgentRecord, body: Values, permission: number) {
  const at = `${path}/${agent.id}`;
  let saved = await put<AgentRecord>(at, { name: body.name, detail: body.detail });
  if (body.status !== agent.status) saved = await put(`${at}/status`, { status: body.status });
  if (String(body.tag_ids) !== String(agent.tag_ids)) saved = await put(`${at}/tag_ids`, { tag_ids: body.tag_ids });
  if (permission !== agent.permission) saved = await put(`${at}/permission`, { permission });
  return saved;
}

const Rights = ({ permission }: { permission: number }) => (
  <Group gap={4}>
    {bitsOf(permission).map(bit => (
      <Badge key={bit} variant="light" tt="none" c="var(--mantine-color-text)">
        {wordOf(bit)}
      </Badge>
    ))}
  </Group>
);

const Status = ({ status }: { status: AgentStatus }) => (
  <Group gap={8} wrap="nowrap">
    <StatusDot status={status} />
    <Text size="sm">{status && t(`status.${status}`)}</Text>
  </Group>
);

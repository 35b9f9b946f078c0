import { Text, Title } from '@mantine/core';
import { Link } from 'wouter';
import { fullTime, when } from '../api/times';
import { useAgents } from '../api/useAgents';
import { channelName, Peer, titleOf } from '../inbox/looks';
import { Panel } from '../kit/Panel';
import { Empty } from '../kit/states';
import { t } from '../texts/texts';
import { counted, lasting } from './format';
import classes from './overview.module.css';
import type { Overview } from './records';
import { since } from './Tiles';

/** Who waits for a person, longest first; each leads to its conversation. */
export function WaitingPanel({ waiting }: { waiting: Overview['waiting'] }) {
  const { nameOf } = useAgents();
  const rest = waiting.count - waiting.conversations.length;
  return (
    <Panel labelledBy="waiting">
      <Title order={2} size="h4" id="waiting" mb="xs">
        {t('overview.waitingTitle')}
      </Title>
      {waiting.conversations.length === 0 ? (
        <Empty title={t('overview.nobodyWaits')} text={t('overview.nobodyWaitsText')} />
      ) : (
        <ul className={classes.list}>
          {waiting.conversations.map(conversation => (
            <li key={conversation.id}>
              <Link href={`/inbox/${conversation.id}`}>
                <Peer conversation={conversation} size={36} />
                <span className={classes.who}>
                  <Text truncate fw={600} size="sm">
                    {titleOf(conversation)}
                  </Text>
                  <Text truncate size="xs" c="dimmed">
                    {channelName(conversation.type)} · {nameOf(conversation.owner_id) ?? t('inbox.unassigned')}
                  </Text>
                </span>
                <time className={classes.since} dateTime={when(conversation.tm_waiting)!.toISOString()} title={fullTime(when(conversation.tm_waiting)!)}>
                  {lasting(since(conversation.tm_waiting), 'narrow')}
                </time>
              </Link>
            </li>
          ))}
        </ul>
      )}
      {rest > 0 && (
        <Text size="sm" c="dimmed" mt="xs">
          {t('overview.moreWait', { n: counted({ count: rest, is_more: waiting.is_more }) })}
        </Text>
      )}
    </Panel>
  );
}

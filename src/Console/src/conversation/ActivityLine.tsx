import { Tooltip } from '@mantine/core';
import { IconArchive, IconClock, IconRotate, IconSitemap, IconTag, IconUser } from '@tabler/icons-react';
import { memo } from 'react';
import { Link } from 'wouter';
import type { Activity, Named } from '../api/records';
import { clockTime, fullTime, shortMoment, when } from '../api/times';
import { useAgents } from '../api/useAgents';
import { useLanguage } from '../app/language';
import { useMe } from '../app/me';
import { isText, t } from '../texts/texts';
import classes from './ActivityLine.module.css';

const icons = { assigned: IconUser, taken: IconUser, unassigned: IconUser, closed: IconArchive, snoozed: IconClock, reopened: IconRotate, labels_changed: IconTag, activeflow: IconSitemap };

/** A line between what was said: who did what with the conversation, or which flow ran in it. */
export const ActivityLine = memo(function ActivityLine({ activity }: { activity: Activity }) {
  useLanguage();
  const me = useMe();
  const { nameOf } = useAgents();
  const Icon = icons[activity.type];
  const at = when(activity.tm_create);
  const end = when(activity.data.tm_end);
  const text = words(activity, who => who.name || nameOf(who.id) || t('conversation.somebody'));
  return (
    <p className={classes.line} data-failed={activity.data.failed || undefined}>
      <Icon size={13} aria-hidden />
      {activity.type === 'activeflow' && me.isAdmin ? <Link href={`/flows/${activity.data.flow_id}?run=${activity.id}`}>{text}</Link> : text}{' '}
      {at && (
        <span className={classes.time}>
          · <Tooltip label={end ? `${fullTime(at)} – ${fullTime(end)}` : fullTime(at)}><time dateTime={at.toISOString()}>{clockTime(at)}</time></Tooltip>
        </span>
      )}
    </p>
  );
});

/** Whether there are words for it: a newer server may tell of more. */
export const isKnown = (activity: Activity) => activity.type in icons;

function words({ type, by, data }: Activity, nameOf: (who: Named) => string): string {
  const until = when(data.snoozed_until);
  const places = {
    by: by.kind === 'system' ? '' : nameOf(by),
    from: data.from ? nameOf(data.from) : '',
    to: data.to ? nameOf(data.to) : '',
    added: data.added ? list(data.added) : '',
    removed: data.removed ? list(data.removed) : '',
    time: until ? shortMoment(until) : '',
    flow: data.flow_name || t('flows.nameless'),
  };
  const isFree = !data.from || /^0{8}-/.test(data.from.id);
  switch (type) {
    case 'assigned':
      return t(isFree ? 'activity.assigned' : 'activity.handedOn', places);
    case 'taken':
      return t(isFree ? 'activity.taken' : 'activity.takenOver', places);
    case 'unassigned':
      return t(data.cause ? 'activity.agentDeleted' : data.from?.id === by.id ? 'activity.handedBack' : 'activity.unassigned', places);
    case 'reopened': {
      const key = `activity.reopened_${data.cause}`;
      return t(isText(key) ? key : 'activity.reopened', places);
    }
    case 'labels_changed':
      return t(data.cause ? 'activity.labelDeleted' : !places.removed ? 'activity.labelled' : !places.added ? 'activity.unlabelled' : 'activity.relabelled', places);
    case 'activeflow':
      return t(data.failed ? 'activity.runFailed' : data.status === 'running' ? 'activity.running' : 'activity.ran', places);
    default:
      return t(`activity.${type}`, places);
  }
}

const list = (things: Named[]) => things.map(thing => thing.name).join(', ');

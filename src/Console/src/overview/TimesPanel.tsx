import { Text, Title } from '@mantine/core';
import { Panel } from '../kit/Panel';
import { t } from '../texts/texts';
import { lasting, percent, whole } from './format';
import classes from './overview.module.css';
import type { Times } from './records';

/** Where one length that is shown ends and the next begins, in seconds: every one of them is a bound of the server's. */
const bounds = [60, 300, 1200, 3600, 28_800, 86_400];

/** How long something took: each length as a bar with its number, which is a table as well. */
export function TimesPanel({ id, title, intro, times }: { id: string; title: string; intro: string; times: Times }) {
  const lengths = [0, ...bounds].map((from, index) => ({
    from,
    to: bounds[index],
    count: times.distribution.filter(({ below_seconds }) => (below_seconds ?? Infinity) > from && (below_seconds ?? Infinity) <= (bounds[index] ?? Infinity)).reduce((sum, { count }) => sum + count, 0),
  }));
  const most = Math.max(1, ...lengths.map(({ count }) => count));
  return (
    <Panel labelledBy={id}>
      <Title order={2} size="h4" id={id}>
        {title}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {intro}
      </Text>
      <table className={classes.lengths} aria-labelledby={id}>
        <tbody>
          {lengths.map(({ from, to, count }) => (
            <tr key={from}>
              <th scope="row">{from === 0 ? t('overview.below', { to: lasting(to!) }) : to ? t('overview.between', { from: lasting(from), to: lasting(to) }) : t('overview.above', { from: lasting(from) })}</th>
              <td>
                <div className={classes.track}>
                  <div className={classes.fill} style={{ width: `${(count / most) * 100}%` }} />
                </div>
              </td>
              <td>{whole(count)}</td>
              <td>{percent(count, times.count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

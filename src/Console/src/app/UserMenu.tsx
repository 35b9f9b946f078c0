import { Avatar, Indicator, Menu, UnstyledButton, VisuallyHidden, useMantineColorScheme } from '@mantine/core';
import { IconCheck, IconDeviceDesktop, IconKeyboard, IconLanguage, IconLock, IconLogout, IconMoon, IconSun } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, use, useState } from 'react';
import { post, put } from '../api/client';
import { complain } from '../api/explain';
import { keys } from '../api/keys';
import type { Agent, AgentStatus } from '../api/records';
import { dropDrafts } from '../conversation/drafts';
import { countPending, dropPending } from '../conversation/outbox';
import { type Language, language, languages, t, type TextKey } from '../texts/texts';
import { LanguageContext } from './language';
import { useMe } from './me';
import { leave } from './presence';
import { statusColor, StatusDot } from './StatusDot';

const ChangePassword = lazy(() => import('./ChangePassword'));

const statuses: AgentStatus[] = ['available', 'away', 'busy', 'offline'];
const schemes = [
  ['auto', IconDeviceDesktop],
  ['light', IconSun],
  ['dark', IconMoon],
] as const;

/** Who I am: my status, the looks, the language, the way out. */
export function UserMenu() {
  const { agent } = useMe();
  const client = useQueryClient();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { speak } = use(LanguageContext);
  const [changes, setChanges] = useState(false);

  const setStatus = (status: AgentStatus) =>
    put<Agent>('/v1.0/service_agents/me/status', { status }).then(changed => client.setQueryData(keys.me, changed)).catch(complain);
  const signOut = async () => {
    if (countPending(agent.id) > 0 && !confirm(t('app.signOutUnsent'))) return;
    await leave(agent).catch(() => {});
    try {
      await post('/auth/logout');
    } catch (e) {
      return complain(e);
    }
    dropDrafts(agent.id);
    dropPending(agent.id);
    client.clear();
    location.assign('/');
  };
  const chosen = (is: boolean) => (is ? <IconCheck size={14} aria-hidden /> : undefined);

  return (
    <Menu position="right-end" width={230} withinPortal>
      {changes && <Suspense><ChangePassword onClosed={() => setChanges(false)} /></Suspense>}
      <Menu.Target>
        <UnstyledButton>
          <VisuallyHidden>{t('app.menuOf', { name: agent.name || agent.username })}</VisuallyHidden>
          <Indicator aria-hidden color={statusColor(agent.status)} size={12} offset={5} position="bottom-end" withBorder>
            <Avatar name={agent.name || agent.username} color="calm" radius="xl" size={38} alt="" />
          </Indicator>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown mah="80vh" style={{ overflowY: 'auto' }}>
        <Menu.Label>{agent.name || agent.username}</Menu.Label>
        {statuses.map(status => (
          <Menu.Item key={status} leftSection={<StatusDot status={status} />} rightSection={chosen(agent.status === status)} onClick={() => setStatus(status)}>
            {t(`status.${status}` as TextKey)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Label>{t('app.looks')}</Menu.Label>
        {schemes.map(([scheme, Icon]) => (
          <Menu.Item key={scheme} leftSection={<Icon size={16} />} rightSection={chosen(colorScheme === scheme)} onClick={() => setColorScheme(scheme)}>
            {t(`app.looks_${scheme}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Label>{t('app.language')}</Menu.Label>
        {(Object.keys(languages) as Language[]).map(tag => (
          <Menu.Item key={tag} lang={tag} leftSection={<IconLanguage size={16} />} rightSection={chosen(language() === tag)} onClick={() => speak(tag)}>
            {languages[tag]}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconKeyboard size={16} />} onClick={() => dispatchEvent(new Event('help'))}>
          {t('app.shortcuts')}
        </Menu.Item>
        <Menu.Item leftSection={<IconLock size={16} />} onClick={() => setChanges(true)}>
          {t('app.changePassword')}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={signOut}>
          {t('app.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

import { ActionIcon, CloseButton, Group, Indicator, Popover, Select, Stack, Tabs, TextInput, VisuallyHidden } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconFilter, IconSearch } from '@tabler/icons-react';
import { type RefObject, useEffect, useState } from 'react';
import { channels, type ChannelType, type ConversationState } from '../api/records';
import { useAgents } from '../api/useAgents';
import { useTags } from '../api/useTags';
import { useMe } from '../app/me';
import { t } from '../texts/texts';
import { ConversationList } from './ConversationList';
import { type Filter, type Tab, tabsOf } from './filter';
import classes from './ListPane.module.css';
import { channelName } from './looks';
import { UnreadCount } from './UnreadCount';
import type { useList } from './useList';

interface Props {
  filter: Filter;
  setFilter: (change: Partial<Filter>) => void;
  list: ReturnType<typeof useList>;
  chosen: string | undefined;
  hrefOf: (id: string) => string;
  search: RefObject<HTMLInputElement | null>;
}

/** The list of conversations under its tabs, its search and its filters. */
export function ListPane({ filter, setFilter, list, chosen, hrefOf, search }: Props) {
  const me = useMe();
  const tabs = tabsOf(me);
  return (
    <section className={classes.pane} aria-label={t('inbox.list')}>
      <VisuallyHidden component="h1">{t('app.inbox')}</VisuallyHidden>
      {tabs.length > 1 && (
        <Tabs value={filter.tab} onChange={tab => setFilter({ tab: tab as Tab, owner: '' })} className={classes.tabs} classNames={{ list: classes.tabList, tab: classes.tab, tabLabel: classes.tabLabel }}>
          <Tabs.List grow aria-label={t('inbox.which')}>
            {tabs.map(tab => (
              <Tabs.Tab key={tab} value={tab} rightSection={<UnreadCount filter={{ ...filter, tab, owner: '', label: '', type: '', query: '', state: 'open' }} />}>
                {t(`inbox.${tab}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
        </Tabs>
      )}
      <Group gap={6} wrap="nowrap" className={classes.bar}>
        <Search value={filter.query} onChange={query => setFilter({ query })} input={search} />
        <Filters filter={filter} setFilter={setFilter} />
      </Group>
      <ConversationList key={`${filter.tab} ${filter.state} ${filter.type} ${filter.owner} ${filter.label}`} list={list} filter={filter} chosen={chosen} hrefOf={hrefOf} />
    </section>
  );
}

function Search({ value, onChange, input }: { value: string; onChange: (query: string) => void; input: RefObject<HTMLInputElement | null> }) {
  const [typed, setTyped] = useState(value);
  const later = useDebouncedCallback(onChange, 250);
  useEffect(() => setTyped(value), [value]);
  const type = (text: string) => {
    setTyped(text);
    later(text.trim());
  };
  return (
    <TextInput
      ref={input}
      flex={1}
      size="sm"
      type="search"
      maxLength={255}
      aria-label={t('inbox.search')}
      placeholder={t('inbox.search')}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={typed && <CloseButton size={24} aria-label={t('inbox.clear')} onClick={() => { setTyped(''); onChange(''); }} />}
      value={typed}
      onChange={event => type(event.currentTarget.value)}
      onKeyDown={event => event.key === 'Escape' && (typed ? type('') : event.currentTarget.blur())}
    />
  );
}

function Filters({ filter, setFilter }: { filter: Filter; setFilter: (change: Partial<Filter>) => void }) {
  const { agents } = useAgents();
  const { tags, nameOf } = useTags();
  const isNarrowed = filter.type !== '' || filter.owner !== '' || filter.label !== '' || filter.state !== 'open';
  return (
    <Popover position="bottom-end" width={260} trapFocus withArrow shadow="md">
      <Indicator disabled={!isNarrowed} size={8} offset={4} color="calm">
        <Popover.Target>
          <ActionIcon variant="default" size={36} aria-label={isNarrowed ? t('inbox.filtersOn') : t('inbox.filters')}>
            <IconFilter size={18} stroke={1.6} />
          </ActionIcon>
        </Popover.Target>
      </Indicator>
      <Popover.Dropdown>
        <Stack gap="sm">
          <Select
            label={t('inbox.state')}
            data={(['open', 'snoozed', 'closed'] as const).map(state => ({ value: state, label: t(`inbox.${state}`) }))}
            value={filter.state}
            allowDeselect={false}
            comboboxProps={{ withinPortal: false }}
            onChange={state => setFilter({ state: state as ConversationState })}
          />
          <Select
            label={t('inbox.channel')}
            placeholder={t('inbox.any')}
            data={channels.map(type => ({ value: type, label: channelName(type) }))}
            value={filter.type || null}
            clearable
            comboboxProps={{ withinPortal: false }}
            onChange={type => setFilter({ type: (type ?? '') as ChannelType | '' })}
          />
          {(filter.label || tags?.length) && (
            <Select
              label={t('inbox.label')}
              placeholder={t('inbox.any')}
              data={[...(tags ?? []).map(tag => ({ value: tag.id, label: tag.name })), ...(filter.label && !nameOf(filter.label) ? [{ value: filter.label, label: t('inbox.noLabel') }] : [])]}
              value={filter.label || null}
              clearable
              searchable
              nothingFoundMessage={t('inbox.nothingFound')}
              comboboxProps={{ withinPortal: false }}
              onChange={label => setFilter({ label: label ?? '' })}
            />
          )}
          {filter.tab === 'all' && (
            <Select
              label={t('inbox.owner')}
              placeholder={t('inbox.any')}
              data={agents?.map(agent => ({ value: agent.id, label: agent.name || agent.username })) ?? []}
              value={filter.owner || null}
              clearable
              searchable
              nothingFoundMessage={t('inbox.nothingFound')}
              comboboxProps={{ withinPortal: false }}
              onChange={owner => setFilter({ owner: owner ?? '' })}
            />
          )}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

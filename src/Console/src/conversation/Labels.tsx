import { Anchor, MultiSelect, Pill, Text } from '@mantine/core';
import { useRef, useState } from 'react';
import { Link } from 'wouter';
import type { Conversation } from '../api/records';
import { useTags } from '../api/useTags';
import { useMe } from '../app/me';
import { colorOf } from '../inbox/Labels';
import looks from '../inbox/Labels.module.css';
import { t } from '../texts/texts';
import { mayHandle } from './may';
import { useChange } from './useConversation';

/** The conversation's labels. One that has no name here is not shown: its tag is new or deleted, as the server knows. */
export function Labels({ conversation }: { conversation: Conversation }) {
  const me = useMe();
  const change = useChange(conversation.id);
  const { tags, nameOf } = useTags();
  const [wanted, setWanted] = useState<string[]>(); // what was chosen and the server has not said yes to
  const last = useRef<Promise<boolean>>(undefined);
  const ids = wanted ?? conversation.label_ids ?? [];
  const has = ids.filter(nameOf);
  const may = mayHandle(conversation, me);
  // One after the other, each with what was chosen before it.
  const choose = async (chosen: string[]) => {
    const [all, before] = [[...chosen, ...ids.filter(id => !nameOf(id))], last.current];
    setWanted(all);
    const mine = (last.current = Promise.resolve(before).then(() => change('PUT', '/labels', { label_ids: all })));
    await mine;
    if (last.current === mine) setWanted(undefined);
  };
  if (tags?.length === 0 && me.isAdmin)
    return (
      <Text size="sm" mb="md">
        {t('conversation.noLabelsYet')}{' '}
        <Anchor component={Link} href="/admin/labels" size="sm" underline="always">
          {t('conversation.makeLabels')}
        </Anchor>
      </Text>
    );
  return (
    <MultiSelect
      label={t('conversation.labels')}
      placeholder={has.length === 0 ? t('conversation.noLabels') : undefined}
      data={tags?.map(tag => ({ value: tag.id, label: tag.name })) ?? []}
      value={has}
      searchable
      hidePickedOptions
      readOnly={!may}
      nothingFoundMessage={t('inbox.nothingFound')}
      renderPill={({ option, onRemove }) => (
        <Pill className={looks.pill} style={colorOf(String(option.value))} withRemoveButton={may} onRemove={onRemove}>
          {option.label}
        </Pill>
      )}
      onChange={chosen => void choose(chosen)}
      mb="md"
    />
  );
}

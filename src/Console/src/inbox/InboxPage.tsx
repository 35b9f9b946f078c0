import { Stack, Text } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { IconMessages } from '@tabler/icons-react';
import { use, useCallback, useEffect, useRef, useState } from 'react';
import { useLocation, useRoute } from 'wouter';
import { ConversationPane } from '../conversation/ConversationPane';
import { t } from '../texts/texts';
import { BesideContext } from './beside';
import { useFilter } from './filter';
import { HelpDialog } from './HelpDialog';
import classes from './InboxPage.module.css';
import { ListPane } from './ListPane';
import { useShortcuts } from './shortcuts';
import { useUnread } from './UnreadCount';
import { useList } from './useList';
import { useSteps } from './useSteps';

/** The inbox: the list, the conversation that is open, and what is known about it; as many side by side as there is room for. */
export default function InboxPage() {
  const [, params] = useRoute('/inbox/:id');
  const [, navigate] = useLocation();
  const [filter, setFilter, search] = useFilter();
  const list = useList(filter);
  const input = useRef<HTMLInputElement>(null);
  const [helps, setHelps] = useState(false);
  const chosen = params?.id;
  const hrefOf = useCallback((id: string) => `/inbox/${id}${search && `?${search}`}`, [search]);
  const back = useCallback(() => navigate(`/inbox${search && `?${search}`}`), [navigate, search]);

  const open = useCallback((id: string) => navigate(hrefOf(id)), [navigate, hrefOf]);
  const [marked, step] = useSteps(list.rows, chosen, open);
  useShortcuts({ j: step(1), k: step(-1), '/': () => input.current?.focus(), '?': () => setHelps(true), Escape: back });
  useEffect(() => {
    const help = () => setHelps(true);
    addEventListener('help', help);
    return () => removeEventListener('help', help);
  }, []);
  const unread = useUnread(filter);
  useDocumentTitle(unread ? `(${unread}) Confab` : 'Confab');

  return (
    <main className={classes.inbox} data-open={chosen ? true : undefined} data-beside={use(BesideContext) || undefined}>
      <ListPane filter={filter} setFilter={setFilter} list={list} chosen={marked} hrefOf={hrefOf} search={input} />
      {chosen ? (
        <ConversationPane key={chosen} id={chosen} onBack={back} />
      ) : (
        <Stack className={classes.none} align="center" justify="center" gap="xs" c="dimmed">
          <IconMessages size={44} stroke={1.1} aria-hidden />
          {list.rows?.length !== 0 && <Text>{t('inbox.choose')}</Text>}
          <Text size="sm">{t('inbox.helpHint')}</Text>
        </Stack>
      )}
      <HelpDialog isOpen={helps} onClose={() => setHelps(false)} />
    </main>
  );
}

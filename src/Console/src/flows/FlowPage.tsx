import { ActionIcon, Alert, Badge, Button, Group, Tabs, Textarea, TextInput, VisuallyHidden } from '@mantine/core';
import { useHotkeys, useMediaQuery } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconArrowLeft } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Link, useLocation, useSearchParams } from 'wouter';
import { get, post, put, remove } from '../api/client';
import { nobody } from '../api/records';
import { AskButton } from '../kit/Ask';
import { Note } from '../kit/Note';
import { Failed, Waiting } from '../kit/states';
import { refreshLists } from '../kit/useList';
import { t } from '../texts/texts';
import { faultAt } from './faults';
import classes from './flows.module.css';
import { JsonView } from './JsonView';
import { FlowSelect } from './PartInput';
import type { Draft, Flow } from './records';
import { RunsPanel } from './RunsPanel';
import { StepList } from './StepList';
import { TryPanel } from './TryPanel';
import { useDraft } from './useDraft';
import { path } from './useFlows';

/** The editor of a flow, or of a new one. */
export function FlowPage({ id }: { id: string }) {
  const isNew = id === 'new';
  const flow = useQuery({ queryKey: [path, id], queryFn: ({ signal }) => get<Flow>(`${path}/${id}`, undefined, signal), enabled: !isNew });
  return (
    <main className={classes.page}>
      {isNew || flow.data ? <Editor id={id} flow={flow.data} /> : flow.error ? <Failed error={flow.error} retry={flow.refetch} /> : <Waiting rows={6} height={44} />}
    </main>
  );
}

function Editor({ id, flow }: { id: string; flow: Flow | undefined }) {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const isWide = useMediaQuery('(min-width: 68.75em)', undefined, { getInitialValueInEffect: false });
  const [broken, setBroken] = useState<string>();
  const showsRun = useSearchParams()[0].has('run');
  const editor = useDraft(id, flow, async draft => {
    const saved = await (flow ? put<Flow>(`${path}/${id}`, draft) : post<Flow>(path, draft));
    client.setQueryData([path, saved.id], saved);
    void refreshLists(client, path);
    return saved;
  }, saved => !flow && navigate(`/flows/${saved.id}`, { replace: true }));
  const save = async () => {
    if (await editor.save()) notifications.show({ message: t('flows.saved'), withBorder: true, autoClose: 2500 });
    else requestAnimationFrame(() => requestAnimationFrame(() => document.querySelector<HTMLElement>('[aria-invalid=true], [data-error] input, [data-error] textarea')?.focus()));
  };
  useHotkeys([['mod+S', () => void save()]], []);
  const drop = async () => {
    await remove(`${path}/${id}`);
    await refreshLists(client, path);
    editor.forget();
    navigate('/flows');
  };

  const { draft, faults } = editor;
  const tabs: Record<string, ReactNode> = {
    steps: (
      <>
        {broken !== undefined && <Note>{t('flows.jsonBroken')}</Note>}
        <StepList editor={editor} />
      </>
    ),
    json: <JsonView editor={editor} broken={broken} setBroken={setBroken} />,
    settings: <Settings id={id} draft={draft} set={editor.set} faults={faults['']} />,
  };
  const aside: Record<string, ReactNode> = { try: <TryPanel id={id} editor={editor} />, runs: <RunsPanel id={id} actions={draft.actions} /> };

  return (
    <>
      <header className={classes.header}>
        <VisuallyHidden component="h1">{draft.name || t('flows.new')}</VisuallyHidden>
        <Group gap="sm" align="flex-start" w="100%">
          <Group gap={4} wrap="nowrap" flex="1 1 260px" align="flex-start">
            <ActionIcon component={Link} href="/flows" variant="subtle" color="gray" size={42} aria-label={t('flows.back')}>
              <IconArrowLeft size={20} />
            </ActionIcon>
            <TextInput flex={1} size="md" aria-label={t('flows.name')} placeholder={t('flows.name')} value={draft.name} onChange={event => editor.set({ name: event.currentTarget.value })} error={faultAt(faults[''], 'name')} autoFocus={!flow} />
          </Group>
          <Group gap="xs" mih={42} ml="auto">
            <Badge variant="dot" color="yellow" tt="none" fw={500} style={{ visibility: editor.isDirty ? undefined : 'hidden' }}>
              {t('flows.unsaved')}
            </Badge>
            {editor.isDirty && (
              <AskButton label={t('kit.discard')} title={t('kit.discardTitle')} action={() => (editor.revert(), setBroken(undefined))} variant="default">
                {t('kit.discardText')}
              </AskButton>
            )}
            <Button loading={editor.busy} disabled={!editor.isDirty && flow !== undefined} onClick={save}>
              {t('kit.save')}
            </Button>
            {flow && (
              <AskButton label={t('kit.delete')} title={t('kit.deleteTitle', { name: flow.name || t('flows.nameless') })} action={drop} variant="subtle" color="red">
                {t('flows.deleteText')}
              </AskButton>
            )}
          </Group>
        </Group>
        {faultAt(faults[''], 'actions') && (
          <Alert color="red" variant="light" role="alert" w="100%">
            {faultAt(faults[''], 'actions')}
          </Alert>
        )}
      </header>
      <div className={classes.columns}>
        <Panels label={t('flows.editor')} panels={isWide ? tabs : { ...tabs, ...aside }} first={showsRun && !isWide ? 'runs' : 'steps'} />
        {isWide && <Panels label={t('flows.tryAndRuns')} panels={aside} first={showsRun ? 'runs' : 'try'} />}
      </div>
    </>
  );
}

function Panels({ label, panels, first }: { label: string; panels: Record<string, ReactNode>; first: string }) {
  const names = Object.keys(panels);
  return (
    <Tabs defaultValue={first} keepMounted={false} className={classes.panels}>
      <Tabs.List aria-label={label} mb="md">
        {names.map(name => (
          <Tabs.Tab key={name} value={name}>
            {t(`flows.tab_${name}` as 'flows.tab_steps')}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {names.map(name => (
        <Tabs.Panel key={name} value={name}>
          {panels[name]}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}

function Settings({ id, draft, set, faults }: { id: string; draft: Draft; set: (changes: Partial<Draft>) => void; faults?: Record<string, string> }) {
  return (
    <div className={classes.settings}>
      <Textarea label={t('flows.detail')} value={draft.detail} onChange={event => set({ detail: event.currentTarget.value })} error={faultAt(faults, 'detail')} autosize minRows={2} />
      <FlowSelect label={t('flows.onComplete')} description={t('flows.onCompleteHelp')} value={draft.on_complete_flow_id} except={id} error={faultAt(faults, 'on_complete_flow_id')} onChange={next => set({ on_complete_flow_id: next ?? nobody })} />
    </div>
  );
}

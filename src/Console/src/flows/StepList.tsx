import { Center, Stack, Text, VisuallyHidden } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { Ask } from '../kit/Ask';
import { Empty } from '../kit/states';
import { t } from '../texts/texts';
import { AddStep } from './AddStep';
import classes from './flows.module.css';
import { kindOf, nameOf } from './kinds';
import { SortItem, Sorting } from './Sorting';
import { StepCard } from './StepCard';
import type { Editor } from './useDraft';

/** The steps of a flow in their order. */
export function StepList({ editor }: { editor: Editor }) {
  const { actions } = editor.draft;
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set(actions.length === 1 ? [actions[0]!.id] : []));
  const [doomed, setDoomed] = useState<string>();
  const [said, setSaid] = useState('');
  const root = useRef<HTMLDivElement>(null);
  const focus = useRef<() => void>(undefined);

  useEffect(() => {
    focus.current?.();
    focus.current = undefined;
  });
  // What the server refused is opened, and the first field of it gets the focus.
  const faulty = actions.filter(action => Object.keys(editor.faults[action.id] ?? {}).length > 0).map(action => action.id);
  const [shown, setShown] = useState(editor.faults);
  if (shown !== editor.faults && !editor.busy) {
    setShown(editor.faults);
    if (faulty.some(id => !open.has(id))) setOpen(new Set([...open, ...faulty]));
  }

  const focusOn = (id: string, inside: string) => {
    focus.current = () => root.current?.querySelector<HTMLElement>(`#step-${id} ${inside}`)?.focus();
  };
  const toggle = (id: string) => setOpen(new Set(open.has(id) ? [...open].filter(other => other !== id) : [...open, id]));
  const show = (id: string) => {
    setOpen(new Set([...open, id]));
    focusOn(id, `.${classes.open}`);
  };
  const add = (at: number, type: string) => show(editor.insert(at, type, structuredClone(kindOf(type).start)));
  const moveTo = (at: number, to: number) => {
    editor.move(at, to);
    setSaid(t('flows.moved', { place: to + 1, count: actions.length }));
  };
  const move = (at: number, to: number) => {
    const focused = document.activeElement?.getAttribute('data-move');
    moveTo(at, to);
    const edge = (focused === 'up' && to === 0) || (focused === 'down' && to === actions.length - 1);
    focusOn(actions[at]!.id, focused && !edge ? `[data-move=${focused}]` : `.${classes.open}`);
  };
  const at = actions.findIndex(action => action.id === doomed);
  const jumps = actions.filter(action => action.id !== doomed && doomed && JSON.stringify(action).includes(doomed)).length;

  if (actions.length === 0)
    return (
      <div className={classes.none}>
        <Empty title={t('flows.noSteps')} text={t('flows.noStepsText')} action={<AddStep label={t('flows.add')} onAdd={type => add(0, type)} />} />
      </div>
    );
  return (
    <Stack gap={0} ref={root}>
      <Sorting ids={actions.map(action => action.id)} onMove={moveTo}>
        {actions.map((action, index) => (
          <SortItem key={action.id} id={action.id}>
            <Center className={classes.between}>
              <AddStep between label={t('flows.addBefore', { name: nameOf(action, index) })} onAdd={type => add(index, type)} />
            </Center>
            <StepCard
              action={action}
              index={index}
              editor={editor}
              isOpen={open.has(action.id)}
              onToggle={() => toggle(action.id)}
              onMove={to => move(index, to)}
              onDuplicate={() => show(editor.duplicate(index))}
              onDelete={() => setDoomed(action.id)}
            />
          </SortItem>
        ))}
      </Sorting>
      <Center mt="md">
        <AddStep label={t('flows.add')} onAdd={type => add(actions.length, type)} />
      </Center>
      <Text size="xs" c="dimmed" ta="center" mt="xs">
        {t('flows.keys')}
      </Text>
      <VisuallyHidden role="status">{said}</VisuallyHidden>
      <Ask opened={at >= 0} title={at >= 0 ? t('kit.deleteTitle', { name: nameOf(actions[at]!, at) }) : ''} yes={t('kit.delete')} action={() => editor.drop(at)} onClose={() => setDoomed(undefined)}>
        {jumps > 0 ? t('flows.deleteJumps', { count: jumps }) : t('flows.deleteStep')}
      </Ask>
    </Stack>
  );
}

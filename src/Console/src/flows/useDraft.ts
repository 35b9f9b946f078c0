import { useRef, useState } from 'react';
import { complain } from '../api/explain';
import { useUnsaved } from '../kit/unsaved';
import { type Faults, faultsOf, without } from './faults';
import { type Action, type Draft, draftOf, type Flow, newId } from './records';

/** What was changed and not saved, by flow: it is still there when one comes back to the page. */
const unsaved = new Map<string, Draft>();

/** The state of an editor. */
export function useDraft(id: string, flow: Flow | undefined, save: (draft: Draft) => Promise<Flow>, onSaved: (flow: Flow) => unknown) {
  const [draft, setDraft] = useState(() => unsaved.get(id) ?? draftOf(flow));
  const [faults, setFaults] = useState<Faults>({});
  const [busy, setBusy] = useState(false);
  const latest = useRef(draft);
  latest.current = draft;
  const isDirty = JSON.stringify(draft) !== JSON.stringify(draftOf(flow));
  if (isDirty) unsaved.set(id, draft);
  else unsaved.delete(id);

  useUnsaved(isDirty, true);

  const setActions = (change: (actions: Action[]) => Action[]) => setDraft(before => ({ ...before, actions: change(before.actions) }));

  return {
    draft,
    faults,
    busy,
    isDirty,
    set(changes: Partial<Draft>) {
      setDraft(before => ({ ...before, ...changes }));
      setFaults(before => Object.keys(changes).reduce((left, field) => without(left, '', field), before));
    },
    /** Changes a step; `field` is what was changed of it, whose faults are done with. */
    change(actionId: string, field: string, change: (action: Action) => Action) {
      setActions(actions => actions.map(action => (action.id === actionId ? change(action) : action)));
      setFaults(before => without(before, actionId, field));
    },
    insert(at: number, type: string, option: Record<string, unknown>) {
      const action = { id: newId(), type, option };
      setActions(actions => actions.toSpliced(at, 0, action));
      return action.id;
    },
    duplicate(at: number) {
      const { next_id: _, ...copy } = structuredClone(latest.current.actions[at]!);
      const id = newId();
      setActions(actions => actions.toSpliced(at + 1, 0, { ...copy, id }));
      return id;
    },
    move(at: number, to: number) {
      setActions(actions => {
        const moved = [...actions];
        moved.splice(to, 0, ...moved.splice(at, 1));
        return moved;
      });
    },
    drop: (at: number) => setActions(actions => actions.toSpliced(at, 1)),
    revert() {
      setDraft(draftOf(flow));
      setFaults({});
    },
    forget: () => unsaved.delete(id),
    /** Saves; true when it went through, else the faults are shown. */
    async save() {
      const sent = latest.current;
      setBusy(true);
      try {
        const saved = await save(sent);
        setFaults({});
        if (latest.current === sent) {
          setDraft(draftOf(saved));
          unsaved.delete(id);
        }
        onSaved(saved);
        return true;
      } catch (e) {
        const found = faultsOf(e, sent.actions);
        setFaults(found);
        if (Object.keys(found).length === 0) complain(e);
        return false;
      } finally {
        setBusy(false);
      }
    },
  };
}

export type Editor = ReturnType<typeof useDraft>;

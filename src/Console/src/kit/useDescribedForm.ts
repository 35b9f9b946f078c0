import { useRef, useState } from 'react';
import { ApiError } from '../api/client';
import { explain } from '../api/explain';
import { begin, bodyOf, type Field, faultsOf, missing, setValue, type Values } from './fields';
import { useUnsaved } from './unsaved';

const withChanges = (values: Values, changes: Values) => Object.entries(changes).reduce((all, [name, value]) => setValue(all, name, value), values);

/**
 * The state of a form that is drawn from a description; faults stand at their fields, and the first of them gets the focus; what is typed and not saved is asked about before one leaves.
 * @param fieldsOf Its fields, which may depend on what stands in it.
 * @param given What it begins with.
 * @param editing Whether it is about a thing that is there already.
 */
export function useDescribedForm(fieldsOf: (values: Values) => Field[], given: Values, editing: boolean) {
  const [changes, setChanges] = useState<Values>({});
  const [faults, setFaults] = useState<Record<string, string>>({});
  const [fault, setFault] = useState('');
  const [busy, setBusy] = useState(false);
  const element = useRef<HTMLFormElement>(null);
  useUnsaved(Object.keys(changes).length > 0 && !busy);
  const fields = fieldsOf(withChanges(given, changes));
  const values = withChanges(begin(fields, given), changes);

  const show = (at: Record<string, string>, other = '') => {
    setFaults(at);
    setFault(other);
    if (other || Object.keys(at).length > 0) requestAnimationFrame(() => element.current?.querySelector<HTMLElement>('[role=alert], :is(input, textarea)[aria-invalid=true]')?.focus());
  };

  return {
    element,
    fields,
    editing,
    values,
    faults,
    fault,
    busy,
    change(name: string, value: unknown) {
      setChanges(before => ({ ...before, [name]: value }));
      setFaults(({ [name]: _, ...others }) => others);
    },
    reset: () => setChanges({}),
    /** Runs `save` with the body; what it throws is shown. True when it went through. */
    async submit(save: (body: Values) => Promise<unknown>) {
      const lacking = missing(fields, values, editing);
      if (Object.keys(lacking).length > 0) {
        show(lacking);
        return false;
      }
      setBusy(true);
      show({});
      try {
        await save(bodyOf(fields, values, editing));
        return true;
      } catch (e) {
        if (e instanceof ApiError) {
          const { at, others } = faultsOf(e, fields);
          show(at, others ? explain(e) : '');
        } else show({}, explain(e));
        return false;
      } finally {
        setBusy(false);
      }
    },
  };
}

export type DescribedForm = ReturnType<typeof useDescribedForm>;

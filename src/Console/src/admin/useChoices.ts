import { nobody } from '../api/records';
import type { Choice, Field } from '../kit/fields';
import { useAll } from '../kit/useList';
import { t } from '../texts/texts';
import type { Named } from './records';

/** The flows, for fields that name one and columns that show it. */
export function useFlows() {
  const flows = useAll<Named>('/v1.0/flows');
  const choices: Choice[] = (flows ?? []).map(flow => ({ value: flow.id, label: flow.name || flow.id }));
  return {
    flows,
    /** A field for a flow; none is the nil id. */
    field: (name: string, label: string, help?: string): Field => ({ name, label, help, kind: 'choice', choices: [{ value: nobody, label: t('kit.none') }, ...choices], required: true }),
    nameOf: (id: string) => (id === nobody ? '–' : (flows?.find(flow => flow.id === id)?.name ?? '')),
  };
}

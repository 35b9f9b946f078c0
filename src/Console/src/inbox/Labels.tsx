import type { CSSProperties } from 'react';
import classes from './Labels.module.css';

const shown = 3;

/** A label's colour is its id's: the same everywhere, and calm. */
export const colorOf = (id: string) => ({ '--hue': (parseInt(id.slice(-4), 16) % 12) * 30 }) as CSSProperties;

export const Label = ({ id, name }: { id: string; name: string }) => (
  <span className={classes.label} style={colorOf(id)}>
    {name}
  </span>
);

/** Some labels in one line; its height is kept free until their names are there. */
export function Labels({ ids, nameOf }: { ids: string[]; nameOf: (id: string) => string | undefined }) {
  const labels = ids.flatMap(id => ({ id, name: nameOf(id) })).filter(label => label.name !== undefined) as { id: string; name: string }[];
  return (
    <span className={classes.line}>
      {labels.slice(0, shown).map(label => <Label key={label.id} {...label} />)}
      {labels.length > shown && <span className={classes.more}>+{labels.length - shown}</span>}
    </span>
  );
}

import { useElementSize } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';
import { stepFor } from './bars';
import classes from './Columns.module.css';
import { whole } from './format';

/** A part of a column: how much, and how it is drawn. */
export interface Part {
  key: string;
  value: number;
}

export interface Column {
  /** What stands under it; left out where there is no room. */
  label?: string;
  up: Part[];
  down: Part[];
  /** Shown beside it while it is pointed at. */
  hint: ReactNode;
}

interface ColumnsProps {
  columns: Column[];
  height: number;
  /** What is to be seen, for those who do not see it. */
  summary: string;
}

const [left, right, bottom, top] = [40, 14, 22, 8];
const room = 52; // pixels that a label needs

/** Stacked columns over time, up and down from a line. Each part has a colour and a pattern of its key's, which the page defines. */
export function Columns({ columns, height, summary }: ColumnsProps) {
  const { ref, width } = useElementSize();
  const [at, setAt] = useState<number>();
  const most = (side: 'up' | 'down') => Math.max(0, ...columns.map(column => column[side].reduce((sum, part) => sum + part.value, 0)));
  const [highest, deepest] = [most('up'), most('down')];
  const step = stepFor(highest + deepest, height / 45);
  const [above, below] = [Math.max(step, Math.ceil(highest / step) * step), Math.ceil(deepest / step) * step];
  const scale = (height - top - bottom) / (above + below);
  const zero = top + above * scale;
  const each = Math.max(0, width - left - right) / columns.length;
  const thick = Math.max(1, Math.min(each * 0.72, 28));
  const lines = Array.from({ length: Math.round((above + below) / step) + 1 }, (_, line) => above - line * step);
  const labelled = columns.flatMap((column, index) => (column.label ? [index] : []));
  const every = Math.ceil(room / Math.max(1, each * ((labelled[1] ?? 1) - (labelled[0] ?? 0))));
  const shown = new Set(labelled.filter((_, place) => place % every === 0));
  const hovered = at === undefined ? undefined : columns[at];
  const middle = (index: number) => left + each * (index + 0.5);

  const stack = (index: number, side: 'up' | 'down') => {
    let from = 0;
    return columns[index]![side].filter(part => part.value > 0).map(part => {
      const size = part.value * scale;
      const y = side === 'up' ? zero - from - size : zero + from;
      from += size;
      return <rect key={side + part.key} className={classes.part} data-key={part.key} x={middle(index) - thick / 2} y={y} width={thick} height={Math.max(size - 0.75, 0.75)} />;
    });
  };

  return (
    <div ref={ref} className={classes.chart} style={{ height }} onPointerLeave={() => setAt(undefined)}>
      {width > 0 && (
        <svg width={width} height={height} role="img" aria-label={summary}>
          {lines.map(value => (
            <g key={value}>
              <line className={value === 0 ? classes.zero : classes.line} x1={left} x2={width - right} y1={zero - value * scale} y2={zero - value * scale} />
              <text className={classes.tick} x={left - 8} y={zero - value * scale} dy="0.32em" textAnchor="end">
                {whole(Math.abs(value))}
              </text>
            </g>
          ))}
          {columns.map((column, index) => (
            <g key={index} onPointerEnter={() => setAt(index)} onPointerDown={() => setAt(index)}>
              <rect className={classes.band} data-at={index === at || undefined} x={left + each * index} y={top} width={each} height={height - top - bottom} />
              {stack(index, 'up')}
              {stack(index, 'down')}
              {shown.has(index) && (
                <text className={classes.tick} x={middle(index)} y={height - 5} textAnchor="middle">
                  {column.label}
                </text>
              )}
            </g>
          ))}
        </svg>
      )}
      {hovered && at !== undefined && (
        <div className={classes.hint} data-side={middle(at) > width / 2 ? 'left' : 'right'} style={{ left: middle(at) }}>
          {hovered.hint}
        </div>
      )}
    </div>
  );
}

import type { ChannelType } from '../api/records';
import classes from './ChannelPatterns.module.css';

/** How the channels are drawn: each with a colour, and lines of its own for those who do not tell the colours apart. */
const lines: Record<ChannelType, string> = { message: '', line: 'M0 8 L8 0 M-2 2 L2 -2 M6 10 L10 6', whatsapp: 'M0 4 H8', email: 'M0 0 L8 8 M-2 6 L2 10 M6 -2 L10 2', webchat: 'M4 0 V8' };

/** Defines the patterns, once on a page. */
export const ChannelPatterns = () => (
  <svg className={classes.defs} aria-hidden>
    <defs>
      {(Object.keys(lines) as ChannelType[]).map(type => (
        <pattern key={type} id={`p-${type}`} className={classes.pattern} data-type={type} width={8} height={8} patternUnits="userSpaceOnUse">
          <rect width={8} height={8} />
          <path d={lines[type]} />
        </pattern>
      ))}
    </defs>
  </svg>
);

/** A channel's colour and lines, beside its name. */
export const Swatch = ({ type }: { type: ChannelType }) => (
  <svg width={14} height={14} className={classes.swatch} aria-hidden>
    <rect width={14} height={14} rx={4} fill={`url(#p-${type})`} />
  </svg>
);

import { IconArrowBackUp, IconArrowsSplit2, IconClock, IconCloudDownload, IconHandStop, IconHourglass, IconMail, IconMessage, IconMessageDots, IconPlayerStop, IconPuzzle, IconSubtask, IconVariable, IconVariablePlus, IconWorldUpload } from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { isText, language, t } from '../texts/texts';
import type { Action, Option } from './records';

/** A part of an action's options, in a description from which its form is drawn. */
export interface Part {
  name: string;
  kind: 'text' | 'area' | 'number' | 'choice' | 'flag' | 'target' | 'flow' | 'source' | 'addresses' | 'cases' | 'days' | 'duration';
  required?: boolean;
  choices?: string[];
  min?: number;
  max?: number;
  /** The type of its addresses. */
  of?: 'tel' | 'email';
  /** Whether it has a meaning beside the others. */
  when?: (option: Option) => boolean;
}

interface Kind {
  icon: ComponentType<{ size?: number; stroke?: number }>;
  parts: Part[];
  /** The options that one begins with. */
  start: Option;
}

const methods = ['POST', 'GET', 'PUT', 'DELETE'];
const comparisons = ['==', '!=', '>', '>=', '<', '<='];
const otherwise: Part = { name: 'false_target_id', kind: 'target' };
const compare: Part = { name: 'condition', kind: 'choice', choices: comparisons, required: true };

/** All types of actions, as docs/flows.md has them. */
export const kinds: Record<string, Kind> = {
  conversation_send: { icon: IconMessage, start: { text: '' }, parts: [{ name: 'text', kind: 'area', required: true }, { name: 'sync', kind: 'flag' }, { name: 'conversation_id', kind: 'text' }] },
  message_send: { icon: IconMessageDots, start: { source: { type: 'tel', target: '' }, destinations: [], text: '' }, parts: [{ name: 'source', kind: 'source', of: 'tel', required: true }, { name: 'destinations', kind: 'addresses', of: 'tel', required: true }, { name: 'text', kind: 'area', required: true }] },
  email_send: { icon: IconMail, start: { destinations: [], subject: '', content: '' }, parts: [{ name: 'source', kind: 'source', of: 'email' }, { name: 'destinations', kind: 'addresses', of: 'email', required: true }, { name: 'subject', kind: 'text', required: true }, { name: 'content', kind: 'area', required: true }] },
  webhook_send: { icon: IconWorldUpload, start: { uri: '', method: 'POST', data: '', sync: true }, parts: [{ name: 'uri', kind: 'text', required: true }, { name: 'method', kind: 'choice', choices: methods }, { name: 'data_type', kind: 'text' }, { name: 'data', kind: 'area' }, { name: 'sync', kind: 'flag' }] },
  condition_variable: {
    icon: IconVariable,
    start: { variable: 'voipbin.conversation_message.text', condition: '==', value_type: 'string', value_string: '' },
    parts: [{ name: 'variable', kind: 'text', required: true }, compare, { name: 'value_type', kind: 'choice', choices: ['string', 'number', 'length'], required: true },
      { name: 'value_string', kind: 'text', when: option => option.value_type === 'string' }, { name: 'value_number', kind: 'number', when: option => option.value_type === 'number' },
      { name: 'value_length', kind: 'number', min: 0, when: option => option.value_type === 'length' }, otherwise],
  },
  condition_datetime: {
    icon: IconClock,
    start: { condition: '>=', hour: 8 },
    parts: [compare, { name: 'hour', kind: 'number', min: -1, max: 23 }, { name: 'minute', kind: 'number', min: -1, max: 59 }, { name: 'day', kind: 'number', min: -1, max: 31 }, { name: 'month', kind: 'number', min: -1, max: 12 }, { name: 'weekdays', kind: 'days' }, otherwise],
  },
  branch: { icon: IconArrowsSplit2, start: { variable: 'voipbin.conversation_message.text', target_ids: {} }, parts: [{ name: 'variable', kind: 'text', required: true }, { name: 'target_ids', kind: 'cases' }, { name: 'default_target_id', kind: 'target' }] },
  goto: { icon: IconArrowBackUp, start: { loop_count: 3 }, parts: [{ name: 'target_id', kind: 'target', required: true }, { name: 'loop_count', kind: 'number', min: 0 }] },
  variable_set: { icon: IconVariablePlus, start: { key: '', value: '' }, parts: [{ name: 'key', kind: 'text', required: true }, { name: 'value', kind: 'area' }] },
  sleep: { icon: IconHourglass, start: { duration: 60_000 }, parts: [{ name: 'duration', kind: 'duration', required: true, min: 0 }] },
  block: { icon: IconHandStop, start: {}, parts: [] },
  fetch_flow: { icon: IconSubtask, start: {}, parts: [{ name: 'flow_id', kind: 'flow', required: true }] },
  fetch: { icon: IconCloudDownload, start: { event_url: '', event_method: 'POST' }, parts: [{ name: 'event_url', kind: 'text', required: true }, { name: 'event_method', kind: 'choice', choices: methods }] },
  stop: { icon: IconPlayerStop, start: {}, parts: [] },
};

export const kindOf = (type: string): Kind => kinds[type] ?? { icon: IconPuzzle, parts: [], start: {} };

const named = (key: string, fallback: string) => (isText(key) ? t(key) : fallback);

export const titleOf = (type: string) => named(`flows.k_${type}`, type);
export const helpOf = (type: string) => named(`flows.d_${type}`, '');
export const labelOf = (part: string) => named(`flows.o_${part}`, part);
export const choiceOf = (choice: string) => named(`flows.c_${choice}`, choice);
export const hintOf = (type: string, part: string) => named(`flows.h_${type}_${part}`, named(`flows.h_${part}`, ''));

/** What an action does in a few words of its own. */
export function gistOf({ type, option }: Action): string {
  const word = (name: string) => (['string', 'number'].includes(typeof option[name]) ? String(option[name]) : '');
  switch (type) {
    case 'condition_variable':
      return `${word('variable')} ${word('condition')} ${word(`value_${word('value_type')}`)}`;
    case 'condition_datetime':
      return ['hour', 'minute', 'day', 'month'].filter(part => Number(option[part] ?? -1) >= 0).map(part => `${labelOf(part)} ${word('condition')} ${word(part)}`).join(', ');
    case 'variable_set':
      return `${word('key')} = ${word('value')}`;
    case 'sleep':
      return durationOf(Number(option.duration ?? 0));
    default:
      return ['text', 'subject', 'uri', 'event_url', 'variable'].map(word).find(Boolean) ?? '';
  }
}

/** A step's name: its place and what it does. */
export function nameOf(action: Action, index: number) {
  const gist = gistOf(action).replace(/\s+/g, ' ').trim();
  return `${index + 1}. ${titleOf(action.type)}${gist && `: ${gist.length > 40 ? `${gist.slice(0, 39)}…` : gist}`}`;
}

/** The units of a wait, in milliseconds. */
export const units: Record<string, number> = { seconds: 1000, minutes: 60_000, hours: 3_600_000, days: 86_400_000 };

/** The largest unit in which a wait is a whole number. */
export const unitOf = (duration: number) => Object.keys(units).findLast(unit => duration > 0 && duration % units[unit]! === 0) ?? 'seconds';

const durationOf = (duration: number) => new Intl.NumberFormat(language(), { style: 'unit', unit: unitOf(duration).slice(0, -1), unitDisplay: 'long' }).format(duration / units[unitOf(duration)]!);

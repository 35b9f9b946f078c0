import { nobody } from '../api/records';
import type { Field, Values } from '../kit/fields';
import { t, type TextKey } from '../texts/texts';
import type { Widget } from './records';
import type { useFlows } from './useChoices';

/** The words of a theme, the first of each being what a widget without any looks like. */
const words = {
  position: ['bottom_right', 'bottom_left'],
  theme_mode: ['light', 'dark', 'auto'],
  border_radius: ['rounded', 'sharp', 'pill'],
  font_size: ['default', 'compact', 'large'],
} as const;

const look = (name: string) => `theme_config.${name}`;

const word = (name: keyof typeof words): Field => ({
  name: look(name),
  label: t(`widgets.${name}`),
  kind: 'choice',
  required: true,
  choices: words[name].map(value => ({ value, label: t(`widgets.${name}_${value}` as TextKey) })),
});

const color = (name: 'primary_color' | 'secondary_color' | 'header_background_color' | 'header_text_color'): Field => ({ name: look(name), label: t(`widgets.${name}`), kind: 'color', placeholder: '#1a73e8' });

export const widgetFields = (flows: ReturnType<typeof useFlows>): Field[] => [
  { name: 'name', label: t('fields.name'), kind: 'text', required: true },
  { name: 'status', label: t('widgets.status'), kind: 'choice', required: true, choices: (['active', 'inactive'] as const).map(value => ({ value, label: t(`widgets.${value}`) })) },
  { name: 'allowed_origins', label: t('widgets.origins'), kind: 'list', help: t('widgets.originsHelp'), placeholder: 'https://www.example.com' },
  flows.field('session_flow_id', t('widgets.sessionFlow'), t('widgets.sessionFlowHelp')),
  flows.field('message_flow_id', t('fields.flow'), t('widgets.flowHelp')),
  { name: 'session_idle_timeout', label: t('widgets.idle'), kind: 'number', required: true, help: t('widgets.idleHelp') },
  { name: look('header_title'), label: t('widgets.headerTitle'), kind: 'text' },
  { name: look('header_subtitle'), label: t('widgets.headerSubtitle'), kind: 'text' },
  { name: look('logo_url'), label: t('widgets.logo'), kind: 'text', placeholder: 'https://' },
  color('primary_color'),
  color('secondary_color'),
  color('header_background_color'),
  color('header_text_color'),
  word('position'),
  word('theme_mode'),
  word('border_radius'),
  word('font_size'),
  { name: look('typing_indicator_enabled'), label: t('widgets.typing'), kind: 'flag' },
  { name: look('connecting_indicator_enabled'), label: t('widgets.connecting'), kind: 'flag' },
  { name: look('connecting_indicator_text'), label: t('widgets.connectingText'), kind: 'text' },
];

/** A widget as its form begins: what its theme leaves open stands as it looks. */
export function widgetValues(widget: Widget | undefined): Values {
  const theme = Object.fromEntries(Object.entries(widget?.theme_config ?? {}).filter(([, value]) => value !== '' && value !== null));
  const usual = Object.fromEntries(Object.entries(words).map(([name, [first]]) => [name, first]));
  return {
    ...(widget ?? { status: 'active', session_flow_id: nobody, message_flow_id: nobody, session_idle_timeout: 1800 }),
    theme_config: { ...usual, typing_indicator_enabled: true, connecting_indicator_enabled: true, ...theme },
  };
}

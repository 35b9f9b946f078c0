import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

const calm: MantineColorsTuple = ['#edf7f7', '#d9ebeb', '#b3d7d8', '#89c2c4', '#66b0b3', '#4ea4a8', '#3a8b8f', '#2b7276', '#215b5f', '#144548'];

/** One calm design: a single colour, little of it, and text that is readable wherever it stands (WCAG 2.2 AA). */
export const theme = createTheme({
  colors: { calm },
  primaryColor: 'calm',
  primaryShade: { light: 7, dark: 7 },
  autoContrast: true,
  defaultRadius: 'md',
  cursorType: 'pointer',
  focusRing: 'auto',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans CJK KR", "Noto Sans CJK JP", "Apple SD Gothic Neo", "Hiragino Sans", sans-serif',
  headings: { fontWeight: '600' },
  components: {
    // What people type is written from the side on which it begins.
    TextInput: { defaultProps: { dir: 'auto' } },
    Textarea: { defaultProps: { dir: 'auto' } },
    Loader: { defaultProps: { role: 'status' } },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: true } },
    Modal: { defaultProps: { centered: true } },
    Menu: { defaultProps: { shadow: 'md', withInitialFocusPlaceholder: false } },
  },
});

export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#566066',
    '--mantine-color-placeholder': '#656f76',
    '--mantine-color-error': '#c92a2a',
    '--page': '#f6f8f8',
    '--surface': '#ffffff',
    '--line': '#e1e6e7',
    '--hover': '#f0f4f4',
    '--chosen': '#e2efef',
    '--bubble-in': '#ffffff',
    '--bubble-line': '#dfe5e6',
    '--bubble-out': '#d6eaea',
    '--warn': '#fff4db',
    '--warn-text': '#6b4700',
    '--accent': '#2b7276',
  },
  dark: {
    '--mantine-color-dimmed': '#a5adb1',
    '--mantine-color-placeholder': '#949da2',
    '--mantine-color-error': '#ff8787',
    '--mantine-color-body': '#1a1d1f',
    '--page': '#141718',
    '--surface': '#1a1d1f',
    '--line': '#2d3335',
    '--hover': '#23282a',
    '--chosen': '#21383a',
    '--bubble-in': '#282d30',
    '--bubble-out': '#1f4446',
    '--warn': '#3b2f12',
    '--warn-text': '#f5d58a',
    '--accent': '#66b0b3',
  },
});

import { type ButtonProps, createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

const calm: MantineColorsTuple = ['#edf7f7', '#d9ebeb', '#b3d7d8', '#89c2c4', '#66b0b3', '#4ea4a8', '#3a8b8f', '#2b7276', '#215b5f', '#144548'];

/** The darks, a little of the same colour in them: from text to the ground. */
const dark: MantineColorsTuple = ['#d6dbdd', '#b9c1c4', '#a5adb1', '#7c868a', '#394144', '#2f3639', '#22282a', '#1a1d1f', '#141718', '#0f1213'];

/** One calm design: a single colour, little of it, and text that is readable wherever it stands (WCAG 2.2 AA). */
export const theme = createTheme({
  colors: { calm, dark },
  primaryColor: 'calm',
  primaryShade: { light: 7, dark: 7 },
  autoContrast: true,
  defaultRadius: 'md',
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  fontFamily: 'var(--latin), system-ui, sans-serif', // by language in app.css
  headings: { fontWeight: '600', sizes: { h2: { fontSize: '22px', lineHeight: '1.3' }, h3: { fontSize: '20px', lineHeight: '1.3' }, h4: { fontSize: '16px', lineHeight: '1.4' } } },
  components: {
    // What people type is written from the side on which it begins.
    TextInput: { defaultProps: { attributes: { input: { dir: 'auto' } } } },
    Textarea: { defaultProps: { attributes: { input: { dir: 'auto' } } } },
    Loader: { defaultProps: { role: 'status' } },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: true } },
    Modal: { defaultProps: { centered: true }, styles: { title: { fontWeight: 600 } } },
    Drawer: { styles: { title: { fontWeight: 600, overflowWrap: 'anywhere' } } },
    MultiSelect: { styles: { inputField: { minWidth: 24, flexBasis: 24 } } }, // no line of its own for nothing
    Menu: { defaultProps: { shadow: 'md', withInitialFocusPlaceholder: false } },
    Button: { styles: { label: { fontWeight: 500 } }, vars: (_: unknown, { size }: ButtonProps) => ({ root: size === 'compact-xs' ? { '--button-height': '24px' } : {} }) }, // 2.5.8
    Anchor: { styles: { root: { paddingBlock: 3 } } },
    Badge: { defaultProps: { tt: 'none', fw: 500 } },
    Table: { defaultProps: { highlightOnHoverColor: 'var(--hover)' }, styles: { th: { fontSize: 'var(--mantine-font-size-xs)', fontWeight: 500, color: 'var(--mantine-color-dimmed)' } } },
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
    '--scroll': '#c3cccf',
    '--hover': '#f0f4f4',
    '--chosen': '#e2efef',
    '--bubble-in': '#ffffff',
    '--bubble-line': '#dfe5e6',
    '--bubble-out': '#d6eaea',
    '--warn': '#fff4db',
    '--warn-text': '#6b4700',
    '--accent': '#2b7276',
    '--face-light': '0.92',
    '--face-dark': '0.38',
  },
  dark: {
    '--mantine-color-dimmed': '#a5adb1',
    '--mantine-color-placeholder': '#949da2',
    '--mantine-color-error': '#ff8787',
    '--mantine-color-red-light': '#3a2023',
    '--mantine-color-red-light-color': '#ffb3b3',
    '--mantine-color-body': '#1a1d1f',
    '--page': '#141718',
    '--surface': '#1a1d1f',
    '--line': '#2d3335',
    '--scroll': '#4a5357',
    '--hover': '#23282a',
    '--chosen': '#21383a',
    '--bubble-in': '#282d30',
    '--bubble-out': '#1f4446',
    '--warn': '#3b2f12',
    '--warn-text': '#f5d58a',
    '--accent': '#66b0b3',
    '--face-light': '0.36',
    '--face-dark': '0.92',
  },
});

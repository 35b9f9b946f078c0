import { Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconMessage2, IconSend2, IconX } from '@tabler/icons-react';
import type { CSSProperties } from 'react';
import { t } from '../texts/texts';
import type { Theme } from './records';
import classes from './WidgetPreview.module.css';

const sizes: Record<string, string> = { compact: '13px', large: '18px' };
const radii: Record<string, string> = { sharp: '2px', pill: '22px' };
const sound = (color: string | undefined) => (color && /^#[0-9a-f]{6}$/i.test(color) ? color : undefined);

/** How a widget looks, drawn as `widget.js` draws it, while its theme is being chosen. */
export function WidgetPreview({ theme }: { theme: Partial<Theme> }) {
  const prefersDark = useMediaQuery('(prefers-color-scheme: dark)', undefined, { getInitialValueInEffect: false });
  const isDark = theme.theme_mode === 'dark' || (theme.theme_mode === 'auto' && prefersDark);
  const primary = sound(theme.primary_color) ?? '#1a73e8';
  const on = sound(theme.secondary_color) ?? '#ffffff';
  const style = {
    '--primary': primary,
    '--on': on,
    '--head': sound(theme.header_background_color) ?? (isDark ? '#2d3136' : primary),
    '--headtext': sound(theme.header_text_color) ?? on,
    '--radius': radii[theme.border_radius ?? ''] ?? '14px',
    '--size': sizes[theme.font_size ?? ''] ?? '15px',
  } as CSSProperties;
  return (
    <figure className={classes.figure} aria-label={t('widgets.preview')}>
      <div className={classes.page} data-left={theme.position === 'bottom_left' || undefined} data-dark={isDark || undefined} style={style} aria-hidden>
        <div className={classes.panel}>
          <div className={classes.header}>
            <div className={classes.heading}>
              <b>{theme.header_title || 'Chat with us'}</b>
              {theme.header_subtitle && <span>{theme.header_subtitle}</span>}
            </div>
            <IconX size={20} />
          </div>
          <div className={classes.log}>
            <span className={classes.mine}>{t('widgets.sampleIn')}</span>
            <span className={classes.theirs}>{t('widgets.sampleOut')}</span>
          </div>
          <div className={classes.form}>
            <span>Your message</span>
            <i>
              <IconSend2 size={18} />
            </i>
          </div>
        </div>
        <div className={classes.bubble} data-sharp={theme.border_radius === 'sharp' || undefined}>
          <IconMessage2 size={26} />
        </div>
      </div>
      <Text component="figcaption" size="xs" c="dimmed" mt={6}>
        {t('widgets.previewHelp')}
      </Text>
    </figure>
  );
}

import { IconPlugConnected } from '@tabler/icons-react';
import type { ComponentType } from 'react';
import type { TextKey } from '../texts/texts';

/** A page of the settings. */
export interface Section {
  path: string;
  title: TextKey;
  /** A sentence that says what it is for. */
  intro: TextKey;
  icon: ComponentType<{ size?: number; stroke?: number }>;
  load: () => Promise<{ default: ComponentType }>;
}

/** All pages of the settings, in the order of their navigation. */
export const sections: Section[] = [
  { path: '/admin/accounts', title: 'accounts.title', intro: 'accounts.intro', icon: IconPlugConnected, load: () => import('./AccountsPage') },
];

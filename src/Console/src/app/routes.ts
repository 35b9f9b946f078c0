import { IconInbox } from '@tabler/icons-react';
import type { ComponentType } from 'react';
import type { TextKey } from '../texts/texts';
import type { Me } from './me';

/** A page of the console. */
export interface PageRoute {
  /** Where it begins; what follows is the page's own affair. */
  path: string;
  title: TextKey;
  icon: ComponentType<{ size?: number; stroke?: number }>;
  /** Who may see it. */
  may: (me: Me) => boolean;
  load: () => Promise<{ default: ComponentType }>;
}

const everyone = () => true;

/** All pages, in the order of the navigation; the first is where one arrives. */
export const routes: PageRoute[] = [
  { path: '/inbox', title: 'app.inbox', icon: IconInbox, may: everyone, load: () => import('../inbox/InboxPage') },
];

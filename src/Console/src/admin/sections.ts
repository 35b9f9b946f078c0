import { IconAddressBook, IconBuilding, IconChartBar, IconCoins, IconKey, IconMessage2Bolt, IconMessageChatbot, IconPlugConnected, IconTags, IconUsers } from '@tabler/icons-react';
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
  { path: '/admin/numbers', title: 'numbers.title', intro: 'numbers.intro', icon: IconAddressBook, load: () => import('./NumbersPage') },
  { path: '/admin/widgets', title: 'widgets.title', intro: 'widgets.intro', icon: IconMessageChatbot, load: () => import('./WidgetsPage') },
  { path: '/admin/agents', title: 'agents.title', intro: 'agents.intro', icon: IconUsers, load: () => import('./AgentsPage') },
  { path: '/admin/labels', title: 'labels.title', intro: 'labels.intro', icon: IconTags, load: () => import('./LabelsPage') },
  { path: '/admin/replies', title: 'replies.title', intro: 'replies.intro', icon: IconMessage2Bolt, load: () => import('./RepliesPage') },
  { path: '/admin/keys', title: 'accessKeys.title', intro: 'accessKeys.intro', icon: IconKey, load: () => import('./KeysPage') },
  { path: '/admin/customer', title: 'customer.title', intro: 'customer.intro', icon: IconBuilding, load: () => import('./CustomerPage') },
  { path: '/admin/prices', title: 'prices.title', intro: 'prices.intro', icon: IconCoins, load: () => import('./PricesPage') },
  { path: '/admin/usage', title: 'usage.title', intro: 'usage.intro', icon: IconChartBar, load: () => import('./UsagePage') },
];

import { IconChartBar, IconDeviceMobileMessage, IconInbox, IconSettings, IconSitemap, IconWebhook } from '@tabler/icons-react';
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
const admins = (me: Me) => me.isAdmin;

/** All pages, in the order of the navigation; the first is where one arrives. */
export const routes: PageRoute[] = [
  { path: '/inbox', title: 'app.inbox', icon: IconInbox, may: everyone, load: () => import('../inbox/InboxPage') },
  { path: '/overview', title: 'overview.title', icon: IconChartBar, may: admins, load: () => import('../overview/OverviewPage') },
  { path: '/phone', title: 'phone.nav', icon: IconDeviceMobileMessage, may: admins, load: () => import('../phone/PhonePage') },
  { path: '/flows', title: 'flows.title', icon: IconSitemap, may: admins, load: () => import('../flows/FlowsPage') },
  { path: '/webhooks', title: 'webhooks.title', icon: IconWebhook, may: admins, load: () => import('../webhooks/WebhooksPage') },
  { path: '/admin', title: 'admin.title', icon: IconSettings, may: admins, load: () => import('../admin/AdminPage') },
];

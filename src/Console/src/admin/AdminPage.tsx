import { NavLink } from '@mantine/core';
import { IconChevronLeft } from '@tabler/icons-react';
import { type ComponentType, lazy, Suspense } from 'react';
import { Link, Route, Switch, useLocation } from 'wouter';
import { Waiting } from '../kit/states';
import { t } from '../texts/texts';
import { AdminHome } from './AdminHome';
import classes from './AdminPage.module.css';
import { type Section, sections } from './sections';

const pages = new Map<Section, ComponentType>(sections.map(section => [section, lazy(section.load)]));

/** The settings: their navigation, and beside it the page that the address names; where it is narrow, one of them at a time. */
export default function AdminPage() {
  const [location] = useLocation();
  const isHome = location === '/admin';
  return (
    <div className={classes.admin}>
      <nav className={classes.nav} aria-label={t('admin.navigation')}>
        <NavLink component={Link} href="/admin" label={t('admin.title')} active={isHome} aria-current={isHome ? 'page' : undefined} className={classes.link} />
        {sections.map(({ path, title, icon: Icon }) => {
          const here = location === path || location.startsWith(`${path}/`);
          return <NavLink key={path} component={Link} href={path} label={t(title)} leftSection={<Icon size={18} stroke={1.6} />} active={here} aria-current={here ? 'page' : undefined} className={classes.link} />;
        })}
      </nav>
      <div className={classes.section}>
        {!isHome && (
          <Link href="/admin" className={classes.back}>
            <IconChevronLeft size={18} aria-hidden /> {t('admin.title')}
          </Link>
        )}
        <Suspense fallback={<Waiting />}>
          <Switch>
            {sections.map(section => (
              <Route key={section.path} path={`${section.path}/*?`} component={pages.get(section)} />
            ))}
            <Route component={AdminHome} />
          </Switch>
        </Suspense>
      </div>
    </div>
  );
}

import { Box, Center, Loader, Text, UnstyledButton } from '@mantine/core';
import { Suspense, useMemo } from 'react';
import { Link, Redirect, Route, Switch, useLocation } from 'wouter';
import { useOutbox } from '../conversation/useOutbox';
import { AskToLeave } from '../kit/AskToLeave';
import { LineNotice } from '../live/LineNotice';
import { t } from '../texts/texts';
import icon from './icon.svg';
import { lazily } from './lazily';
import { useMe } from './me';
import { PageBoundary } from './PageBoundary';
import { type PageRoute, routes } from './routes';
import classes from './Shell.module.css';
import { UserMenu } from './UserMenu';

const pages = new Map(routes.map(route => [route, lazily(route.load)]));

// Where one arrives is on its way while it is still being found out who is there.
pages.get(routes.find(route => window.location.pathname.startsWith(route.path)) ?? routes[0]!)?.ask();

/** The navigation, and beside it the page that the address names. */
export function Shell() {
  const me = useMe();
  const [location] = useLocation();
  useOutbox();
  const mine = useMemo(() => routes.filter(route => route.may(me)), [me]);
  return (
    <div className={classes.shell}>
      <a href="#page" className={classes.skip}>
        {t('app.skip')}
      </a>
      <nav className={classes.nav} aria-label={t('app.navigation')}>
        <img src={icon} alt="Confab" width={32} height={32} className={classes.logo} />
        {mine.map(route => (
          <NavLink key={route.path} route={route} />
        ))}
        <Box className={classes.user}>
          <UserMenu />
        </Box>
      </nav>
      <AskToLeave />
      <div className={classes.page} id="page" tabIndex={-1}>
        <LineNotice />
        <PageBoundary key={location.split('/')[1]} forget={() => pages.forEach(page => page.forget())}>
          <Suspense fallback={<Waiting />}>
            <Switch>
              {mine.map(route => (
                <Route key={route.path} path={`${route.path}/*?`} component={pages.get(route)?.Page} />
              ))}
              <Route path="/">
                <Redirect to={mine[0]!.path} replace />
              </Route>
              <Route>
                <Center component="main" flex={1}>
                  <Text c="dimmed">{t('app.noPage')}</Text>
                </Center>
              </Route>
            </Switch>
          </Suspense>
        </PageBoundary>
      </div>
    </div>
  );
}

function NavLink({ route }: { route: PageRoute }) {
  const [location] = useLocation();
  const here = location === route.path || location.startsWith(`${route.path}/`);
  const Icon = route.icon;
  return (
    <UnstyledButton component={Link} href={route.path} className={classes.link} data-here={here || undefined} aria-current={here ? 'page' : undefined}>
      <Icon size={22} stroke={1.6} />
      <span>{t(route.title)}</span>
    </UnstyledButton>
  );
}

const Waiting = () => (
  <Center flex={1}>
    <Loader aria-label={t('app.loading')} />
  </Center>
);

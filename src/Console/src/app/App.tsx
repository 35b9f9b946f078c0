import { MantineProvider, mergeThemeOverrides } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import { Router } from 'wouter';
import { ApiError } from '../api/client';
import { leave } from '../kit/unsaved';
import { chooseLanguage, type Language, language, t } from '../texts/texts';
import { EndOfNotices } from './EndOfNotices';
import { LanguageContext } from './language';
import { Session } from './Session';
import { Shell } from './Shell';
import { theme, variables } from './theme';

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 60_000,
      gcTime: 10 * 60_000,
      refetchOnWindowFocus: false, // what changes is told over the socket
      retry: (count, error) => count < 3 && !(error instanceof ApiError && !error.isPassing),
    },
  },
});

/** The console. A change of language draws it anew, with whatever is typed in it. */
export function App({ nonce }: { nonce: string }) {
  const [spoken, setSpoken] = useState<Language>(language());
  const speak = async (to: Language) => {
    await chooseLanguage(to, true);
    setSpoken(to);
  };
  return (
    <MantineProvider theme={mergeThemeOverrides(theme, { components: { Notification: { defaultProps: { closeButtonProps: { 'aria-label': t('app.close') } } } } })} cssVariablesResolver={variables} defaultColorScheme="auto" getStyleNonce={() => nonce}>
      <QueryClientProvider client={client}>
        <LanguageContext value={{ language: spoken, speak }}>
          <Notifications position="top-center" />
          <EndOfNotices />
          <Router aroundNav={leave}>
            <Session>
              <Shell />
            </Session>
          </Router>
        </LanguageContext>
      </QueryClientProvider>
    </MantineProvider>
  );
}

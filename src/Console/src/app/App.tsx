import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import { Router } from 'wouter';
import { ApiError } from '../api/client';
import { leave } from '../kit/unsaved';
import { chooseLanguage, type Language, language } from '../texts/texts';
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

/** The console. A change of language draws it anew. */
export function App({ nonce }: { nonce: string }) {
  const [spoken, setSpoken] = useState<Language>(language());
  const speak = async (to: Language) => {
    await chooseLanguage(to, true);
    setSpoken(to);
  };
  return (
    <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto" getStyleNonce={() => nonce}>
      <QueryClientProvider client={client}>
        <LanguageContext value={speak}>
          <Notifications position="top-right" />
          <Router aroundNav={leave}>
            <Session key={spoken}>
              <Shell />
            </Session>
          </Router>
        </LanguageContext>
      </QueryClientProvider>
    </MantineProvider>
  );
}

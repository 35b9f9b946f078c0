import { Center, Loader } from '@mantine/core';
import { lazy, Suspense, useMemo } from 'react';
import { Router } from 'wouter';
import { memoryLocation } from 'wouter/memory-location';
import { BesideContext } from '../inbox/beside';
import { t } from '../texts/texts';

const InboxPage = lazy(() => import('../inbox/InboxPage'));

/** The inbox with an address of its own, beside another page. */
export function BesideInbox() {
  const { hook, searchHook } = useMemo(() => memoryLocation({ path: '/inbox' }), []);
  return (
    <Router hook={hook} searchHook={searchHook}>
      <BesideContext value>
        <Suspense
          fallback={
            <Center h="100%">
              <Loader aria-label={t('app.loading')} />
            </Center>
          }
        >
          <InboxPage />
        </Suspense>
      </BesideContext>
    </Router>
  );
}

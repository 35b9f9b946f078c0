import type { QueryClient } from '@tanstack/react-query';
import type { LiveEvent } from '../api/records';
import type { Me } from '../app/me';

/** Takes events into the cache. */
export type Patch = (client: QueryClient, events: LiveEvent[], me: Me) => void;

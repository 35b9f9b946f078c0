import { patchAgents } from './agents';
import type { Patch } from './LiveProvider';

/** What takes events in, area by area. */
export const patches: Patch[] = [patchAgents];

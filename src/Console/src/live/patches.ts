import { patchConversations } from '../conversation/patches';
import { patchLists } from '../inbox/patches';
import { patchAgents } from './agents';
import type { Patch } from './LiveProvider';

/** What takes events in, area by area. */
export const patches: Patch[] = [patchAgents, patchLists, patchConversations];

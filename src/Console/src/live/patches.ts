import { patchConversations } from '../conversation/patches';
import { patchRuns } from '../flows/runsData';
import { patchLists } from '../inbox/patches';
import { patchTags } from '../inbox/tags';
import { patchOverview } from '../overview/patches';
import { patchPhone } from '../phone/patches';
import { patchEndpoints } from '../webhooks/patches';
import { patchAgents } from './agents';
import type { Patch } from './patch';

/** What takes events in, area by area. */
export const patches: Patch[] = [patchAgents, patchLists, patchTags, patchConversations, patchPhone, patchRuns, patchEndpoints, patchOverview];

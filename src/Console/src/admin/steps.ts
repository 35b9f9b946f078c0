import { get, type Page } from '../api/client';
import type { TextKey } from '../texts/texts';
import type { CustomerSettings } from './records';

/** What there is of each thing that a new installation needs. */
export type Done = Record<StepName, boolean>;

export type StepName = 'account' | 'flow' | 'number' | 'agent' | 'webhook' | 'message';

export interface Step {
  name: StepName;
  title: TextKey;
  text: TextKey;
  /** Where it is done. */
  href: string;
}

/** The first steps, in the order in which one takes them. */
export const steps: Step[] = [
  { name: 'account', title: 'steps.account', text: 'steps.accountText', href: '/admin/accounts' },
  { name: 'flow', title: 'steps.flow', text: 'steps.flowText', href: '/flows' },
  { name: 'number', title: 'steps.number', text: 'steps.numberText', href: '/admin/numbers' },
  { name: 'message', title: 'steps.message', text: 'steps.messageText', href: '/phone' },
  { name: 'agent', title: 'steps.agent', text: 'steps.agentText', href: '/admin/agents' },
  { name: 'webhook', title: 'steps.webhook', text: 'steps.webhookText', href: '/webhooks' },
];

const count = async (path: string, signal: AbortSignal, size = 1) => (await get<Page<unknown>>(path, { page_size: size }, signal)).result.length;

/** Looks what is there. An agent is somebody beside who is signed in. */
export async function readSteps(signal: AbortSignal): Promise<Done> {
  const [account, flow, number, agents, customer, endpoints, conversations] = await Promise.all([
    count('/v1.0/conversation_accounts', signal),
    count('/v1.0/flows', signal),
    count('/v1.0/numbers', signal),
    count('/v1.0/agents', signal, 2),
    get<CustomerSettings>('/v1.0/customer', undefined, signal),
    count('/v1.0/webhook_endpoints', signal),
    count('/v1.0/conversations', signal),
  ]);
  return { account: account > 0, flow: flow > 0, number: number > 0, agent: agents > 1, webhook: customer.webhook_uri !== '' || endpoints > 0, message: conversations > 0 };
}

import { createContext, use } from 'react';
import type { Agent, Customer } from '../api/records';

const admin = 32;
const manager = 64;

/** Who is signed in, and what that lets him do. */
export interface Me {
  agent: Agent;
  customer: Customer;
  /** An admin or a manager: everything of the customer. */
  isAdmin: boolean;
}

export const MeContext = createContext<Me | undefined>(undefined);

export function useMe(): Me {
  const me = use(MeContext);
  if (!me) throw new Error('nobody is signed in');
  return me;
}

export const asMe = (agent: Agent, customer: Customer): Me => ({ agent, customer, isAdmin: (agent.permission & (admin | manager)) !== 0 });

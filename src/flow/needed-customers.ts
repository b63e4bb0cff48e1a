import type { PeerSettings } from './flow-deps.ts';

/** Two customers know of each other's devices what the average does not say of their own; a third makes it a crowd. */
const NEEDED_CUSTOMERS = 3;

/** The fewest customers that must stand behind statistics. */
export function neededCustomers({ neededCustomers: needed }: Pick<PeerSettings, 'neededCustomers'>): number {
  return needed ?? NEEDED_CUSTOMERS;
}

import type { Cell } from '../snmp/cell.ts';

/** What the lane found out before the read went on another way: requests sent so far, and what the first one's objects said if it was answered. */
export type Head = { sends: number; cells: Cell[] | undefined };

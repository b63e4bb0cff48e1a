import { ENGINE_FAULTS } from './engine-faults.ts';
import type { FaultKind } from './fault.ts';
import { NETWORK_FAULTS } from './network-faults.ts';
import { PAPER_FAULTS } from './paper-faults.ts';
import { USE_FAULTS } from './use-faults.ts';

/** All kinds of fault that are drawn. */
export const FAULT_KINDS: readonly FaultKind[] = [...ENGINE_FAULTS, ...USE_FAULTS, ...PAPER_FAULTS, ...NETWORK_FAULTS];

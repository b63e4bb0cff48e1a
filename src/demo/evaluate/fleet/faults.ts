import { ENGINE_FAULTS, USE_FAULTS } from './engine-faults.ts';
import type { FaultKind } from './fault.ts';
import { NETWORK_FAULTS, PAPER_FAULTS } from './path-faults.ts';

/** All kinds of fault that are drawn. */
export const FAULT_KINDS: readonly FaultKind[] = [...ENGINE_FAULTS, ...USE_FAULTS, ...PAPER_FAULTS, ...NETWORK_FAULTS];

import type { CastMember } from './cast-member.ts';
import { ODD_CAST } from './odd-cast.ts';
import { WORN_CAST } from './worn-cast.ts';

/** Every fixed role of the simulated fleet. All other devices are healthy. */
export const CAST: readonly CastMember[] = [...WORN_CAST, ...ODD_CAST];

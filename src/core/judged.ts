import type { Comparison } from './comparison.ts';

/** What is found out about one figure: the part of a comparison that the peers and the limits decide. */
export type Judged = Pick<Comparison, 'verdict' | 'side' | 'because' | 'oddness' | 'baseline' | 'behind'>;

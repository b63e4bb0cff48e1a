import type { CohortOptions } from './cohort.ts';

/** Where a claim came in; the Slack fields are absent for a claim from the terminal. */
export type Origin = {
  via: 'command' | 'message' | 'form' | 'button' | 'terminal' | 'api';
  channel?: string | undefined;
  /** ts of the message that said it, for a claim made by a plain message. */
  messageTs?: string | undefined;
};

export type Handler = { kind: 'user' | 'group' | 'nobody'; id: string };

export type ClaimStatus = 'open' | 'taken' | 'resolved';

/** One thing that was done to a claim, shown on the card. Units: `at` milliseconds since 1970. */
export type ClaimEvent = {
  at: number;
  by: string;
  what: 'opened' | 'refetched' | 'taken' | 'resolved';
  note?: string | undefined;
};

/**
 * One complaint about one device.
 * `sourceKey` names the delivery it came from (a command's trigger, a message's channel and ts): the same delivery twice is the same claim.
 * `words` are the customer's, hostile until escaped.
 */
export type Claim = {
  id: number;
  sourceKey: string;
  serial: string;
  symptoms: string[];
  words: string;
  /** How the cohort of its first fetch was to be chosen, where anything was said of it. */
  options?: CohortOptions | undefined;
  by: string;
  at: number;
  origin: Origin;
  status: ClaimStatus;
  handler: Handler;
  events: ClaimEvent[];
  /** Grows by one with every write to the claim or to one of its fetches (from 1); tells what was shown from what is news. */
  revision: number;
};

export type NewClaim = Omit<Claim, 'id' | 'status' | 'events' | 'revision'>;

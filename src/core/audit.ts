/**
 * One thing that somebody did and that is no event of a claim: a setting that was changed. Units: `at` milliseconds since 1970.
 * Shape: `by` a user of Slack, as in the events of a claim.
 */
export type AuditNote = {
  at: number;
  by: string;
  what: 'channel-set';
  channel?: string | undefined;
  note?: string | undefined;
};

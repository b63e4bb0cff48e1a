import type { Claim, ClaimEvent } from './claim.ts';

/**
 * One thing that somebody did and that is no event of a claim: a setting that was changed, a file that was written. Units: `at` milliseconds since 1970.
 * Shape: `by` as in the events of a claim, or `terminal:` and the name of who is logged in there.
 */
export type AuditNote = {
  at: number;
  by: string;
  what:
    | 'channel-set'
    | 'claim-exported'
    | 'fleet-exported'
    | 'fleet-imported'
    | 'fleet-retired'
    | 'fleet-unretired'
    | 'list-imported'
    | 'store-copied'
    | 'store-migrated'
    | 'store-restored';
  channel?: string | undefined;
  claim?: number | undefined;
  note?: string | undefined;
};

/** One line of the audit log, of a claim's event or of a note. */
export type AuditLine = {
  at: number;
  by: string;
  what: ClaimEvent['what'] | AuditNote['what'];
  claim?: number | undefined;
  channel?: string | undefined;
  note?: string | undefined;
};

/** What events of claims and notes tell from a moment on, oldest first. Units: `since` milliseconds since 1970. */
export function auditLines(claims: readonly Claim[], notes: readonly AuditNote[], since: number): AuditLine[] {
  const events = claims.flatMap(({ id, events }) =>
    events.map(({ at, by, what, note, to, handler, symptoms }): AuditLine => {
      const told = [
        note ?? '',
        to === undefined ? '' : `to ${to}`,
        handler === undefined ? '' : `${nameOf(handler.before)} to ${nameOf(handler.now)}`,
        symptoms === undefined ? '' : `${symptoms.before.join(' ')} to ${symptoms.now.join(' ')}`,
      ].filter((part) => part !== '');
      return { at, by, what, claim: id, ...(told.length === 0 ? {} : { note: told.join('; ') }) };
    }),
  );
  return [...events, ...notes].filter(({ at }) => at >= since).sort((a, b) => a.at - b.at);
}

function nameOf({ kind, id }: Claim['handler']): string {
  return kind === 'nobody' ? 'nobody' : id;
}

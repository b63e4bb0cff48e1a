import { describe, expect, it } from 'vitest';
import { auditLines } from '../../src/core/audit.ts';
import { sampleClaim } from '../slack/dossiers.ts';

const nobody = { kind: 'nobody', id: '' } as const;

describe('the audit log', () => {
  const claim = sampleClaim({
    id: 7,
    events: [
      { at: 10, by: 'U1', what: 'opened' },
      { at: 30, by: 'U2', what: 'assigned', handler: { before: nobody, now: { kind: 'user', id: 'U3' } } },
      { at: 50, by: 'U2', what: 'escalated', to: 'C9', note: 'please look' },
      { at: 70, by: 'U2', what: 'symptoms-changed', symptoms: { before: ['noise'], now: ['slow', 'offline'] } },
    ],
  });

  it('has events of claims and notes in the order of their times, each with what it changed', () => {
    const notes = [{ at: 40, by: 'U4', what: 'channel-set' as const, channel: 'C1', note: 'language de' }];
    expect(auditLines([claim], notes, 0)).toEqual([
      { at: 10, by: 'U1', what: 'opened', claim: 7 },
      { at: 30, by: 'U2', what: 'assigned', claim: 7, note: 'nobody to U3' },
      { at: 40, by: 'U4', what: 'channel-set', channel: 'C1', note: 'language de' },
      { at: 50, by: 'U2', what: 'escalated', claim: 7, note: 'please look; to C9' },
      { at: 70, by: 'U2', what: 'symptoms-changed', claim: 7, note: 'noise to slow offline' },
    ]);
  });

  it('has nothing from before the moment that is asked for', () => {
    expect(auditLines([claim], [], 50).map(({ at }) => at)).toEqual([50, 70]);
    expect(auditLines([claim], [], 71)).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import type { Dossier, Fetch } from '../../src/core/dossier.ts';
import { isSealIntact, sealed } from '../../src/core/seal.ts';
import { checkDossier, sealedDossier } from '../../src/core/sealed-dossier.ts';
import { aClaim, aDevice, anEvent, anyReading, aReading, asJson, completed } from '../store/contract/samples.ts';

const bare: Fetch = {
  n: 0,
  key: 'claim',
  by: 'U1',
  askedAt: 0,
  phase: 'stored',
  outcome: { kind: 'not-asked' },
  readings: [],
  comparisons: [],
  measures: [],
  peers: { eligible: 0, customers: 0, asked: 0, live: 0, stored: 0, pending: 0, missing: 0 },
  warnings: [],
};
const about = { claim: 7, serial: 'SIM-3500-0001', model: 'SIM-3500', symptoms: ['light-print'], rules: 'abc123' };
const frame = { used: [], members: [], sets: [], behind: {} };

function dossier(fetches: Fetch[]): Dossier {
  return {
    claim: { ...aClaim(), id: 7, status: 'open', events: [anEvent({ note: 'é \u2028 \ud800' })], revision: 3 },
    symptomTitles: [],
    device: aDevice({ address: '127.9.9.9', credential: 'secure' }),
    items: [],
    questions: [],
    fetches,
    now: 5,
  };
}

describe('a sealed claim', () => {
  const first = sealed(completed(bare), about);
  const again = sealed(completed({ ...bare, n: 1, key: 'again' }, { readings: [aReading({ at: 900 })] }), about);
  const text = sealedDossier(dossier([first, again, { ...bare, n: 2 }]));

  it('is intact as it was written, and holds complete fetches with values, evidence, rules and digests, and no address', () => {
    const value = JSON.parse(text);
    expect(value.fetches.map(({ n }: Fetch) => n)).toEqual([0, 1]);
    expect(value.fetches[0]).toMatchObject({
      readings: [{ evidence: [{ raw: 'Counter32 18423' }] }],
      seal: { ...about, digest: expect.stringMatching(/^[\da-f]{64}$/) },
    });
    expect(text).not.toMatch(/127\.9\.9\.9|secure|"now"/);
    expect(checkDossier(Buffer.from(text))).toEqual({
      claim: 7,
      digest: value.digest,
      fetches: 2,
      unsealed: 0,
      faults: [],
    });
  });

  it('is refused when any one octet is another, one is missing or one is added', () => {
    const octets = Buffer.from(text);
    fc.assert(
      fc.property(fc.nat(octets.length - 1), fc.integer({ min: 1, max: 255 }), (place, by) => {
        const changed = Buffer.from(octets);
        changed[place] = (octets[place] ?? 0) ^ by;
        expect(checkDossier(changed).faults).not.toEqual([]);
        expect(checkDossier(Buffer.concat([octets.subarray(0, place), octets.subarray(place + 1)])).faults).not.toEqual(
          [],
        );
        expect(
          checkDossier(Buffer.concat([octets.subarray(0, place), Buffer.from([by]), octets.subarray(place)])).faults,
        ).not.toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('names the fetch that is not what was sealed, also where the file as a whole was made anew', () => {
    const forged = { ...again, readings: [aReading({ at: 901 })] };
    expect(checkDossier(Buffer.from(sealedDossier(dossier([first, forged])))).faults).toEqual([
      'fetch 2 is not what was sealed',
    ]);
    const foreign = sealed(completed(bare), { ...about, claim: 8 });
    expect(checkDossier(Buffer.from(sealedDossier(dossier([foreign])))).faults).toEqual([
      'fetch 1 is of another claim',
    ]);
    const other = { ...first, seal: first.seal && { ...first.seal, rules: 'others' } };
    expect(checkDossier(Buffer.from(sealedDossier(dossier([other])))).faults).toEqual([
      'fetch 1 is not what was sealed',
    ]);
  });

  it('says how many fetches are from before there were seals, and what is no sealed claim at all', () => {
    const old = checkDossier(Buffer.from(sealedDossier(dossier([completed(bare)]))));
    expect([old.unsealed, old.faults]).toEqual([1, []]);
    for (const other of [
      '',
      'null',
      '[]',
      '{}',
      '{"claimscope":"dossier","digest":"","claim":{"id":1},"fetches":[null]}',
    ]) {
      expect(checkDossier(Buffer.from(other)).faults).toEqual(['it is no sealed claim, or it is cut off']);
    }
  });

  it('keeps its seal whatever was read, through a store and back, and whoever stood behind it', () => {
    fc.assert(
      fc.property(fc.array(anyReading, { maxLength: 4 }), (readings) => {
        const made = sealed({ ...completed(bare, { readings }), frame }, about);
        expect(isSealIntact(asJson(made))).toBe(true);
        expect(isSealIntact({ ...asJson(made), frame: undefined })).toBe(true);
        expect(checkDossier(Buffer.from(sealedDossier(dossier([asJson(made)])))).faults).toEqual([]);
      }),
    );
  });
});

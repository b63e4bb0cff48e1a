import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Claim } from '../../src/core/claim.ts';
import { marksOf, sharedOf, similarAmong } from '../../src/core/similar.ts';
import { sampleRow } from '../slack/dossiers.ts';

function resolved(id: number, customer: string, marks: string[], measure = 'drum', serial = `S-${id}`): Claim {
  return {
    id,
    sourceKey: `k${id}`,
    serial,
    symptoms: ['light-print'],
    words: '',
    by: 'U1',
    at: 1,
    origin: { via: 'command' },
    status: 'resolved',
    handler: { kind: 'nobody', id: '' },
    revision: 1,
    events: [
      {
        at: 2,
        by: 'U1',
        what: 'resolved',
        resolution: { cause: 'worn-part', measure, proposed: [] },
        ended: { model: 'M-1', customer, symptoms: ['light-print'], marks },
      },
    ],
  };
}

const ABOUT = { serial: 'C-0', customer: 'Acme', marks: ['drum:low', 'density:low'] };
const RULE = { needed: 3, titleOf: (id: string) => `Title of ${id}` };

describe('what is odd of a device', () => {
  it('is each item with its side or its state, once, whichever part it is of', () => {
    const rows = [
      sampleRow('Drum', 1, 'off', { item: 'drum', part: 'black', side: 'low' }),
      sampleRow('Drum', 1, 'watch', { item: 'drum', part: 'cyan', side: 'low' }),
      sampleRow('Density', 1, 'normal', { item: 'density', side: 'low' }),
      sampleRow('Saving', 1, 'off', { item: 'saving', figure: { kind: 'state', state: 'on', from: [] } }),
    ];
    expect(marksOf(rows)).toEqual(['drum:low', 'saving:on']);
  });

  it('is shared by two claims from none to all, whichever comes first', () => {
    const set = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 8 });
    fc.assert(
      fc.property(set, set, (one, other) => {
        const shared = sharedOf(one, other);
        expect(shared).toBe(sharedOf(other, one));
        expect(sharedOf(one, one)).toBe(one.length === 0 ? 0 : 1);
        const common = one.some((mark) => other.includes(mark));
        expect(shared > 0).toBe(common);
        expect(shared).toBeLessThanOrEqual(1);
      }),
    );
    expect(sharedOf(['a', 'b', 'c'], ['b', 'c', 'd'])).toBe(0.5);
  });
});

describe('similar claims', () => {
  it('are those that share half of what was odd; the own ones by number, the others counted by how they ended', () => {
    const claims = [
      resolved(9, 'Acme', ['drum:low', 'density:low']),
      resolved(8, 'North', ['drum:low'], 'toner'),
      resolved(7, 'South', ['drum:low', 'density:low', 'jams:high']),
      resolved(6, 'West', ['drum:low']),
      resolved(5, 'West', ['drum:high', 'density:low', 'x:low', 'y:low']),
      resolved(4, 'Acme', ['drum:low'], 'drum', 'C-0'),
    ];
    expect(similarAmong(claims, ABOUT, RULE)).toEqual({
      own: [{ id: 9, by: 'Title of drum' }],
      needed: 3,
      others: {
        claims: 3,
        ended: [
          { by: 'Title of drum', claims: 2 },
          { by: 'Title of toner', claims: 1 },
        ],
      },
    });
  });

  it('at fewer customers than are needed are withheld, however many they are', () => {
    const customer = fc.constantFrom('North', 'South', 'West', 'East', 'Acme');
    fc.assert(
      fc.property(fc.array(customer, { maxLength: 12 }), fc.integer({ min: 1, max: 4 }), (customers, needed) => {
        const claims = customers.map((name, index) => resolved(index, name, ABOUT.marks));
        const { others } = similarAmong(claims, ABOUT, { ...RULE, needed });
        const named = new Set(customers.filter((name) => name !== 'Acme')).size;
        expect(others === undefined).toBe(named < needed || named === 0);
        expect(JSON.stringify(others ?? '')).not.toMatch(/North|South|West|East|"id"/);
      }),
    );
  });

  it('are none where nothing is odd, and none of those that ended before their evidence was kept', () => {
    const old = resolved(1, 'Acme', []);
    Object.assign(old.events[0]!, { ended: { model: 'M-1' } });
    expect(similarAmong([resolved(2, 'Acme', [])], { ...ABOUT, marks: [] }, RULE)).toEqual({ own: [], needed: 3 });
    expect(similarAmong([old], ABOUT, RULE)).toEqual({ own: [], needed: 3 });
  });
});

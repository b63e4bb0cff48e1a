import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseCohort, type Cohort, type CohortOptions } from '../../src/core/cohort.ts';
import { compareFigures } from '../../src/core/compare.ts';
import type { Comparison } from '../../src/core/comparison.ts';
import type { Device } from '../../src/core/device.ts';
import type { ItemDef } from '../../src/core/item.ts';
import { TIGHTEN_BY, type PeerFacts } from '../../src/core/peer-facts.ts';
import { averageInWords } from '../../src/core/words.ts';

const NEEDS = { devices: 5, customers: 3 };
const volts: ItemDef = {
  id: 'x',
  title: 'X',
  kind: 'number',
  unit: 'volt',
  compare: { as: 'value', odd: 'both', minEffect: 1 },
  because: 'x',
  source: 'x',
};
const firmware: ItemDef = { ...volts, kind: 'text', compare: { as: 'state' } };

type Peer = { device: Device; facts: PeerFacts; isFamily: boolean; hasValue: boolean };

const peerArb = fc.record({
  customer: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
  firmware: fc.constantFrom('1', '1', '1', '2', undefined),
  monthlyVolume: fc.constantFrom(1000, 1500, 9000, undefined),
  colourShare: fc.constantFrom(10, 20, 60),
  region: fc.constantFrom('north', 'north', 'south'),
  isFamily: fc.boolean(),
  hasValue: fc.constantFrom(true, true, true, true, false),
});
const fleetArb = fc.array(peerArb, { minLength: 1, maxLength: 70 }).map((all) =>
  all.map(({ customer, isFamily, hasValue, ...facts }, index): Peer => ({
    device: { serial: `P${index}`, customer, model: isFamily ? 'N' : 'M', address: '127.0.0.1' },
    facts,
    isFamily,
    hasValue,
  })),
);

const claimed: Device = { serial: 'MINE', customer: 'us', model: 'M', address: '127.0.0.1' };
const OPTIONS: CohortOptions[] = Array.from({ length: 2 ** (TIGHTEN_BY.length + 1) }, (_, bits) => ({
  tighten: TIGHTEN_BY.filter((_by, index) => (bits & (1 << index)) !== 0),
  widen: (bits & (1 << TIGHTEN_BY.length)) !== 0,
}));

function chosen(peers: readonly Peer[], options: CohortOptions): Cohort {
  const facts = new Map(peers.map(({ device, facts: known }) => [device.serial, known]));
  facts.set('MINE', { firmware: '1', monthlyVolume: 1000, colourShare: 15, region: 'north' });
  const of = (isFamily: boolean): Device[] =>
    peers.filter((peer) => peer.isFamily === isFamily).map(({ device }) => device);
  return chooseCohort({ claimed, ofModel: of(false), ofFamily: of(true), seed: 1, needs: NEEDS, facts, options });
}

/** What is shown of an item under these options, and the peers with a value that stand behind it. */
function shown(peers: readonly Peer[], options: CohortOptions): { baseline: Comparison['baseline']; behind: Peer[] } {
  const cohort = chosen(peers, options);
  const said = peers.filter(({ device, hasValue }) => hasValue && cohort.whose.has(device.serial));
  const { baseline } = compareFigures({
    item: volts,
    mine: { kind: 'number', number: 1, unit: 'volt', from: [] },
    peers: said.map(({ device }, index) => ({ value: index ** 2, at: 0, ...cohort.whose.get(device.serial) })),
    neededPeers: NEEDS.devices,
    neededCustomers: NEEDS.customers,
    tight: cohort.tight,
  });
  const eligible = new Set(cohort.eligible.map(({ serial }) => serial));
  return { baseline, behind: said.filter(({ device }) => eligible.has(device.serial)) };
}

function isCrowd(peers: readonly Peer[]): boolean {
  return peers.length >= NEEDS.devices && new Set(peers.map(({ device }) => device.customer)).size >= NEEDS.customers;
}

describe("other customers' devices", () => {
  it('are spoken of only as five or more of three or more customers, whatever options are set', () => {
    fc.assert(
      fc.property(fleetArb, (peers) => {
        for (const options of OPTIONS) {
          const { baseline, behind } = shown(peers, options);
          if (baseline.kind === 'number') {
            expect(isCrowd(behind)).toBe(true);
            expect(baseline.n).toBe(behind.length);
          } else {
            expect(Object.keys(baseline).filter((key) => /average|median|mad|p10|p90|share/.test(key))).toEqual([]);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('cannot be singled out by adding and subtracting what every choice of options shows', () => {
    let narrowed = 0;
    fc.assert(
      fc.property(fleetArb, (peers) => {
        const parts = new Map<Peer, string>(peers.map((peer) => [peer, '']));
        for (const options of OPTIONS) {
          const { baseline, behind } = shown(peers, options);
          if (baseline.kind !== 'number') continue;
          if (behind.length < peers.filter(({ hasValue }) => hasValue).length) narrowed += 1;
          const members = new Set(behind);
          for (const [peer, part] of parts) parts.set(peer, `${part}${members.has(peer) ? 1 : 0}`);
        }
        // Peers that stand behind exactly the same figures cannot be told apart by them: each such part must be a crowd.
        for (const part of new Set(parts.values())) {
          if (!part.includes('1')) continue;
          expect(isCrowd(peers.filter((peer) => parts.get(peer) === part))).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
    // The test means something only where narrowing is often allowed.
    expect(narrowed).toBeGreaterThan(100);
  });

  it('are not averaged when they belong to two customers, and it is said why', () => {
    const of = (customers: string[]): Comparison['baseline'] =>
      compareFigures({
        item: volts,
        mine: { kind: 'number', number: 1, unit: 'volt', from: [] },
        peers: customers.map((customer) => ({ value: 2, at: 0, customer, cell: 0 })),
        neededPeers: 5,
        neededCustomers: 3,
      }).baseline;
    const two = of(['a', 'a', 'a', 'b', 'b', 'b']);
    expect(two).toEqual({ kind: 'withheld', n: 6, why: 'only 2 other customers' });
    expect(averageInWords(two)).toBe('withheld: only 2 other customers');
    expect(averageInWords(of(['a', 'a', 'a', 'a', 'a']))).toBe('withheld: only 1 other customer');
    expect(of(['a', 'b', 'c', 'c', 'c'])).toMatchObject({ kind: 'number', n: 5 });
    expect(of(['a', 'b', 'c', 'c'])).toEqual({ kind: 'too-few', n: 4, needed: 5 });
  });

  it('are one customer where it is not known whose they are', () => {
    const { verdict, because } = compareFigures({
      item: volts,
      mine: { kind: 'number', number: 900, unit: 'volt', from: [] },
      peers: [1, 2, 3, 4, 5, 6],
      neededPeers: 5,
      neededCustomers: 3,
    });
    expect([verdict, because]).toEqual(['cannot-say', 'withheld: only 1 other customer']);
  });

  it('show no text that fewer than three customers have, and judge as before', () => {
    const say = (text: string, customers: string): { value: string; at: number; customer: string }[] =>
      customers.split('').map((customer) => ({ value: text, at: 0, customer }));
    const compared = (text: string): Pick<Comparison, 'baseline' | 'verdict' | 'because'> =>
      compareFigures({
        item: firmware,
        mine: { kind: 'text', text, from: [] },
        peers: [...say('2.01', 'aabbccddeeff'), ...say('2.01-acme-hospital', 'ddd'), ...say('1.9', 'ab')],
        neededPeers: 5,
        neededCustomers: 3,
      });
    expect(JSON.stringify(compared('2.01'))).not.toMatch(/acme|1\.9/);
    expect(compared('2.01')).toMatchObject({
      verdict: 'normal',
      baseline: { shares: [{ n: 12 }, { state: 'others', n: 5 }] },
    });
    expect(compared('1.9').because).toBe('12 % of 17 peers have this too');
    expect(compared('7').verdict).toBe('watch');
  });
});

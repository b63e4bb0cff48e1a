import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseCohort, type Cohort, type CohortInput } from '../../src/core/cohort.ts';
import { leftOutInWords, stepInWords } from '../../src/core/cohort-words.ts';
import type { Device } from '../../src/core/device.ts';
import { isLike, type PeerFacts } from '../../src/core/peer-facts.ts';

const NEEDS = { devices: 5, customers: 3 };

function device(serial: string, customer: string, over: Partial<Device> = {}): Device {
  return { serial, customer, model: 'M', address: '127.0.0.1', ...over };
}
const claimed = device('MINE', 'us');
/** Devices of three customers in turn, each with these facts. */
function fleet(n: number, name = 'P'): Device[] {
  return Array.from({ length: n }, (_, index) => device(`${name}${index}`, `customer ${index % 3}`));
}
function chosen(over: Partial<CohortInput>): Cohort {
  return chooseCohort({ claimed, ofModel: fleet(12), seed: 1, needs: NEEDS, ...over });
}
function known(entries: [Device[], PeerFacts][]): Map<string, PeerFacts> {
  return new Map(entries.flatMap(([devices, facts]) => devices.map(({ serial }) => [serial, facts] as const)));
}
const serials = (devices: readonly Device[]): string[] => devices.map(({ serial }) => serial).sort();

describe('chooseCohort', () => {
  it('never holds the claimed device nor any of its customer, and loses no other', () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(fc.constantFrom('A', 'B', 'C'), { maxLength: 30 }), (seed, customers) => {
        const all = customers.map((customer, index) => device(`S${index}`, customer));
        const { eligible, leftOut } = chosen({ claimed: device('S0', 'A'), ofModel: all, seed });
        expect(eligible.every((peer) => peer.customer !== 'A' && peer.serial !== 'S0')).toBe(true);
        const wanted = all.filter((peer) => peer.customer !== 'A' && peer.serial !== 'S0').length;
        expect(new Set(serials(eligible)).size).toBe(wanted);
        expect(wanted + Object.values(leftOut).reduce((sum, n) => sum + n, 0)).toBe(all.length);
      }),
    );
  });

  it('asks in another order for another claim', () => {
    const order = (seed: number): string =>
      chosen({ ofModel: fleet(50), seed })
        .eligible.map(({ serial }) => serial)
        .join();
    expect(order(1)).not.toBe(order(2));
    expect(order(1)).toBe(order(1));
  });

  it('leaves out what is no fair peer, and counts each once under its first reason', () => {
    const peers = fleet(6);
    const silent = { learnt: { silences: 3, silentAt: 90 } };
    const { eligible, leftOut } = chosen({
      ofModel: [
        claimed,
        device('OURS', 'us', { state: 'retired' }),
        device('GONE', 'a', { state: 'retired' }),
        device('LEFT', 'a', { state: 'unmonitored' }),
        device('SAME', 'b'),
        device('MUTE', 'c'),
        device('LONG', 'c'),
        ...peers,
      ],
      withOpenClaim: new Set(['SAME', 'GONE']),
      staleBefore: 100,
      facts: new Map<string, PeerFacts>([
        ['MUTE', silent],
        ['LONG', { learnt: { silences: 0, answeredAt: 99 } }],
        ['P0', { learnt: { silences: 2, answeredAt: 100 } }],
      ]),
    });
    expect(serials(eligible)).toEqual(serials(peers));
    expect(leftOut).toEqual({ claimed: 1, sameCustomer: 1, retired: 1, unmonitored: 1, openClaim: 1, stale: 2 });
    expect(leftOutInWords(leftOut)).toBe(
      'Left out: this device, 1 of the same customer, 1 with an open claim of the same kind, 1 retired, 1 unmonitored, 2 not heard of lately',
    );
  });

  it('says nothing of what is left out where nothing is', () => {
    expect(leftOutInWords(chosen({}).leftOut)).toBe('');
    expect(stepInWords(chosen({}).step, NEEDS)).toBe('');
  });
});

describe('a narrowed cohort', () => {
  const [old, young] = [fleet(9, 'OLD'), fleet(6, 'NEW')];
  const facts = known([
    [[claimed, ...young], { firmware: '2.01', monthlyVolume: 3000 }],
    [old, { firmware: '1.9', monthlyVolume: 20_000 }],
  ]);
  const ofModel = [...old, ...young];

  it('holds those that are like the claimed device, and says so', () => {
    const cohort = chosen({ ofModel, facts, options: { tighten: ['firmware'] } });
    expect(serials(cohort.eligible)).toEqual(serials(young));
    expect([...cohort.whose.keys()].sort()).toEqual(serials(ofModel));
    expect(stepInWords(cohort.step, NEEDS)).toBe('Narrowed to the same firmware');
    // Volume tells the same devices apart: beside firmware it is no choice.
    expect(cohort.offered).toEqual([]);
    expect(chosen({ ofModel, facts }).offered).toEqual([
      { by: 'firmware', devices: 6 },
      { by: 'volume', devices: 6 },
    ]);
    const both = chosen({ ofModel, facts, options: { tighten: ['volume', 'firmware'] } });
    expect(stepInWords(both.step, NEEDS)).toBe('Narrowed to the same firmware and half to twice the monthly volume');
  });

  it('offers no family of which nobody fits what it is narrowed to, and of the own devices those that do', () => {
    const mine = ['O1', 'O2', 'O3'].map((serial) => device(serial, claimed.customer));
    const ofFamily = fleet(9, 'F');
    const told = new Map([
      ...facts,
      ...known([
        [mine.slice(0, 1), { firmware: '2.01' }],
        [[...mine.slice(1), ...ofFamily], { firmware: '7.0' }],
      ]),
    ]);
    const scene = { ofModel: [...ofModel, ...mine], ofFamily, facts: told };
    expect(chosen({ ...scene, options: { tighten: ['firmware'] } }).offered).toEqual([{ by: 'own', devices: 1 }]);
    expect(chosen(scene).offered).toContainEqual({ by: 'family', devices: 9 });
    expect(chosen(scene).offered).toContainEqual({ by: 'own', devices: 3 });
  });

  it('is not narrowed by what would leave one device over, nor by what is not known', () => {
    const one = chosen({
      ofModel,
      facts: new Map([...facts, ...known([[old.slice(0, 6), { firmware: '2.01' }]])]),
      options: { tighten: ['firmware', 'region'] },
    });
    // Three old ones are left on the other firmware: whoever sees both averages could work them out.
    expect(serials(one.eligible)).toEqual(serials(ofModel));
    expect(one.offered).toEqual([{ by: 'volume', devices: 6 }]);
    expect(stepInWords(one.step, NEEDS)).toBe(
      'Not narrowed to the same firmware: it would tell fewer than 5 devices of 3 customers apart. ' +
        'Not narrowed to the same region: it is not known of this device',
    );
  });

  it('lets go of the least telling option when nobody fits all of them', () => {
    const mixed = known([
      [[claimed], { firmware: '2.01', colourShare: 80 }],
      [young, { firmware: '2.01', colourShare: 5 }],
      [old, { firmware: '1.9', colourShare: 70 }],
    ]);
    const { step, eligible } = chosen({ ofModel, facts: mixed, options: { tighten: ['firmware', 'colour'] } });
    expect(serials(eligible)).toEqual(serials(young));
    expect(stepInWords(step, NEEDS)).toBe(
      'Narrowed to the same firmware. Not narrowed to about the same colour share: no peer fits',
    );
  });

  it('takes volumes of half to twice for alike, and nothing unknown or zero', () => {
    const volume = (mine?: number, peer?: number): boolean =>
      isLike('volume', { monthlyVolume: mine }, { monthlyVolume: peer });
    expect([volume(1000, 2000), volume(1000, 500), volume(1000, 2001), volume(1000, 499)]).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect([volume(0, 0), volume(undefined, 1000), volume(1000), volume(Number.NaN, 1000)]).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect(isLike('firmware', { firmware: ' 1 ' }, { firmware: '1' })).toBe(true);
    expect(isLike('region', { region: '' }, { region: '' })).toBe(false);
  });
});

describe('a widened cohort', () => {
  it('takes in the engine family when the model is too few, and says why', () => {
    const cohort = chosen({ ofModel: fleet(3), ofFamily: fleet(9, 'F') });
    expect(cohort.eligible).toHaveLength(12);
    expect(stepInWords(cohort.step, NEEDS)).toBe(
      'Widened to the engine family, for the model has fewer than 5 devices of 3 customers',
    );
  });

  it('takes it in on demand, and only where it adds enough', () => {
    const wide = chosen({ ofFamily: fleet(9, 'F'), options: { widen: true } });
    expect(wide.eligible).toHaveLength(21);
    expect(stepInWords(wide.step, NEEDS)).toBe('Widened to the engine family');
    expect(chosen({ ofFamily: fleet(9, 'F') })).toMatchObject({
      step: { scope: 'model' },
      offered: [{ by: 'family', devices: 9 }],
    });
    const few = chosen({ ofFamily: fleet(2, 'F'), options: { widen: true } });
    expect(few.eligible).toHaveLength(12);
    expect(stepInWords(few.step, NEEDS)).toBe(
      'Not widened: the engine family adds fewer than 5 devices of 3 customers',
    );
  });
});

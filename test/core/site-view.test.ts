import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../src/core/comparison.ts';
import type { ItemDef } from '../../src/core/item.ts';
import {
  judgeOtherModel,
  oddOf,
  type SiteDevice,
  type SiteView,
  siteView,
  usualShare,
} from '../../src/core/site-view.ts';
import { siteInWords } from '../../src/core/site-words.ts';
import { NOW, sampleReading, sampleRow } from '../slack/dossiers.ts';

const humidity = sampleRow('Humidity', 80, 'off', { side: 'high' });
const drum = sampleRow('Drum charge', 1, 'watch', { side: 'low', part: 'black' });
const HOUR = 3_600_000;

function device(...isOdd: (boolean | undefined)[]): SiteDevice {
  return { isSameModel: false, oldest: NOW - 5 * HOUR, isOdd };
}
function view(rows: readonly Comparison[], devices: SiteDevice[], standing = devices.length): SiteView {
  const odd = oddOf(rows);
  return siteView(
    odd,
    odd.map(() => 0.1),
    devices,
    { devices: standing, ofModel: 0 },
  );
}
function said(rows: readonly Comparison[], devices: SiteDevice[], standing?: number): string | undefined {
  return siteInWords(view(rows, devices, standing), NOW);
}

describe('the site or the machine', () => {
  it('is the site where half of the others or more have the same, and so many would hardly have it by chance', () => {
    expect(view([humidity], [device(true), device(true), device(true), device(false)]).says).toBe('site');
    expect(said([humidity], [device(true), device(true), device(true), device(false)])).toBe(
      'Site: Humidity on the high side at 3 of 4 other devices here, none of them of this model: look at the site first (stored readings, not live; the oldest 5 hours ago)',
    );
    expect(view([humidity], [device(true), device(true)]).says).toBe('site');
    expect(view([humidity], [device(true), device(true), device(false), device(false), device(false)]).says).toBe(
      'unclear',
    );
  });

  it('is the machine where none of three others or more has it', () => {
    expect(said([humidity], [device(false), device(false), device(false)], 5)).toMatch(
      /^Site: Humidity on the high side at none of 3 other devices here.*: look at the machine first/,
    );
  });

  it('is not told by one or two, by values that are too old, or by nobody', () => {
    expect(said([humidity], [device(true)])).toMatch(/at 1 of 1 other device here.*: too few to tell/);
    expect(said([humidity], [device(false), device(false)])).toMatch(/at none of 2 .*: too few to tell/);
    expect(said([humidity], [device(undefined)], 4)).toMatch(
      /of 4 other devices here no stored value.* is young enough/,
    );
    expect(said([humidity], [], 0)).toMatch(/no other device of this customer is registered here/);
    expect(siteInWords(undefined, NOW)).toBeUndefined();
  });

  it('asks more of each of many things than of one', () => {
    const rows = Array.from({ length: 9 }, (_, n) => sampleRow(`Row ${n}`, 1, 'off', { side: 'low' }));
    const all = (isOdd: boolean): boolean[] => rows.map((_, n) => isOdd && n === 0);
    expect(view(rows, [device(...all(true)), device(...all(true))]).says).not.toBe('site');
    expect(view(rows, [device(...all(true)), device(...all(true)), device(...all(true))]).says).toBe('site');
  });

  it('names what the others share before what is odd of this one alone', () => {
    const shared = [device(false, true), device(false, true), device(undefined, true)];
    const found = view([drum, humidity], shared);
    expect(found).toMatchObject({ says: 'site', items: [{ title: 'Humidity', all: { judged: 3, same: 3 } }] });
  });

  it('never takes what is usual for the model for a sign of the site', () => {
    const odd = oddOf([humidity]);
    const devices = Array.from({ length: 4 }, () => device(true));
    expect(siteView(odd, [1], devices, { devices: 4, ofModel: 0 }).says).toBe('unclear');
    expect(siteView(odd, [0.5], devices.slice(1), { devices: 3, ofModel: 0 }).says).toBe('unclear');
  });

  it('says a state by its name, and leaves out texts and what has no side', () => {
    const state = sampleRow('Duplex', 1, 'off', { figure: { kind: 'state', state: 'half', from: [] } });
    const text = sampleRow('Firmware', 1, 'watch', { figure: { kind: 'text', text: 'V1', from: [] } });
    expect(oddOf([state, text, sampleRow('No side', 1, 'off'), sampleRow('Fine', 1, 'normal')])).toEqual([state]);
    expect(said([state], [device(true), device(true)])).toContain('Duplex at “half” at 2 of 2 other devices');
  });

  it('counts each device once at most, whatever is said of them', () => {
    const said = fc.array(fc.tuple(fc.option(fc.boolean(), { nil: undefined }), fc.boolean()), { maxLength: 30 });
    fc.assert(
      fc.property(said, (list) => {
        const devices = list.map(([isOdd, isSameModel]): SiteDevice => ({ isSameModel, isOdd: [isOdd] }));
        const found = view([humidity], devices);
        for (const { all, ofModel } of found.items) {
          expect(all.same).toBeLessThanOrEqual(all.judged);
          expect(all.judged).toBeLessThanOrEqual(devices.length);
          expect(ofModel.judged).toBeLessThanOrEqual(all.judged);
        }
        expect(found.says === 'alone').toBe(devices.length === 0);
      }),
    );
  });
});

describe('what is usual for a model', () => {
  const limited = (watchAbove?: number): ItemDef => ({
    id: 'humidity',
    title: 'Humidity',
    kind: 'number',
    unit: 'volt',
    compare: {
      as: 'value',
      odd: 'both',
      minEffect: 1,
      ...(watchAbove === undefined ? {} : { limits: { watchAbove, source: 'manual' } }),
    },
    because: 'damp paper jams',
    source: 'manual',
  });
  const item = limited();
  const high = oddOf([
    sampleRow('Humidity', 9, 'off', {
      side: 'high',
      behind: { kind: 'number', sides: { low: { spread: 0.1, tail: 0.1 }, high: { spread: 0.1, tail: 0.1 } } },
    }),
  ]);

  it('is a tenth at most where p10 and p90 are normal, more where a stated limit calls them odd, and all where it calls the median so', () => {
    const [mine] = high;
    expect(usualShare(mine!, item, mine!)).toBe(0.1);
    expect(usualShare(mine!, limited(3), mine!)).toBe(0.5);
    expect(usualShare(mine!, limited(2.85), mine!)).toBe(1);
    expect(usualShare(mine!, undefined, mine!)).toBe(1);
  });

  it('is the share of peers in the same state, and all where nobody knows', () => {
    const figure = {
      kind: 'state' as const,
      state: 'half',
      from: [sampleReading('d', { kind: 'state', state: 'half' })],
    };
    const shares = [
      { state: 'full', n: 9, share: 0.9 },
      { state: 'half', n: 1, share: 0.1 },
    ];
    const row = sampleRow('Duplex', 1, 'off', { figure, baseline: { kind: 'states', shares, n: 10, oldest: 1 } });
    const [mine] = oddOf([row]);
    expect(usualShare(mine!, item, mine!)).toBe(0.1);
    const none = sampleRow('Duplex', 1, 'off', { figure, baseline: { kind: 'too-few', n: 1, needed: 5 } });
    expect(usualShare(mine!, item, none)).toBe(1);
  });

  it('is of each model its own: what half of another model says tells nothing of the site', () => {
    const of = (state: string, half: number): Comparison =>
      sampleRow('Duplex', 1, 'off', {
        figure: { kind: 'state', state, from: [sampleReading('d', { kind: 'state', state })] },
        baseline: {
          kind: 'states',
          shares: [
            { state: 'full', n: 10 - half, share: 1 - half / 10 },
            { state: 'half', n: half, share: half / 10 },
          ],
          n: 10,
          oldest: 1,
        },
      });
    const odd = oddOf([of('half', 1)]);
    const defs = new Map([[odd[0]!.item, item]]);
    const [rare, common, unlike] = [of('half', 1), of('half', 6), of('full', 3)].map((its) =>
      judgeOtherModel(odd, defs, [its]),
    );
    expect([rare, common, unlike].map((one) => [one?.isOdd, one?.usual])).toEqual([
      [[true], [0.1]],
      [[true], [0.6]],
      [[false], [0.3]],
    ]);
    expect(judgeOtherModel(odd, defs, []).usual).toEqual([1]);
    const at = (devices: SiteDevice[]): string =>
      siteView(odd, [0.1], devices, { devices: devices.length, ofModel: 0 }).says;
    expect(at([rare!, rare!, rare!])).toBe('site');
    expect(at([common!, common!, common!])).toBe('unclear');
    expect(at([rare!, rare!, common!])).toBe('site');
    // Of the claimed model a tenth is so, which those of another model are not held to.
    expect(at([common!, common!, unlike!])).toBe('unclear');
  });
});

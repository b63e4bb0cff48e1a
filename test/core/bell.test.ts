import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BellDevice, bellFor, type BellFleet, DEFAULT_BELL, type LoggedClaim } from '../../src/core/bell.ts';
import { bellInWords } from '../../src/core/bell-words.ts';

const DAY = 86_400_000;
const NOW = 400 * DAY;

/** A hundred devices of each of two models at twenty customers; every fourth has the new firmware. */
const DEVICES = Array.from({ length: 200 }, (_, n): BellDevice => {
  const groups = [{ kind: 'firmware' as const, value: n % 4 === 0 ? 'new' : 'old' }];
  return { serial: `S-${n}`, model: n < 100 ? 'M-1' : 'M-2', customer: `C-${n % 20}`, groups };
});
const FLEET: BellFleet = {
  deviceOf: (serial) => DEVICES.find((one) => one.serial === serial),
  ofModel: (model) => DEVICES.filter((one) => one.model === model),
};

type Said = [device: number, daysAgo: number, symptom?: string];
function logOf(...said: Said[]): LoggedClaim[] {
  return said
    .toSorted((a, b) => b[1] - a[1])
    .map(([device, daysAgo, symptom = 'light'], id) => ({
      id: id + 1,
      at: NOW - daysAgo * DAY,
      serial: `S-${device}`,
      symptoms: [symptom],
    }));
}
function ring(
  log: LoggedClaim[],
  options: { after?: number; begin?: number; fleet?: BellFleet } = {},
): ReturnType<typeof bellFor> {
  const { fleet = FLEET, after, begin = NOW - 380 * DAY } = options;
  return bellFor(log.at(-1)!, log, fleet, { rule: DEFAULT_BELL, begin, after });
}

describe('the epidemic bell', () => {
  it('rings for a model with more devices than chance explains, and says how many, whose, and what is usual', () => {
    const log = logOf([90, 100], [1, 10], [2, 8], [3, 6], [5, 3], [6, 1], [7, 0]);
    const bell = ring(log);
    expect(bell).toMatchObject({ kind: 'model', model: 'M-1', symptom: 'light', devices: 6, customers: 6 });
    expect(bell?.claims).toEqual([2, 3, 4, 5, 6, 7]);
    expect(bell?.usual).toBeCloseTo(14 / 182, 9);
    // Five others of six in all (one is in the past), each in the window by chance once in fourteen.
    const p = 14 / 196;
    expect(bell?.chance).toBeCloseTo(6 * p ** 5 * (1 - p) + p ** 6, 9);
  });

  it('rings for the firmware where those that complain have it in common and others have not', () => {
    const log = logOf([1, 100], [3, 60], [4, 10], [8, 8], [12, 6], [16, 3], [20, 1], [24, 0]);
    expect(ring(log)).toMatchObject({ kind: 'firmware', value: 'new', devices: 6 });
  });

  it('does not ring for one device, for one customer, or for what is as usual', () => {
    expect(ring(logOf([1, 9], [1, 7], [1, 5], [1, 3], [1, 0]))).toBeUndefined();
    expect(ring(logOf([0, 9], [20, 7], [40, 5], [60, 3], [80, 0]))).toBeUndefined();
    const usual = Array.from({ length: 70 }, (_, n): Said => [n, 190 - n * 2.6]);
    expect(ring(logOf(...usual, [95, 9], [96, 5], [97, 3], [98, 1], [99, 0]))).toBeUndefined();
  });

  it('does not ring where the whole fleet complains as much more', () => {
    const past = Array.from({ length: 20 }, (_, n): Said => [100 + n, 30 + n * 7]);
    const mine: Said[] = [
      [1, 10],
      [2, 8],
      [3, 6],
      [5, 3],
      [6, 1],
    ];
    const rush = Array.from({ length: 60 }, (_, n): Said => [110 + n, 12 - n * 0.15]);
    expect(ring(logOf(...past, ...mine, [7, 0]))).toBeDefined();
    expect(ring(logOf(...past, ...mine, ...rush, [7, 0]))).toBeUndefined();
  });

  it('says nothing of a desk whose past is short, of a device that is not registered, or before there is a claim', () => {
    const many: Said[] = [
      [1, 10],
      [2, 8],
      [3, 6],
      [5, 3],
      [6, 1],
      [7, 0],
    ];
    expect(ring(logOf(...many), { begin: NOW - 41 * DAY })).toBeUndefined();
    expect(ring([...logOf(...many), { id: 99, at: NOW, serial: 'nobody', symptoms: ['light'] }])).toBeUndefined();
    expect(
      bellFor({ id: 1, at: NOW, serial: 'S-1', symptoms: ['light'] }, [], FLEET, { rule: DEFAULT_BELL, begin: 0 }),
    ).toBeUndefined();
  });

  it('counts what came before a bell was answered as past', () => {
    const log = logOf([1, 10], [2, 9], [3, 8], [5, 7], [6, 6], [7, 0]);
    expect(ring(log)).toBeDefined();
    expect(ring(log, { after: NOW - 5 * DAY })).toBeUndefined();
  });

  it('is told of no claim that came later, and of each device once, whatever the log', () => {
    const any = fc.array(fc.tuple(fc.nat(199), fc.double({ min: 0, max: 200, noNaN: true })), { maxLength: 40 });
    fc.assert(
      fc.property(any, (said) => {
        const log = logOf(...said.map(([device, ago]): Said => [device, ago]), [1, 0]);
        const bell = ring(log);
        if (bell === undefined) return;
        const claims = bell.claims.map((id) => log[id - 1]!);
        expect(new Set(claims.map(({ serial }) => serial)).size).toBe(bell.devices);
        for (const { at } of claims) expect(at).toBeGreaterThan(NOW - 14 * DAY);
        expect(bell.claims.at(-1)).toBe(log.at(-1)?.id);
      }),
    );
  });

  it('says that few are usual, and none only where there were none', () => {
    const bell = ring(logOf([1, 10], [2, 8], [3, 6], [5, 3], [6, 1], [7, 0]))!;
    const usually = [0, 0.001, 0.049, 0.05, 1.24].map((usual) => bellInWords({ ...bell, usual }));
    expect(usually.map((said) => /; (.*)\. By/.exec(said)?.[1])).toEqual([
      'none before',
      'usual less than 0.1',
      'usual less than 0.1',
      'usual 0.1',
      'usual 1.2',
    ]);
  });
});

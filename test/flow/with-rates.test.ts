import { afterEach, describe, expect, it } from 'vitest';
import type { Comparison } from '../../src/core/comparison.ts';
import type { Fetch } from '../../src/core/dossier.ts';
import { isOfPast, type Reading } from '../../src/core/reading.ts';
import type { Unit } from '../../src/core/value.ts';
import { keepReadings } from '../../src/flow/keep-readings.ts';
import { fleet, HOUR, openScene, said, type Scene } from './scene.ts';

const DAY = 24 * HOUR;
const ITEM = 'copies.a-day';

describe('rates of the stored past beside those of the peers', () => {
  const scenes: Scene[] = [];
  afterEach(async () => {
    for (const opened of scenes.splice(0)) await opened.close();
  });

  async function scene(peers = 8): Promise<Scene> {
    const opened = await openScene({ devices: fleet(peers) });
    scenes.push(opened);
    opened.now.ms = 20_000 * DAY;
    for (const { serial } of fleet(peers)) opened.fakes.set(serial, { values: { 'environment.humidity': 45 } });
    return opened;
  }
  function count(item: string, number: number, unit: Unit, at: number, part?: string): Reading {
    const name = { item, ...(part === undefined ? {} : { part }) };
    const evidence = [{ protocol: 'snmp' as const, place: '1.3.6', raw: String(number), at, tookMs: 1 }];
    return { ...name, value: { kind: 'number', number, unit }, evidence, at };
  }
  /** Days of a device that prints so much a day, the last one an hour ago, each kept as a sweep keeps it. */
  async function printed(open: Scene, serial: string, aDay: number, days = 10): Promise<void> {
    for (let ago = days; ago >= 0; ago -= 1) {
      const at = open.now.ms - HOUR - ago * DAY;
      const readings = [count('copies.total', 90_000 + (days - ago) * aDay, 'impressions', at)];
      await keepReadings(open.deps, [{ serial, readings }]);
    }
  }
  async function answered(open: Scene, key = 'cmd:1', words = ''): Promise<Fetch> {
    await open.desk.intake(said(`serial=C-0 symptom=light-print ${words}`, key), 'command');
    await open.settle();
    const fetch = open.shown.at(-1)?.fetches.at(-1);
    if (fetch === undefined) throw new Error('nothing was shown');
    return fetch;
  }
  function rowOf(fetch: Fetch, item = ITEM): Comparison {
    const row = fetch.comparisons.find((one) => one.item === item);
    if (row === undefined) throw new Error(`no row of ${item}`);
    return row;
  }

  it('stand in the thread: how much this machine prints a day beside average, median and range of its peers', async () => {
    const open = await scene();
    await printed(open, 'C-0', 900);
    for (let n = 1; n <= 8; n += 1) await printed(open, `P-${n}`, 300 + n * 10);
    const fetch = await answered(open);
    const row = rowOf(fetch);
    expect(row.figure).toMatchObject({ kind: 'number', number: 900, unit: 'impressions a day' });
    expect(row.baseline).toMatchObject({
      kind: 'number',
      n: 8,
      average: 345,
      median: 345,
      percentile: 100,
      unit: 'impressions a day',
      oldest: open.now.ms - HOUR,
    });
    expect(row.verdict).toBe('cannot-say');
    expect(row.because).toMatch(/^2\.61 times as high: 555 impressions a day above the median of 8 peers/u);
    expect(row.oddness).toBeGreaterThan(0);
    expect(fetch.peers).toMatchObject({ live: 8, stored: 0 });
    const [sealed] = await open.store.listFetches(open.shown.at(-1)?.claim.id ?? 0);
    expect(sealed?.comparisons).toEqual(fetch.comparisons);
  });

  it('are traced to two counts and their times, are never live, and ask nothing of a device', async () => {
    const open = await scene();
    await printed(open, 'C-0', 900, 40);
    const fetch = await answered(open);
    const { reading } = rowOf(fetch);
    const [last, first] = [open.now.ms - HOUR, open.now.ms - HOUR - 30 * DAY];
    const day = (at: number): string => `${new Date(at).toISOString().slice(0, 16)}Z`;
    expect(reading.evidence).toEqual([
      {
        protocol: 'past',
        place: 'copies.total',
        raw: `99000 impressions at ${day(first)}, 126000 impressions at ${day(last)}`,
        at: last,
        tookMs: 0,
        from: first,
      },
    ]);
    expect(isOfPast(reading)).toBe(true);
    const asked = open.requests.flatMap(({ asks }) => asks.map(({ item }) => item));
    expect(asked).toContain('copies.total');
    expect(asked).not.toContain(ITEM);
  });

  it('are told of no device whose past is too short, began anew, or ends too long ago, and those are not counted', async () => {
    const open = await scene();
    await printed(open, 'C-0', 900);
    for (let n = 1; n <= 5; n += 1) await printed(open, `P-${n}`, 300);
    await printed(open, 'P-6', 50_000, 5);
    await printed(open, 'P-7', 300);
    const setBack = [count('copies.total', 12, 'impressions', open.now.ms - HOUR / 2)];
    await keepReadings(open.deps, [{ serial: 'P-7', readings: setBack }]);
    expect(rowOf(await answered(open)).baseline).toMatchObject({ kind: 'number', n: 6, median: 300, p90: 300 });
    const [known] = await open.store.latestReadings(['P-6'], [ITEM], 0);
    expect(known).toBeUndefined();
    // What it did before its counter began anew it did; it is dated, and forgotten like all that is stored.
    const [before] = await open.store.latestReadings(['P-7'], [ITEM], 0);
    expect(before?.readings[0]?.at).toBe(open.now.ms - HOUR);
    open.now.ms += 3 * DAY;
    const later = rowOf(await answered(open, 'cmd:2'));
    expect(later.baseline).toMatchObject({ kind: 'too-few', n: 0 });
    expect(later.figure).toMatchObject({ kind: 'absent' });
    expect(later.oddness).toBe(-1);
  });

  it('says why there is none for the device itself, and no button asks it again', async () => {
    const open = await scene();
    for (let n = 1; n <= 6; n += 1) await printed(open, `P-${n}`, 300);
    const row = rowOf(await answered(open));
    expect(row.reading.value).toEqual({ kind: 'absent', reason: 'no_rate' });
    expect(row.reading.evidence).toMatchObject([{ protocol: 'past', raw: 'it was never read' }]);
    expect(row.because).toBe('too little of its past is stored to tell a rate');
    expect(row.baseline).toMatchObject({ n: 6, median: 300 });
  });

  it('are a last known value of a silent device, and not judged', async () => {
    const open = await scene();
    await printed(open, 'C-0', 900);
    for (let n = 1; n <= 6; n += 1) await printed(open, `P-${n}`, 300);
    open.fakes.delete('C-0');
    const fetch = await answered(open);
    expect(fetch.outcome.kind).toBe('silent');
    expect(fetch.comparisons.every(({ figure }) => figure.kind === 'absent')).toBe(true);
    expect(rowOf(fetch)).toMatchObject({
      verdict: 'cannot-say',
      figure: { why: 'no answer in time' },
      lastKnown: { value: { number: 900 }, at: open.now.ms - HOUR },
    });
  });

  it('are withheld where those with a past are of too few customers, or too few', async () => {
    const open = await scene(12);
    await printed(open, 'C-0', 900);
    for (const n of [1, 2, 5, 6, 9, 10]) await printed(open, `P-${n}`, 300);
    expect(rowOf(await answered(open)).baseline).toMatchObject({ kind: 'withheld', n: 6 });
    await printed(open, 'P-3', 300);
    expect(rowOf(await answered(open, 'cmd:2')).baseline).toMatchObject({ kind: 'number', n: 7 });
    const few = await scene();
    for (const serial of ['C-0', 'P-1', 'P-2', 'P-3']) await printed(few, serial, 300);
    expect(rowOf(await answered(few)).baseline).toMatchObject({ kind: 'too-few', n: 3, needed: 5 });
  });

  it('judge jams of late by the same rule as all else, all places together', async () => {
    const open = await scene();
    async function jammed(serial: string, aDay: number): Promise<void> {
      for (let ago = 20; ago >= 0; ago -= 1) {
        const at = open.now.ms - HOUR - ago * DAY;
        const jams = Math.floor((20 - ago) * aDay);
        await keepReadings(open.deps, [
          { serial, readings: ['feed', 'exit'].map((part) => count('jams.by-place', 50 + jams, 'count', at, part)) },
        ]);
      }
    }
    await jammed('C-0', 1);
    for (let n = 1; n <= 8; n += 1) await jammed(`P-${n}`, 0.05);
    await open.desk.intake(said('serial=C-0 symptom=jam-feed', 'cmd:1'), 'command');
    await open.settle();
    const row = rowOf(open.shown.at(-1)?.fetches.at(-1) ?? expect.fail(), 'jams.a-month');
    expect(row).toMatchObject({ verdict: 'off', side: 'high', figure: { number: 60, unit: 'per 30 days' } });
    expect(row.baseline).toMatchObject({ n: 8, median: 3 });
    expect(row.reading.evidence[0]?.raw).toContain('140 (exit 70, feed 70) at ');
  });

  it('are learnt anew after some days and not at each reading, of each device for itself', async () => {
    const open = await scene();
    const now = open.now.ms - HOUR;
    const learnt = async (serial: string): Promise<number[]> =>
      (await open.store.latestReadings([serial], [ITEM], 0)).flatMap(({ readings }) => readings.map(({ at }) => at));
    const keep = (serial: string, number: number, at: number): Promise<void> =>
      keepReadings(open.deps, [{ serial, readings: [count('copies.total', number, 'impressions', at)] }]);
    await printed(open, 'P-1', 300, 7);
    expect(await learnt('P-1')).toEqual([now]);
    await keep('P-1', 92_400, now + DAY);
    await keep('P-1', 92_700, now + 2 * DAY);
    expect(await learnt('P-1')).toEqual([now]);
    // Another that comes with it and has none is learnt, whatever is known of the first.
    await printed(open, 'P-2', 300, 6);
    await keepReadings(open.deps, [
      { serial: 'P-1', readings: [count('copies.total', 92_750, 'impressions', now + 2.4 * DAY)] },
      { serial: 'P-2', readings: [count('copies.total', 92_100, 'impressions', now + DAY)] },
    ]);
    expect([await learnt('P-1'), await learnt('P-2')]).toEqual([[now], [now + DAY]]);
    await keep('P-1', 93_000, now + 3 * DAY);
    expect(await learnt('P-1')).toEqual([now + 3 * DAY]);
  });

  it('grow with what claims themselves read: a device that is read again later has a rate', async () => {
    const open = await scene();
    for (const { serial } of fleet(8)) open.fakes.set(serial, { values: { 'copies.total': 90_000 } });
    expect(rowOf(await answered(open)).baseline).toMatchObject({ kind: 'too-few', n: 0 });
    open.now.ms += 8 * DAY;
    for (const { serial } of fleet(8)) open.fakes.set(serial, { values: { 'copies.total': 90_800 } });
    await answered(open, 'cmd:2');
    open.now.ms += HOUR;
    const row = rowOf(await answered(open, 'cmd:3'));
    expect(row.figure).toMatchObject({ number: 100 });
    expect(row.baseline).toMatchObject({ n: 8, median: 100, oldest: open.now.ms - HOUR });
  });
});

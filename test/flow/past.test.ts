import { afterEach, describe, expect, it } from 'vitest';
import type { Fetch } from '../../src/core/dossier.ts';
import type { Reading } from '../../src/core/reading.ts';
import type { Value } from '../../src/core/value.ts';
import { fleet, HOUR, openScene, said, type Scene } from './scene.ts';

const DAY = 24 * HOUR;

describe("the claimed device's own past", () => {
  const scenes: Scene[] = [];
  afterEach(async () => {
    for (const opened of scenes.splice(0)) await opened.close();
  });

  async function scene(): Promise<Scene> {
    const opened = await openScene();
    scenes.push(opened);
    opened.now.ms = 20_000 * DAY;
    const values = { 'image.density-measured': 2.4, 'copies.total': 30_000, 'density.auto-adjust-setting': 'on' };
    for (const { serial } of fleet(8)) opened.fakes.set(serial, { values });
    return opened;
  }
  function reading(item: string, value: Value, at: number): Reading {
    return { item, value, evidence: [], at };
  }
  async function answered(open: Scene, key = 'cmd:1'): Promise<Fetch> {
    await open.desk.intake(said('serial=C-0 symptom=light-print', key), 'command');
    await open.settle();
    const fetch = open.shown.at(-1)?.fetches.at(-1);
    if (fetch === undefined) throw new Error('nothing was shown');
    return fetch;
  }

  it('stands in the sealed comparison as it was then: a fall, pages a day, a setting that was changed', async () => {
    const open = await scene();
    const days = [10, 9, 8, 7, 6, 5, 4, 3, 2, 1];
    for (const ago of days) {
      const at = open.now.ms - ago * DAY;
      await open.store.saveReadings([
        {
          serial: 'C-0',
          readings: [
            reading('image.density-measured', { kind: 'number', number: ago > 4 ? 2.4 : 2, unit: 'volt' }, at),
            reading('copies.total', { kind: 'number', number: 30_000 - ago * 300, unit: 'impressions' }, at),
            reading('density.auto-adjust-setting', { kind: 'state', state: ago > 4 ? 'on' : 'off' }, at),
          ],
        },
      ]);
    }
    open.fakes.set('C-0', {
      values: { 'image.density-measured': 2, 'copies.total': 30_000, 'density.auto-adjust-setting': 'off' },
    });
    const fetch = await answered(open);
    const past = (item: string): unknown => fetch.comparisons.find((one) => one.item === item)?.past;
    expect(past('image.density-measured')).toMatchObject({
      n: 11,
      trend: { kind: 'changed', changes: [{ at: open.now.ms - 4 * DAY, readings: { before: 6, since: 5 } }] },
    });
    expect(past('copies.total')).toMatchObject({ perDay: { rate: { rate: 300 }, unit: 'impressions' } });
    expect(past('density.auto-adjust-setting')).toMatchObject({ state: { before: 'on', state: 'off', readings: 5 } });
    const measure = fetch.measures.find(({ id }) => id === 'turn-on-auto-density');
    expect(measure?.evidence.join('\n')).toContain('went from on to off since');
    const [sealed] = await open.store.listFetches(open.shown.at(-1)?.claim.id ?? 0);
    expect(sealed?.comparisons).toEqual(fetch.comparisons);
  });

  it('grows by each claim: what was read then is the past of the next', async () => {
    const open = await scene();
    for (let day = 0; day < 6; day += 1) {
      const density = day < 3 ? 2.4 : 2;
      open.fakes.set('C-0', { values: { 'image.density-measured': density, 'copies.total': 30_000 + day * 100 } });
      const fetch = await answered(open, `cmd:${day}`);
      const row = fetch.comparisons.find(({ item }) => item === 'image.density-measured');
      expect(row?.past?.n).toBe(day === 0 ? undefined : day + 1);
      if (day === 5) expect(row?.past?.trend).toMatchObject({ kind: 'changed' });
      open.now.ms += DAY;
    }
  });

  it('is told of a silent device, and no measure rests on it', async () => {
    const open = await scene();
    for (const ago of [9, 8, 7, 6, 5, 4]) {
      const value: Value = { kind: 'state', state: ago > 5 ? 'on' : 'off' };
      const at = open.now.ms - ago * DAY;
      await open.store.saveReadings([{ serial: 'C-0', readings: [reading('density.auto-adjust-setting', value, at)] }]);
    }
    open.fakes.delete('C-0');
    const fetch = await answered(open);
    const row = fetch.comparisons.find(({ item }) => item === 'density.auto-adjust-setting');
    expect(row).toMatchObject({ figure: { kind: 'absent' }, past: { to: open.now.ms - 4 * DAY } });
    expect(fetch.measures.map(({ id }) => id)).not.toContain('turn-on-auto-density');
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import type { ProposedMeasure } from '../../src/core/measure.ts';
import { openDesk } from '../../src/flow/open-desk.ts';
import { fleet, openScene, said, type Scene } from './scene.ts';

let open: Scene;
afterEach(() => open.close());

/** A claim on a device that saves toner among others that do not, answered. */
async function claim(key: string): Promise<{ id: number; measures: ProposedMeasure[] }> {
  const result = await open.desk.intake(said('serial=C-0 symptom=light-print', key), 'command');
  if (result.kind !== 'claim') throw new Error('a claim is taken in');
  await open.settle();
  const { id } = result.claim;
  const shown = open.shown.findLast((dossier) => dossier.claim.id === id);
  return { id, measures: shown?.fetches.at(-1)?.measures ?? [] };
}

describe('the record of a measure', () => {
  it('is told with the next claim, moves its confidence from five claims on, and stays sealed as it was', async () => {
    open = await openScene();
    for (const { serial } of fleet(8)) open.fakes.set(serial, { values: { 'toner-save.setting': 'off' } });
    open.fakes.set('C-0', { values: { 'toner-save.setting': 'on' } });
    const first = await claim('cmd:0');
    const [measure] = first.measures;
    expect(measure?.id).toBe('turn-off-toner-save');
    expect(measure?.record).toBeUndefined();
    let id = first.id;
    for (let n = 1; n <= 5; n += 1) {
      const resolution = { cause: 'other' as const, measure: 'other', proposed: [measure?.id ?? ''] };
      await open.desk.resolve(id, 'UBEN', '', resolution);
      const next = await claim(`cmd:${n}`);
      const tries = { tried: n, worked: 0, first: n, firstWorked: 0 };
      expect(next.measures[0]?.record).toEqual({ model: tries, all: tries });
      if (n < 5) expect(next.measures[0]?.confidence).toBe(measure?.confidence);
      else expect(next.measures[0]?.confidence).toBeCloseTo((20 * (measure?.confidence ?? 0)) / 25, 9);
      id = next.id;
    }
    expect((await open.store.listFetches(first.id))[0]?.measures).toEqual(first.measures);
    expect((await open.store.getClaim(first.id))?.events.at(-1)?.ended).toMatchObject({
      model: 'M-1',
      customer: 'Acme',
      symptoms: ['light-print'],
      marks: ['toner-save.setting:on'],
      checks: [{ item: 'toner-save.setting', before: { kind: 'state', state: 'on' }, decides: false }],
    });
  });

  it('says nothing of the model of a device that has left the registry', async () => {
    open = await openScene();
    open.fakes.set('C-0', { values: {} });
    const { id } = await claim('cmd:0');
    const desk = { ...open.store, getDevice: async () => undefined };
    const resolved = await openDesk({ ...open.deps, store: desk }, open.runner).resolve(id, 'UBEN', 'gone');
    expect(resolved).toMatchObject({ status: 'resolved' });
    expect(resolved?.events.at(-1)).not.toHaveProperty('ended');
    expect(await open.desk.resolve(999, 'UBEN', '')).toBeUndefined();
  });
});

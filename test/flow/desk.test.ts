import { afterEach, describe, expect, it } from 'vitest';
import type { Fetch } from '../../src/core/dossier.ts';
import { fleet, HOUR, openScene, said, type Scene } from './scene.ts';

const scenes: Scene[] = [];
afterEach(async () => {
  for (const opened of scenes.splice(0)) await opened.close();
});

/** A claim on C-0 among healthy peers, answered once. */
async function answered(own: Parameters<Scene['fakes']['set']>[1]): Promise<{ open: Scene; id: number }> {
  const open = await openScene();
  scenes.push(open);
  for (const { serial } of fleet(8))
    open.fakes.set(serial, { values: { 'environment.humidity': 45, 'toner-save.setting': 'off' } });
  open.fakes.set('C-0', own);
  const result = await open.desk.intake(said('serial=C-0 symptom=light-print'), 'command');
  if (result.kind !== 'claim') throw new Error('a claim is taken in');
  await open.settle();
  return { open, id: result.claim.id };
}

const last = (open: Scene): Fetch => open.shown.at(-1)!.fetches.at(-1)!;
const valueOf = (fetch: Fetch, item: string): unknown => fetch.readings.find((reading) => reading.item === item)?.value;

describe('a refetch of what was absent', () => {
  it('asks the device for that alone, and keeps the rest with the time at which it was read', async () => {
    const { open, id } = await answered({ values: { 'environment.humidity': 45 } });
    const readAt = open.now.ms;
    open.fakes.set('C-0', { values: { 'environment.humidity': 99, 'toner-save.setting': 'on' } });
    open.now.ms += HOUR;
    await open.desk.refetchAbsent(id, 'act:1', 'UCARLA');
    await open.settle();
    const asked = open.requests.findLast(({ device }) => device.serial === 'C-0')?.asks.map(({ item }) => item) ?? [];
    expect(asked).toContain('toner-save.setting');
    expect(asked).not.toContain('environment.humidity');
    const fetch = last(open);
    expect(fetch).toMatchObject({ n: 1, only: 'absent', phase: 'complete' });
    expect(fetch.readings.find(({ item }) => item === 'environment.humidity')).toMatchObject({
      value: { number: 45 },
      at: readAt,
    });
    expect(valueOf(fetch, 'toner-save.setting')).toEqual({ kind: 'state', state: 'on' });
    expect(open.shown.at(-1)?.claim.events.at(-1)).toMatchObject({ what: 'refetched', note: 'what was absent' });
  });

  it('shows what it said before as last known, and judges nothing by it, when the device is silent now', async () => {
    const { open, id } = await answered({ values: { 'environment.humidity': 95 } });
    open.fakes.set('C-0', { outcome: { kind: 'silent', tried: 'SNMP' } });
    open.now.ms += HOUR;
    await open.desk.refetchAbsent(id, 'act:1', 'UCARLA');
    await open.settle();
    const fetch = last(open);
    expect(valueOf(fetch, 'environment.humidity')).toEqual({ kind: 'absent', reason: 'timeout' });
    const row = fetch.comparisons.find(({ item }) => item === 'environment.humidity');
    expect(row).toMatchObject({ verdict: 'cannot-say', lastKnown: { value: { number: 95 } } });
  });
});

describe('another symptom', () => {
  it('brings the items it calls for in a fetch of its own; what was read stays, and who changed it is kept', async () => {
    const { open, id } = await answered({ values: { 'environment.humidity': 45 } });
    const before = last(open);
    for (let time = 0; time < 2; time += 1)
      await open.desk.changeSymptoms(id, 'view:1', 'UCARLA', ['jam-feed', 'unheard-of']);
    await open.settle();
    const dossier = open.shown.at(-1);
    expect(dossier?.claim.symptoms).toEqual(['jam-feed']);
    expect(dossier?.fetches).toHaveLength(2);
    expect(dossier?.fetches[0]).toEqual(before);
    expect(dossier?.items.map(({ item }) => item)).toContain('jams.by-place');
    expect(last(open).comparisons.map(({ item }) => item)).toContain('jams.by-place');
    expect(dossier?.claim.events.slice(1)).toMatchObject([
      { by: 'UCARLA', what: 'symptoms-changed', symptoms: { before: ['light-print'], now: ['jam-feed'] } },
    ]);
    await open.desk.changeSymptoms(id, 'view:2', 'UCARLA', ['unheard-of']);
    expect(await open.store.listFetches(id)).toHaveLength(2);
  });
});

describe('the desk', () => {
  it('assigns, escalates, resolves with what was learnt, and reopens; each is shown', async () => {
    const { open, id } = await answered({ values: {} });
    const now = { kind: 'user' as const, id: 'UBEN' };
    const resolution = { cause: 'dirt' as const, measure: 'clean', parts: 'wipes', proposed: ['clean'] };
    await open.desk.assign(id, 'UCARLA', now);
    await open.desk.escalate(id, 'UCARLA', 'C0EXPERTS01', 'why?');
    await open.desk.resolve(id, 'UBEN', '', resolution);
    await open.settle();
    expect(open.shown.at(-1)?.claim).toMatchObject({ status: 'resolved', handler: now });
    await open.desk.reopen(id, 'UBEN');
    await open.settle();
    const claim = open.shown.at(-1)?.claim;
    expect(claim?.status).toBe('open');
    expect(claim?.events.slice(1)).toEqual([
      { at: open.now.ms, by: 'UCARLA', what: 'assigned', handler: { before: { kind: 'user', id: 'UAIKO' }, now } },
      { at: open.now.ms, by: 'UCARLA', what: 'escalated', to: 'C0EXPERTS01', note: 'why?' },
      { at: open.now.ms, by: 'UBEN', what: 'resolved', resolution, ended: { model: 'M-1' } },
      { at: open.now.ms, by: 'UBEN', what: 'reopened' },
    ]);
    for (const done of [
      open.desk.reopen(999, 'U'),
      open.desk.assign(999, 'U', now),
      open.desk.refetchAbsent(999, 'k', 'U'),
    ])
      expect(await done).toBeUndefined();
  });
});

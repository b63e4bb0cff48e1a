import { afterEach, describe, expect, it } from 'vitest';
import type { Fetch } from '../../src/core/dossier.ts';
import { keepReadingsOf } from '../../src/flow/kept-readings.ts';
import { openDesk } from '../../src/flow/open-desk.ts';
import { loadRules } from '../../src/rules/load.ts';
import { sampleFetch } from '../slack/dossiers.ts';
import { fleet, HOUR, openScene, said, type Scene } from './scene.ts';

const openBook = await loadRules();
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
    const { open, id } = await answered({ values: { 'environment.humidity': 45 }, late: ['toner-save.setting'] });
    const readAt = open.now.ms;
    open.fakes.set('C-0', { values: { 'environment.humidity': 99, 'toner-save.setting': 'on' } });
    open.now.ms += HOUR;
    await open.desk.refetchAbsent(id, 'act:1', 'UCARLA');
    await open.settle();
    const asked = open.requests.findLast(({ device }) => device.serial === 'C-0')?.asks.map(({ item }) => item) ?? [];
    expect(asked).toEqual(['toner-save.setting']);
    const fetch = last(open);
    expect(fetch).toMatchObject({ n: 1, only: 'absent', phase: 'complete' });
    expect(fetch.readings.find(({ item }) => item === 'environment.humidity')).toMatchObject({
      value: { number: 45 },
      at: readAt,
    });
    expect(valueOf(fetch, 'toner-save.setting')).toEqual({ kind: 'state', state: 'on' });
    expect(open.shown.at(-1)?.claim.events.at(-1)).toMatchObject({ what: 'refetched', note: 'what was absent' });
  });

  it('asks for what was read more than an hour ago too: no measure rests on how the device was set long ago', async () => {
    const { open, id } = await answered({ values: { 'toner-save.setting': 'on' }, late: ['environment.humidity'] });
    const proposed = last(open).measures.map((measure) => measure.id);
    open.fakes.set('C-0', { values: { 'environment.humidity': 45, 'toner-save.setting': 'off' } });
    open.now.ms += HOUR + 1;
    await open.desk.refetchAbsent(id, 'act:1', 'UCARLA');
    await open.settle();
    const fetch = last(open);
    expect(valueOf(fetch, 'toner-save.setting')).toEqual({ kind: 'state', state: 'off' });
    expect(fetch.readings.filter(({ at }) => at < open.now.ms)).toEqual([]);
    expect(proposed).toContain('turn-off-toner-save');
    expect(fetch.measures.map((measure) => measure.id)).not.toContain('turn-off-toner-save');
  });

  it('leaves what a service-mode list said, as long as a list stands in', () => {
    const evidence = [{ protocol: 'report' as const, place: 'list.csv:3', raw: '2', at: 5, tookMs: 0 }];
    const reading = { item: 'a', value: { kind: 'state' as const, state: 'on' }, evidence, at: 5 };
    const before = { ...sampleFetch(), readings: [reading, { ...reading, item: 'b', evidence: [] }] };
    const defs = ['a', 'b', 'c'].map((id) => ({ ...openBook.items.get('toner-save.setting')!, id }));
    const sorted = (days: number): ReturnType<typeof keepReadingsOf> =>
      keepReadingsOf(before, defs, { now: 5 + days * 24 * HOUR, reportMaxAgeMs: 90 * 24 * HOUR });
    expect(sorted(90)).toEqual({ again: new Set(['b', 'c']), kept: [reading] });
    expect(sorted(91)).toEqual({ again: new Set(['a', 'b', 'c']), kept: [] });
    expect(sorted(0)).toMatchObject({ again: new Set(['c']), kept: [{ item: 'a' }, { item: 'b' }] });
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

  it('has its fetch even where the process ended, or the store went away, right after it was stored', async () => {
    const { open, id } = await answered({ values: { 'environment.humidity': 45 } });
    // A desk whose runner hears nothing: the process ends there.
    const desk = openDesk(
      { ...open.deps, store: { ...open.store, addFetch: () => Promise.reject(new Error('away')) } },
      { poke: () => undefined },
    );
    await desk.changeSymptoms(id, 'view:1', 'UCARLA', ['jam-feed']);
    expect(await open.store.listUnfinished()).toEqual([id]);
    await open.runner.resume();
    await open.settle();
    const fetches = await open.store.listFetches(id);
    expect(fetches).toMatchObject([{ n: 0 }, { n: 1, key: 'view:1', by: 'UCARLA', phase: 'complete' }]);
    expect(fetches[1]?.comparisons.map(({ item }) => item)).toContain('jams.by-place');
    await open.runner.resume();
    await open.settle();
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
      { at: open.now.ms, by: 'UBEN', what: 'resolved', resolution, ended: expect.objectContaining({ model: 'M-1' }) },
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

describe('a channel with a handler of its own', () => {
  it('puts them in charge of its new claims before the routes of the configuration, and of no other channel’s', async () => {
    const open = await openScene();
    scenes.push(open);
    const note = { at: 1, by: 'UAIKO', what: 'channel-set' as const };
    await open.store.setChannel('C9', { handler: { kind: 'user', id: 'UBEN' } }, note);
    await open.store.setChannel('C8', { language: 'de' }, note);
    await open.store.setChannel('C6', { handler: { kind: 'group', id: 'SDESK' } }, note);
    const handlers: string[] = [];
    for (const channel of ['C9', 'C8', 'C7', 'C6']) {
      const incoming = {
        ...said('serial=C-0 symptom=light-print', channel),
        origin: { via: 'command' as const, channel },
      };
      const result = await open.desk.intake(incoming, 'command');
      const { kind, id } = result.kind === 'claim' ? result.claim.handler : { kind: 'none', id: '' };
      handlers.push(`${kind} ${id}`);
    }
    expect(handlers).toEqual(['user UBEN', 'user UAIKO', 'user UAIKO', 'group SDESK']);
  });
});

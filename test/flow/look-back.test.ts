import { afterEach, describe, expect, it } from 'vitest';
import type { Fetch } from '../../src/core/dossier.ts';
import type { LookBack } from '../../src/core/look-back.ts';
import { fleet, HOUR, openScene, said, type Scene } from './scene.ts';

const DAY = 24 * HOUR;

let open: Scene;
afterEach(() => open.close());

async function scene(): Promise<void> {
  open = await openScene();
  open.deps.callbackMs = 60 * DAY;
  for (const { serial } of fleet(8)) open.fakes.set(serial, { values: { 'toner-save.setting': 'off' } });
}
function answer(serial: string, pages: number | undefined, values: Record<string, string> = {}): void {
  const total = pages === undefined ? {} : { 'copies.total': pages };
  open.fakes.set(serial, { values: { 'toner-save.setting': 'on', ...total, ...values } });
}
async function claim(serial: string, key: string, symptom = 'light-print'): Promise<number> {
  const incoming = { ...said(`serial=${serial} symptom=${symptom}`, key), at: open.now.ms };
  const result = await open.desk.intake(incoming, 'command');
  if (result.kind !== 'claim') throw new Error('a claim is taken in');
  await open.settle();
  return result.claim.id;
}
async function resolve(id: number): Promise<void> {
  const resolution = { cause: 'setting' as const, measure: 'turn-off-toner-save', proposed: ['turn-off-toner-save'] };
  await open.desk.resolve(id, 'UBEN', '', resolution);
  await open.settle();
}
function fetchesOf(id: number): Fetch[] {
  return open.shown.filter((dossier) => dossier.claim.id === id).map(({ fetches }) => fetches.at(-1)!);
}
function before(id: number): LookBack {
  return fetchesOf(id).at(-1)!.before!;
}

describe('what was before a claim', () => {
  it('is, for a complaint that comes back, when it was resolved, how many pages ago, and by what', async () => {
    await scene();
    answer('C-0', 10_000);
    const first = await claim('C-0', 'cmd:1');
    expect(before(first)).toMatchObject({ claims: [], changes: [] });
    expect(before(first).callback).toBeUndefined();
    await resolve(first);
    open.now.ms += 12 * DAY;
    answer('C-0', 13_400, { 'density.auto-adjust-setting': 'off' });
    let release = (): void => undefined;
    const waitFor = new Promise<void>((resolve) => {
      release = resolve;
    });
    Object.assign(open.fakes.get('C-0')!, { waitFor });
    const answered = claim('C-0', 'cmd:2');
    await expect.poll(() => fetchesOf(first + 1).length).toBeGreaterThan(0);
    release();
    const second = await answered;
    const title = open.deps.book.measures.find(({ id }) => id === 'turn-off-toner-save')?.title;
    expect(before(second).callback).toMatchObject({
      claim: { id: first, cause: 'setting', by: title, symptoms: ['Light print'] },
      days: 12,
      pages: { kind: 'known', number: 3_400 },
    });
    // The first screen says it, before anything was read; pages come with the reading.
    const [shownFirst] = fetchesOf(second);
    expect(shownFirst?.phase).toBe('stored');
    expect(shownFirst?.before?.callback).toMatchObject({ days: 12 });
    expect(shownFirst?.before?.callback).not.toHaveProperty('pages');
    expect((await open.store.listFetches(second)).at(-1)?.before).toEqual(before(second));
  });

  it('says that pages are unknown where the device does not count them, and that nothing came back after too long', async () => {
    await scene();
    answer('C-0', undefined);
    const first = await claim('C-0', 'cmd:1');
    await resolve(first);
    open.now.ms += 5 * DAY;
    const second = await claim('C-0', 'cmd:2');
    expect(before(second).callback).toMatchObject({ days: 5, pages: { kind: 'unknown' } });
    await resolve(second);
    open.now.ms += 61 * DAY;
    const third = await claim('C-0', 'cmd:3');
    expect(before(third).callback).toBeUndefined();
    expect(before(third).claims.map(({ id }) => id)).toEqual([second, first]);
    const noise = await claim('C-0', 'cmd:4', 'noise');
    expect(before(noise).callback).toBeUndefined();
    expect(before(noise).claims.map(({ id }) => id)).toEqual([third, second, first]);
  });

  it('is what is set otherwise than at the claim before', async () => {
    await scene();
    answer('C-0', 1, { 'toner-save.setting': 'off' });
    await resolve(await claim('C-0', 'cmd:1'));
    open.now.ms += DAY;
    answer('C-0', 2);
    const second = await claim('C-0', 'cmd:2');
    expect(before(second).changes).toMatchObject([
      { item: 'toner-save.setting', before: { state: 'off' }, now: { state: 'on' }, was: open.now.ms - DAY },
    ]);
  });

  it('counts claims with the same signs at other customers once enough stand behind them, and names none', async () => {
    await scene();
    for (const [n, serial] of ['P-1', 'P-2', 'P-3'].entries()) {
      answer(serial, 1);
      answer('C-0', 1);
      const id = await claim(serial, `peer:${n}`);
      await resolve(id);
      const mine = await claim('C-0', `cmd:${n}`);
      const { similar } = before(mine);
      if (n < 2) expect(similar).toEqual({ own: [], needed: 3 });
      else expect(similar?.others).toMatchObject({ claims: 3, ended: [{ claims: 3 }] });
      expect(JSON.stringify(before(mine))).not.toMatch(/P-\d|Customer \d/);
      open.fakes.set(serial, { values: { 'toner-save.setting': 'off' } });
    }
  });
});

import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Resolution } from '../../src/core/claim.ts';
import { replayClaims } from '../../src/flow/replay-claims.ts';
import type { RuleBook } from '../../src/rules/book.ts';
import { defaultRulesDir, loadRules } from '../../src/rules/load.ts';
import { fleet, openScene, said, type Scene } from './scene.ts';

let open: Scene;
afterEach(() => open.close());

/** Claims of every symptom on a device that differs from its peers in whatever the rules ask for, and on one that is silent. */
async function openClaims(): Promise<void> {
  open = await openScene();
  const { items, symptoms } = open.deps.book;
  for (const [index, { serial }] of fleet(8).entries()) {
    const values = [...items.values()].map(({ id, kind }): [string, number | string] => {
      if (kind === 'number') return [id, serial === 'C-0' ? 9_000 : 100 + index];
      return [id, serial === 'C-0' ? 'odd' : index === 3 ? 'rare' : 'usual'];
    });
    open.fakes.set(serial, {
      values: { ...Object.fromEntries(values), 'toner-save.setting': serial === 'C-0' ? 'on' : 'off' },
    });
  }
  for (const symptom of symptoms.keys()) {
    await open.desk.intake(said(`serial=C-0 symptom=${symptom}`, `odd:${symptom}`), 'command');
  }
  await open.desk.intake(said('serial=P-1 symptom=light-print', 'usual'), 'command');
  await open.settle();
  open.fakes.delete('C-0');
  await open.desk.intake(said('serial=C-0 symptom=ghosting copies only since yesterday', 'silent'), 'command');
  await open.settle();
}

/** The rules with one file of them written otherwise. */
async function edited(file: string, edit: (text: string) => string): Promise<RuleBook> {
  const dir = join(mkdtempSync(join(tmpdir(), 'claimscope-rules-')), 'rules');
  cpSync(defaultRulesDir(), dir, { recursive: true });
  const text = readFileSync(join(dir, file), 'utf8');
  const changed = edit(text);
  expect(changed).not.toBe(text);
  writeFileSync(join(dir, file), changed);
  return loadRules(dir);
}

describe('a replay', () => {
  it('gives what was sealed, row by row and measure by measure, where the rules are the same', async () => {
    await openClaims();
    const replay = await replayClaims({ store: open.store, book: open.deps.book }, {});
    expect(replay.claims).toBeGreaterThan(30);
    const verdicts = new Map<string, number>();
    for (let id = 1; id <= replay.claims; id += 1) {
      for (const { comparisons } of await open.store.listFetches(id)) {
        for (const { verdict } of comparisons) verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
      }
    }
    for (const verdict of ['normal', 'off', 'cannot-say']) expect(verdicts.get(verdict)).toBeGreaterThan(0);
    expect(replay).toEqual({
      rules: open.deps.book.version,
      claims: replay.claims,
      unsealed: 0,
      otherRules: 0,
      flips: [],
      kept: 0,
      gone: 0,
      unread: {},
    });
    expect(
      await replayClaims({ store: open.store, book: open.deps.book }, { from: Number.MAX_SAFE_INTEGER }),
    ).toMatchObject({
      claims: 0,
    });
  }, 120_000);

  it('lists what other rules would say, and whether that goes towards what worked or away from it', async () => {
    open = await openScene();
    for (const { serial } of fleet(8)) open.fakes.set(serial, { values: { 'toner-save.setting': 'off' } });
    open.fakes.set('C-0', { values: { 'toner-save.setting': 'on' } });
    const ends: (Resolution['measure'] | undefined)[] = ['turn-off-toner-save', 'other', undefined];
    for (const [index, measure] of ends.entries()) {
      const taken = await open.desk.intake(said('serial=C-0 symptom=light-print', `k:${index}`), 'command');
      if (taken.kind !== 'claim') throw new Error('a claim is taken in');
      await open.settle();
      const resolution = measure && { cause: 'setting' as const, measure, proposed: ['turn-off-toner-save'] };
      await open.desk.resolve(taken.claim.id, 'UBEN', '', resolution === '' ? undefined : resolution);
    }
    const [fetch] = await open.store.listFetches(1);
    expect(fetch?.measures[0]?.id).toBe('turn-off-toner-save');
    const without = await edited('measures/turn-off-toner-save.yml', (text) =>
      text.replace(/^symptoms: .*$/m, 'symptoms: [ghosting]'),
    );
    const replay = await replayClaims({ store: open.store, book: without }, {});
    expect([replay.claims, replay.otherRules]).toEqual([3, 3]);
    const now = replay.flips[0]?.first.now;
    expect(now).not.toBe('turn-off-toner-save');
    const first = { before: 'turn-off-toner-save', ...(now === undefined ? {} : { now }) };
    expect(replay.flips).toMatchObject([
      { claim: 1, rows: [], first, flip: 'away' },
      { claim: 2, rows: [], first, flip: 'neither' },
      { claim: 3, rows: [], first },
    ]);
    expect(replay.flips[2]).not.toHaveProperty('flip');
    const back = await replayClaims({ store: turned(open.store, without), book: open.deps.book }, {});
    expect(back.flips[0]).toMatchObject({ claim: 1, flip: 'towards', first: { now: 'turn-off-toner-save' } });

    const strict = await edited('items/toner-save.setting.yml', (text) =>
      text.replace(
        /^compare:.*(?:\n {2,}.*)*$/m,
        'compare: { as: state, limits: { states: { on: normal }, source: a test } }',
      ),
    );
    const flipped = await replayClaims({ store: open.store, book: strict }, {});
    expect(flipped.flips[0]?.rows).toEqual([
      { item: 'toner-save.setting', title: 'Toner save', before: 'off', now: 'normal' },
    ]);
  }, 120_000);
});

describe('a replay of what was sealed otherwise', () => {
  it('leaves verdicts as they are where nobody kept what stood behind them, and says how many', async () => {
    await openClaims();
    const store = {
      listClaims: (filter: Parameters<typeof open.store.listClaims>[0]) => open.store.listClaims(filter),
      listFetches: async (id: number) =>
        (await open.store.listFetches(id)).map((fetch) => ({
          ...fetch,
          seal: undefined,
          comparisons: fetch.comparisons.map((row) => ({ ...row, behind: undefined })),
        })),
    };
    const replay = await replayClaims({ store, book: open.deps.book }, {});
    expect(replay.flips).toEqual([]);
    expect(replay.kept).toBeGreaterThan(10);
    expect(replay.otherRules).toBe(replay.claims);
  }, 120_000);

  it('counts rows that the rules do not ask for any more, and what they ask for and nobody read', async () => {
    open = await openScene();
    for (const { serial } of fleet(8)) open.fakes.set(serial, { values: { 'copies.total': 9_000, 'jam.total': 3 } });
    await open.desk.intake(said('serial=C-0 symptom=jam-feed', 'k'), 'command');
    await open.settle();
    const [fetch] = await open.store.listFetches(1);
    const symptom = open.deps.book.symptoms.get('jam-feed');
    const lost = fetch?.comparisons.find(({ item }) => item === 'alerts.active');
    if (symptom === undefined || lost === undefined) throw new Error('a claim of jams compares something');
    const items = symptom.items.filter(({ item }) => item !== lost.item);
    const added =
      [...open.deps.book.items.keys()].find((id) => fetch?.comparisons.every(({ item }) => item !== id)) ?? '';
    const book: RuleBook = {
      ...open.deps.book,
      version: 'other',
      symptoms: new Map([['jam-feed', { ...symptom, items: [...items, { item: added, because: 'a test' }] }]]),
    };
    const replay = await replayClaims({ store: open.store, book }, {});
    const rows = fetch?.comparisons.filter(({ item }) => item === lost.item).length ?? 0;
    expect(replay.gone).toBeGreaterThanOrEqual(rows);
    expect(replay.unread[added]).toBe(1);
  });
});

/** The store as it would be had its claims been judged by other rules, which proposed nothing. */
function turned(store: Scene['store'], book: RuleBook): Pick<Scene['store'], 'listClaims' | 'listFetches'> {
  return {
    listClaims: (filter) => store.listClaims(filter),
    listFetches: async (id) =>
      (await store.listFetches(id)).map((fetch) => ({
        ...fetch,
        measures: fetch.measures.filter(({ id: measure }) => measure !== 'turn-off-toner-save'),
        ...(fetch.seal && { seal: { ...fetch.seal, rules: book.version } }),
      })),
  };
}

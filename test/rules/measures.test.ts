import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { compareDevice } from '../../src/core/compare-device.ts';
import type { AnyCondition } from '../../src/core/measure.ts';
import type { Reading } from '../../src/core/reading.ts';
import type { Value } from '../../src/core/value.ts';
import type { RuleBook } from '../../src/rules/book.ts';
import { judge } from '../../src/rules/judge.ts';
import { loadRules } from '../../src/rules/load.ts';
import { runMeasureTest } from '../../src/rules/run-measure-test.ts';
import { measureTestSchema } from '../../src/rules/test-schema.ts';

const folder = new URL('../../rules/measures/', import.meta.url);
const ids = readdirSync(folder)
  .filter((name) => name.endsWith('.yml') && !name.endsWith('.test.yml'))
  .map((name) => name.slice(0, -'.yml'.length));
const book: RuleBook = await loadRules();

function casesOf(id: string): ReturnType<typeof measureTestSchema.parse> {
  return measureTestSchema.parse(parse(readFileSync(new URL(`${id}.test.yml`, folder), 'utf8')));
}

function itemsOf(conditions: readonly AnyCondition[]): string[] {
  return conditions.flatMap((condition) => ('item' in condition ? [condition.item] : []));
}

describe('the measures', () => {
  it('are for all symptoms, each named as its file', () => {
    expect(book.measures.map(({ id }) => id)).toEqual(ids.toSorted());
    expect(ids).toHaveLength(53);
    const served = new Set(book.measures.flatMap(({ symptoms }) => symptoms));
    expect([...served].toSorted()).toEqual([...book.symptoms.keys()].toSorted());
  });

  it.each(ids)('%s is proposed and not proposed as its test says', (id) => {
    const test = casesOf(id);
    expect(new Set(test.cases.map(({ proposed }) => proposed)).size).toBe(2);
    expect(runMeasureTest(book, id, test)).toEqual([]);
  });

  it('have more than ninety cases', () => {
    expect(ids.reduce((sum, id) => sum + casesOf(id).cases.length, 0)).toBeGreaterThan(90);
  });

  it('judge only by items that at least one of their symptoms reads', () => {
    for (const measure of book.measures) {
      const read = new Set(
        measure.symptoms.flatMap((id) => book.symptoms.get(id)?.items.map(({ item }) => item) ?? []),
      );
      const { all = [], any = [], none = [] } = measure.when;
      const unread = itemsOf([...all, ...any]).filter((item) => !read.has(item));
      expect({ id: measure.id, unread }).toEqual({ id: measure.id, unread: [] });
      expect(itemsOf(none).every((item) => book.items.has(item))).toBe(true);
    }
  });

  it('need all that speaks for them to be read by every symptom they serve', () => {
    for (const measure of book.measures) {
      for (const symptom of measure.symptoms) {
        const read = new Set(book.symptoms.get(symptom)?.items.map(({ item }) => item));
        const missing = itemsOf(measure.when.all ?? []).filter((item) => !read.has(item));
        expect({ measure: measure.id, symptom, missing }).toEqual({ measure: measure.id, symptom, missing: [] });
      }
    }
  });
});

/** What one device says, as `item` or `item/part` to its value. */
type Says = Record<string, number | string>;

function readingsOf(says: Says): Reading[] {
  return Object.entries(says).map(([key, said]) => {
    const [id = '', part] = key.split('/');
    const item = book.items.get(id);
    if (item === undefined) throw new Error(`there is no item ${id}`);
    const value: Value =
      typeof said === 'number'
        ? { kind: 'number', number: said, unit: item.unit ?? 'count' }
        : item.kind === 'state'
          ? { kind: 'state', state: said }
          : { kind: 'text', text: said };
    return { item: id, ...(part === undefined ? {} : { part }), value, evidence: [], at: 0 };
  });
}

/** Measures for a device that differs from eleven healthy peers only in `differs`. */
function measuresFor(symptom: string, healthy: Says, differs: Says): { id: string; score: number }[] {
  const items = [...book.items.values()].filter(({ id }) =>
    Object.keys(healthy).some((key) => key.split('/')[0] === id),
  );
  const peers = Array.from({ length: 11 }, (_, n) =>
    readingsOf(
      Object.fromEntries(
        Object.entries(healthy).map(([key, said]) => [
          key,
          typeof said === 'number' ? said * (1 + (n - 5) / 250) : said,
        ]),
      ),
    ),
  );
  const own = readingsOf({ ...healthy, ...differs });
  const comparisons = compareDevice({ items, own, peers, neededPeers: 5 });
  return judge(book, [symptom], comparisons).map(({ id, score }) => ({ id, score }));
}

describe('a fault is met with its measure', () => {
  const engine: Says = {
    'supply.toner/toner-black': 60,
    'supply.toner/toner-cyan': 55,
    'drum.life/black': 58,
    'drum.life/cyan': 62,
    'drum.charge-setting/black': -620,
    'drum.charge-setting/cyan': -640,
    'image.density-measured/black': 2.3,
    'image.density-measured/cyan': 2.12,
    'developer.life/black': 50,
    'density.auto-adjust-setting': 'on',
    'density.setting': 3,
    'toner-save.setting': 'off',
  };

  it('a worn drum: replace it, before anything else', () => {
    const differs = { 'drum.life/black': 2, 'drum.charge-setting/black': -715, 'image.density-measured/black': 1.58 };
    expect(measuresFor('light-print', engine, differs)[0]?.id).toBe('replace-drum');
  });

  it('thin toner: replace the cartridge, before anything else', () => {
    const differs = { 'supply.toner/toner-cyan': 4, 'image.density-measured/cyan': 1.52 };
    expect(measuresFor('light-print', engine, differs).map(({ id }) => id)).toEqual(['replace-toner']);
  });

  it('a density that drifted with the adjustment off: turn it on', () => {
    const differs = { 'density.auto-adjust-setting': 'off', 'image.density-measured/black': 1.78 };
    expect(measuresFor('light-print', engine, differs)[0]?.id).toBe('turn-on-auto-density');
  });

  it('toner save and the lightest setting: both are undone by the customer', () => {
    const differs = { 'toner-save.setting': 'on', 'density.setting': 1 };
    const ids = measuresFor('light-print', engine, differs).map(({ id }) => id);
    expect(ids).toEqual(['turn-off-toner-save', 'raise-density-setting']);
  });

  it('a weak charge behind fog: restore it', () => {
    const differs = { 'drum.charge-setting/black': -540 };
    expect(measuresFor('background-fog', engine, differs).map(({ id }) => id)).toEqual(['raise-drum-charge']);
  });

  it('a half-duplex link with errors: mend the mismatch, and nothing is said of the cable', () => {
    const link = { 'network.packets': 5_000_000, 'network.errors': 10, 'network.duplex': 'full' };
    const found = measuresFor('offline', link, { 'network.errors': 105_000, 'network.duplex': 'half' });
    expect(found.map(({ id }) => id)).toEqual(['fix-duplex-mismatch']);
  });

  it('worn rollers on the tray that jams: replace them', () => {
    const paper = {
      'copies.total': 100_000,
      'jams.by-place/feed-tray-2': 9,
      'jams.by-place/fuser': 2,
      'feed-roller.life/tray-2': 60,
    };
    const found = measuresFor('jam-feed', paper, { 'jams.by-place/feed-tray-2': 95, 'feed-roller.life/tray-2': 3 });
    expect(found.map(({ id }) => id)).toEqual(['replace-feed-rollers']);
  });

  it('a worn fuser behind ghosts: replace it', () => {
    const found = measuresFor('ghosting', { 'fuser.life/fuser': 52, ...engine }, { 'fuser.life/fuser': 1 });
    expect(found[0]?.id).toBe('replace-fuser');
  });

  it('heavy coverage and the darkest setting: explain it, then lower the setting', () => {
    const found = measuresFor(
      'toner-cost',
      { 'toner.coverage': 5.2, ...engine },
      { 'toner.coverage': 16, 'density.setting': 5 },
    );
    expect(found.map(({ id }) => id).slice(0, 2)).toEqual(['explain-coverage', 'lower-density-setting']);
  });

  it('a healthy device gets no measure for a light print', () => {
    expect(measuresFor('light-print', engine, {})).toEqual([]);
  });
});

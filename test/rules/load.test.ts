import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadRules } from '../../src/rules/load.ts';
import { changed, faultsIn, faultsOf, rulesFolder, SOUND } from './rules-folder.ts';

const ITEM = 'items/jams.yml';
const SYMPTOM = 'symptoms/jam.yml';
const MEASURE = 'measures/rollers.yml';

describe('loading rules', () => {
  it('makes a book of sound rules', async () => {
    const book = await loadRules(await rulesFolder());
    expect([...book.items.keys()]).toEqual(['copies.total', 'jams', 'mode']);
    expect([...book.symptoms.keys()]).toEqual(['jam']);
    expect(book.measures.map((measure) => measure.id)).toEqual(['rollers']);
    expect(book.generic.id).toBe('generic');
    expect(book.profiles).toEqual([]);
    expect(book.generic.places['copies.total']).toEqual([{ kind: 'snmp-get', oid: '1.3.6.1.2.1.43.10', decode: {} }]);
  });

  it('gives the same version for the same contents and another one for other contents', async () => {
    const first = await loadRules(await rulesFolder());
    const second = await loadRules(await rulesFolder());
    const other = await loadRules(await rulesFolder(changed(ITEM, 'title: Jams', 'title: Paper jams')));
    expect(first.version).toMatch(/^[0-9a-f]{12}$/);
    expect(second.version).toBe(first.version);
    expect(other.version).not.toBe(first.version);
  });

  it('lists the faults of all files at once, by file and from top to bottom', async () => {
    const faults = await faultsOf({
      ...changed(ITEM, 'kind: number', 'kinds: number\nkind: 7'),
      ...changed(SYMPTOM, 'item: mode', 'item: moon'),
      ...changed(MEASURE, 'weight: 4', 'weight: 9'),
    });
    expect(faults.map((fault) => fault.split(': ')[0])).toEqual([
      'items/jams.yml:3:1',
      'items/jams.yml:4:7',
      'measures/rollers.yml:13:9',
      'symptoms/jam.yml:9:13',
    ]);
  });

  it('does not blame those who refer to a file that is broken', async () => {
    const faults = await faultsOf(changed('items/copies.total.yml', 'kind: number', 'kind: nummer'));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain('items/copies.total.yml:3:7');
  });

  it('reports a folder that is missing and a file whose name says nothing', async () => {
    const dir = await rulesFolder({ 'items/notes.txt': 'hello' });
    await rm(join(dir, 'measures'), { recursive: true });
    expect(await faultsIn(dir)).toEqual([
      'items/notes.txt:1:1: not a rule, by its name, call it <id>.yml or <id>.test.yml',
      'measures:1:1: missing folder "measures", in the rules folder, nothing can be read from it',
    ]);
  });

  it('reports a document that would explode instead of expanding it', async () => {
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x,x]'];
    for (let level = 1; level < 8; level += 1) {
      const name = String.fromCharCode(97 + level);
      const before = String.fromCharCode(96 + level);
      bomb.push(`${name}: &${name} [${Array.from({ length: 10 }, () => `*${before}`).join(',')}]`);
    }
    const [fault] = await faultsOf({ 'items/bomb.yml': `${bomb.join('\n')}\n` });
    expect(fault).toMatch(/^items\/bomb\.yml:1:1: Excessive alias count/);
  });

  it('points at the place of the alias when the fault lies behind one', async () => {
    const text = `id: mode\ntitle: &t 5\nkind: state\ncompare: { as: state }\nbecause: *t\nsource: s\n`;
    expect(await faultsOf({ 'items/mode.yml': text })).toEqual([
      'items/mode.yml:2:11: expected text, got a number, at title, quote it: "5"',
      'items/mode.yml:5:10: expected text, got a number, at because, quote it: "5"',
    ]);
  });

  it('is not misled by keys that every object has', async () => {
    const faults = await faultsOf(changed(ITEM, 'title: Jams', 'constructor: Jams'));
    expect(faults).toEqual([
      'items/jams.yml:1:1: missing key "title", at the top level, it is required',
      expect.stringMatching(/^items\/jams\.yml:2:1: unknown key "constructor"/),
    ]);
  });

  it('reads an empty file as one that lacks everything', async () => {
    const dir = await rulesFolder();
    await mkdir(join(dir, 'items'), { recursive: true });
    await writeFile(join(dir, 'items', 'jams.yml'), '');
    expect(await faultsIn(dir)).toEqual([
      'items/jams.yml:1:1: expected keys and values, got nothing, at the top level, the value has the wrong type',
    ]);
  });

  it('leaves the tests beside the rules alone', async () => {
    const book = await loadRules(await rulesFolder({ 'items/jams.test.yml': 'not: [a test' }));
    expect(book.items.size).toBe(Object.keys(SOUND).filter((path) => /^items\/.*(?<!\.test)\.yml$/.test(path)).length);
  });
});

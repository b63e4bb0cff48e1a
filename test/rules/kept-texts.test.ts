import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { z } from 'zod';
import { anyCharacter } from '../any-character.ts';
import { buildBook } from '../../src/rules/build-book.ts';
import type { Finding } from '../../src/rules/fault.ts';
import { packTexts, unpackTexts } from '../../src/rules/kept-texts.ts';
import { defaultRulesDir, readRuleFiles } from '../../src/rules/load.ts';
import { fold, foldText } from '../../src/rules/parse-fold.ts';
import { checkYaml, plainOf } from '../../src/rules/yaml-faults.ts';

describe('what the texts of rules say, kept', () => {
  it('is what they say when they are read anew', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 4 }), (values) => {
        const texts = values.map((value) => stringify(value));
        const kept = unpackTexts(packTexts(texts));
        for (const text of texts) expect(kept(text) ?? { plain: plainOf(text) }).toEqual({ plain: plainOf(text) });
      }),
    );
  });

  it("makes the same book of the program's own rules, all of which the build has kept", async () => {
    const { dir, files } = await readRuleFiles(defaultRulesDir(), 'rules');
    expect(files.filter(({ kept }) => kept === undefined).map(({ path }) => path)).toEqual([]);
    const [fast, slow] = [files, files.map((file) => ({ ...file, kept: undefined }))].map((all) =>
      buildBook(dir, all, 'v'),
    );
    expect(fast?.faults).toEqual([]);
    expect({ ...fast?.book, model: undefined }).toEqual({ ...slow?.book, model: undefined });
  });

  it('changes no fault, and not where it stands', () => {
    const text = 'id: a\nlist:\n  - 1\n  - two\n';
    const finding: Finding = { what: 'odd', where: ['list', 1], why: 'so it is', on: 'value' };
    const kept = unpackTexts(packTexts([text]))(text);
    expect(kept).toEqual({ plain: { id: 'a', list: [1, 'two'] } });
    for (const schema of [z.unknown(), z.object({ id: z.string() }).strict()]) {
      const [fast, slow] = [kept, undefined].map((one) => checkYaml({ path: 'a.yml', text, kept: one }, schema));
      expect(fast?.faults).toEqual(slow?.faults);
      expect(fast?.place(finding)).toEqual(slow?.place(finding));
      expect(fast?.place(finding)).toMatchObject({ line: 4, column: 5 });
    }
  });

  it('is nothing for a text that was changed, that is broken, that JSON has no word for, or whose line is torn', () => {
    const packed = packTexts(['a: 1\n', 'a: [\n', 'a: 1\na: 2\n', 'a: .inf\n', 'a: -0.0\n', 'b: [x, y]\n']);
    const kept = unpackTexts(packed);
    expect(kept('a: 1\n')).toEqual({ plain: { a: 1 } });
    for (const text of ['a: 1', 'a: [\n', 'a: 1\na: 2\n', 'a: .inf\n', 'a: -0.0\n']) expect(kept(text)).toBeUndefined();
    for (const left of ['', 'nonsense\n', packed.slice(0, -4)])
      expect(unpackTexts(left)('b: [x, y]\n')).toBeUndefined();
  });

  it('is given out anew each time, so that nobody changes it for another', () => {
    const kept = unpackTexts(packTexts(['a: [1]\n']));
    expect(kept('a: [1]\n')?.plain).not.toBe(kept('a: [1]\n')?.plain);
  });
});

describe('a text folded as a whole', () => {
  it('is the same as piece by piece', () => {
    const latin = fc.string({ unit: fc.integer({ min: 0, max: 0x1ff }).map((code) => String.fromCharCode(code)) });
    const plain = fc.string({ unit: fc.constantFrom(...Array.from('aZ`´ßÄéØ×ÿ <>-\'"7¼²ªµ\u00A0\u00AD')) });
    fc.assert(
      fc.property(fc.oneof(latin, plain, fc.string({ unit: anyCharacter })), (text) => {
        expect(fold(text)).toBe(foldText(text).text);
      }),
      { numRuns: 300 },
    );
  });
});

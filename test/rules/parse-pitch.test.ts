import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold } from '../../src/rules/parse-fold.ts';
import { loadRules } from '../../src/rules/load.ts';
import { findPitch } from '../../src/rules/parse-pitch.ts';
import { parseText } from '../../src/rules/parse.ts';

const book = await loadRules();
const read = (text: string): ReturnType<typeof parseText> => parseText(book, text);
const ASKED = 'serial=SIM-3500-0042 symptom=repeating-marks';

describe('the distance between marks', () => {
  it.each([
    ['a black spot every 75 mm', 75],
    ['spots every 75mm down the page', 75],
    ['marks 7.5 cm apart', 75],
    ['the dots repeat at about 94 mm', 94],
    ['a smudge every 3 inches', 76.2],
    ['a line every 3"', 76.2],
    ['94 mm between the spots', 94],
    ['alle 75 mm ein Fleck', 75],
    ['Punkte im Abstand von 7,5 cm', 75],
    ['Flecken, immer 94 mm auseinander', 94],
    ['alle 3 Zoll ein Strich', 76.2],
    ['une tache tous les 75 mm', 75],
    ['des points espacés de 9,4 cm', 94],
    ['des taches à intervalles de 75 millimètres', 75],
    ['una mancha cada 75 mm', 75],
    ['puntos separados 7,5 centímetros', 75],
    ['una raya cada 3 pulgadas', 76.2],
    ['75mm間隔で汚れが出る', 75],
    ['７５ミリおきに黒い点', 75],
    ['9.4センチごとに点が出ます', 94],
    ['3インチ間隔の汚れ', 76.2],
  ])('is read in "%s"', (text, mm) => {
    expect(read(`SIM-3500-0042 ${text}`).about.repeatMm).toBe(mm);
    expect(findPitch(fold(text))).toEqual({ mm });
  });

  it.each([
    'a line 75 mm from the edge',
    'ein Strich im Abstand von 3 cm vom Rand',
    'paper 210 mm wide jams every 500 sheets',
    'it jams every 3 days in colour',
    'spots on every page',
    'the cabinet is 60 cm high',
  ])('is not read in "%s"', (text) => {
    expect(findPitch(fold(text))).toEqual({});
  });

  it.each([
    ['repeat=75mm', 75],
    ['repeat=75', 75],
    ['repeat="75 mm"', 75],
    ['pitch = 7,5 cm', 75],
    ['repeat=3in', 76.2],
    ['repeat=3"', 76.2],
    ['Repeat=94.2mm, marks every 75 mm', 94.2],
  ])('is read from the key in %s, which wins over the words', (field, mm) => {
    expect(read(`${ASKED} ${field}`)).toMatchObject({
      about: { repeatMm: mm },
      problems: [],
      symptoms: ['repeating-marks'],
    });
  });

  it.each([
    ['repeat=3mm', '"repeat=3mm" (3 mm) is no distance between marks on a page: give 10 mm to 500 mm'],
    ['repeat=80cm', '"repeat=80cm" (800 mm) is no distance'],
    ['repeat=often', '"repeat=often" is no distance between marks: give 10 mm to 500 mm, such as repeat=75mm'],
    ['spots every 2 mm', '"every 2 mm" (2 mm) is no distance'],
  ])('that cannot be one is told: %s', (text, problem) => {
    const { about, problems } = read(`${ASKED} ${text}`);
    expect(about.repeatMm).toBeUndefined();
    expect(problems).toEqual([expect.stringContaining(problem)]);
  });

  it('alone makes no claim of a text', () => {
    expect(read('repeat=75mm').isClaim).toBe(false);
  });

  it('is read to a tenth of a millimetre in any unit, or is a problem, for any number', () => {
    const units = fc.constantFrom(['mm', 1] as const, ['cm', 10] as const, ['inches', 25.4] as const);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9999 }), units, (tenths, [unit, factor]) => {
        const { mm, problem } = findPitch(`marks every ${tenths / 10} ${unit}`);
        const exact = (tenths / 10) * factor;
        if (mm === undefined) expect(exact < 10 || exact > 500 || problem === undefined).toBe(true);
        else expect(Math.abs(mm - exact)).toBeLessThanOrEqual(0.0501);
        expect((mm === undefined) !== (problem === undefined)).toBe(true);
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { changed, faultsOf } from './rules-folder.ts';

const ITEM = 'items/jams.yml';
const SYMPTOM = 'symptoms/jam.yml';
const MODEL = 'models/generic.yml';
const MEASURE = 'measures/rollers.yml';

describe('a rule file that does not have its shape', () => {
  // Each row: what it shows, the file, the piece of text that is replaced, by what, and the one fault that follows.
  it.each([
    [
      'an unknown key, with the one that was meant',
      ITEM,
      'unit: count',
      'unti: count\nunit: count',
      'items/jams.yml:4:1: unknown key "unti", at unti, did you mean "unit"?',
    ],
    [
      'an unknown key that is near to none',
      ITEM,
      'unit: count',
      'colour: red\nunit: count',
      'items/jams.yml:4:1: unknown key "colour", at colour, known here: id, title, family, kind, unit, parts, compare, past, rate, because, source, serviceMode, ask',
    ],
    [
      'an unknown key deep inside, with only the keys of that alternative',
      ITEM,
      '  minEffect: 1',
      '  minEffect: 1\n  minEfect: 2',
      'items/jams.yml:13:3: unknown key "minEfect", at compare.minEfect, did you mean "minEffect"?',
    ],
    [
      'an unknown key of a condition on an item',
      MEASURE,
      'verdict: [off]',
      'verdct: [off]',
      'measures/rollers.yml:6:21: unknown key "verdct", at when.all.0.verdct, did you mean "verdict"?',
    ],
    [
      'an unknown key of a condition on what was said',
      MEASURE,
      '{ item: mode, state: [safe] }',
      '{ said: { only: [copies], colors: one } }',
      'measures/rollers.yml:8:33: unknown key "colors", at when.none.0.said.colors, did you mean "colours"?',
    ],
    [
      'a language that is not known',
      SYMPTOM,
      '  en: [paper jam]',
      '  en: [paper jam]\n  eng: [jam]',
      'symptoms/jam.yml:7:3: unknown key "eng", at phrases.eng, did you mean "en"?',
    ],
    [
      'a key given twice',
      ITEM,
      'kind: number',
      'kind: number\nkind: state',
      'items/jams.yml:4:1: Map keys must be unique, in the YAML, the second one would silently win',
    ],
    [
      'text that is no YAML',
      ITEM,
      'unit: count',
      'unit: [count',
      'items/jams.yml:5:1: Flow sequence in block collection must be sufficiently indented and end with a ], in the YAML, the file cannot be read',
    ],
    [
      'a missing key at the top',
      ITEM,
      'because: where it stops\n',
      '',
      'items/jams.yml:1:1: missing key "because", at the top level, it is required',
    ],
    [
      'a missing key inside, at its parent',
      ITEM,
      '  times: 10000\n',
      '',
      'items/jams.yml:6:1: missing key "times", at compare, it is required',
    ],
    [
      'a missing key of a list member, at the member',
      SYMPTOM,
      '{ item: mode, because: how }',
      '{ item: mode }',
      'symptoms/jam.yml:9:5: missing key "because", at items.1, it is required',
    ],
    [
      'a number where text is wanted',
      ITEM,
      'title: Jams',
      'title: 1.10',
      'items/jams.yml:2:8: expected text, got a number, at title, quote it: "1.1"',
    ],
    [
      'text where a number is wanted',
      ITEM,
      'times: 10000',
      'times: many',
      'items/jams.yml:9:10: expected a number, got text, at compare.times, the value has the wrong type',
    ],
    [
      'a key without a value',
      ITEM,
      'title: Jams',
      'title:',
      'items/jams.yml:2:7: expected text, got nothing, at title, the value has the wrong type',
    ],
    [
      'an empty text',
      ITEM,
      'title: Jams',
      "title: ''",
      'items/jams.yml:2:8: empty text, at title, it must say something',
    ],
    [
      'an empty list',
      SYMPTOM,
      'questions: [Which tray?]',
      'questions: []',
      'symptoms/jam.yml:10:12: empty list, at questions, it must say something',
    ],
    [
      'a word that is not one of the known ones',
      ITEM,
      'kind: number',
      'kind: nummer',
      'items/jams.yml:3:7: "nummer" is not one of number, state, text, at kind, did you mean "number"?',
    ],
    [
      'a word that is near to none',
      MEASURE,
      'who: field-engineer',
      'who: ghost',
      'measures/rollers.yml:9:6: "ghost" is not one of customer, desk, field-engineer, at who, choose one of them',
    ],
    [
      'an alternative that does not exist',
      ITEM,
      'as: rate',
      'as: ratio',
      'items/jams.yml:7:7: "ratio" is not one of value, rate, share, state, none, at compare.as, choose one of them',
    ],
    [
      'a number that is too small',
      MEASURE,
      'weight: 4',
      'weight: 0',
      'measures/rollers.yml:13:9: 0 is too small, at weight, it must be at least 1',
    ],
    [
      'an OID that is none',
      MODEL,
      "'1.3.6.1.2.1.43.10'",
      "'.1.3.6'",
      'models/generic.yml:6:30: bad value ".1.3.6", at places.copies.total.0.oid, must be a numeric OID without leading dot, quoted',
    ],
    [
      'a column that is neither an OID nor a join',
      MODEL,
      "level: '1.3.6.1.2.1.43.11'",
      'level: 5',
      'models/generic.yml:10:16: expected text or keys and values, got a number, at places.mode.0.columns.level, quote it: "5"',
    ],
    [
      'a join that lacks its column',
      MODEL,
      "level: '1.3.6.1.2.1.43.11'",
      "level: { oid: '1.3.6.1.2' }",
      'models/generic.yml:10:9: missing key "by", at places.mode.0.columns.level, it is required',
    ],
  ])('reports %s', async (_, path, piece, by, fault) => {
    expect(await faultsOf(changed(path, piece, by))).toEqual([fault]);
  });
});

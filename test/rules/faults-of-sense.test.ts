import { describe, expect, it } from 'vitest';
import { changed, faultsOf } from './rules-folder.ts';

const ITEM = 'items/jams.yml';
const SYMPTOM = 'symptoms/jam.yml';
const MODEL = 'models/generic.yml';
const MEASURE = 'measures/rollers.yml';

describe('a rule file that refers to what is not there', () => {
  // Each row: what it shows, the file, the piece of text that is replaced, by what, and the one fault that follows.
  it.each([
    [
      'an id that is not the name of the file',
      ITEM,
      'id: jams',
      'id: jam',
      'items/jams.yml:1:5: id "jam" is not the file\'s name, at id, call it "jams" or rename the file',
    ],
    [
      'a number without its unit',
      ITEM,
      'unit: count\n',
      '',
      'items/jams.yml:1:1: missing key "unit", at the top level, a number means nothing without its unit',
    ],
    [
      'a state compared as a number',
      'items/mode.yml',
      '{ as: state }',
      '{ as: value, odd: low, minEffect: 1 }',
      'items/mode.yml:4:16: a state is compared as value, at compare.as, only numbers are: use state or none',
    ],
    [
      'a number compared as a state',
      'items/copies.total.yml',
      '{ as: none, why: a total }',
      '{ as: state }',
      'items/copies.total.yml:5:16: a number is compared as state, at compare.as, use value, rate, share or none',
    ],
    [
      'a share of nothing',
      'items/copies.total.yml',
      '{ as: none, why: a total }',
      '{ as: share, odd: low, minEffect: 1 }',
      'items/copies.total.yml:1:1: missing key "parts", at the top level, a share is a part of all parts: say what they are',
    ],
    [
      'a rate per an item that does not exist',
      ITEM,
      'per: copies.total',
      'per: copies.totl',
      'items/jams.yml:8:8: there is no item "copies.totl", at compare.per, did you mean "copies.total"?',
    ],
    [
      'a rate per a state',
      ITEM,
      'per: copies.total',
      'per: mode',
      'items/jams.yml:8:8: "mode" is a state, at compare.per, a rate divides by a number',
    ],
    [
      'a symptom whose item does not exist',
      SYMPTOM,
      'item: mode',
      'item: moon',
      'symptoms/jam.yml:9:13: there is no item "moon", at items.1.item, add rules/items/moon.yml or name another',
    ],
    [
      'a symptom that names an item twice',
      SYMPTOM,
      'item: mode',
      'item: jams',
      'symptoms/jam.yml:9:13: item "jams" is named twice, at items.1.item, only the first reason would be shown',
    ],
    [
      'a measure for a symptom that does not exist',
      MEASURE,
      'symptoms: [jam]',
      'symptoms: [jam, fog]',
      'measures/rollers.yml:3:17: there is no symptom "fog", at symptoms.1, add rules/symptoms/fog.yml or name another',
    ],
    [
      'a condition on an item that does not exist',
      MEASURE,
      'item: mode',
      'item: mod',
      'measures/rollers.yml:8:15: there is no item "mod", at when.none.0.item, did you mean "mode"?',
    ],
    [
      'a measure that nothing speaks for',
      MEASURE,
      '  all:\n    - { item: jams, verdict: [off] }\n',
      '',
      'measures/rollers.yml:4:1: no condition in "all" or "any", at when, a measure needs evidence that speaks for it',
    ],
    [
      'a condition that asks nothing',
      MEASURE,
      '{ item: jams, verdict: [off] }',
      '{ item: jams }',
      'measures/rollers.yml:6:7: nothing is asked of "jams", at when.all.0, say verdict, side, state, below, above, trend or absent',
    ],
    [
      'a part of an item that has none',
      MEASURE,
      '{ item: mode, state: [safe] }',
      '{ item: mode, part: x, state: [safe] }',
      'measures/rollers.yml:8:21: "mode" has no parts, at when.none.0.part, the condition would never hold',
    ],
    [
      'a state of a number',
      MEASURE,
      'verdict: [off]',
      'state: [x]',
      'measures/rollers.yml:6:21: "jams" is a number, at when.all.0.state, use below or above',
    ],
    [
      'a limit of a state',
      MEASURE,
      'state: [safe]',
      'below: 3',
      'measures/rollers.yml:8:21: "mode" is a state, at when.none.0.below, use state',
    ],
    [
      'a trend of what has none',
      MEASURE,
      'verdict: [off]',
      'trend: falling, sinceDays: 3 }\n    - { item: copies.total, trend: falling',
      'measures/rollers.yml:7:36: no trend is told of "copies.total", at when.all.1.trend, the condition would never hold',
    ],
    [
      'a state that falls',
      MEASURE,
      'state: [safe]',
      'trend: falling',
      'measures/rollers.yml:8:28: a state is never falling, at when.none.0.trend, use changed',
    ],
    [
      'days since nothing',
      MEASURE,
      'state: [safe]',
      'state: [safe], sinceDays: 3',
      'measures/rollers.yml:8:36: "sinceDays" without "trend", at when.none.0.sinceDays, say what began no longer ago than that',
    ],
    [
      'a detail that asks nothing',
      MEASURE,
      '{ item: mode, state: [safe] }',
      '{ said: {} }',
      'measures/rollers.yml:8:9: nothing is asked of what was said, at when.none.0.said, say only, colours, parts, codes, repeats, repeatsOther or sinceDays',
    ],
    [
      'a detail of the part of nothing',
      MEASURE,
      '{ item: jams, verdict: [off] }',
      '{ said: { colours: same } }',
      'measures/rollers.yml:6:26: the part of no condition, at when.all.0.said.colours, it is that of the first of "all" on an item',
    ],
    [
      'the part of what has none',
      MEASURE,
      'state: [safe]',
      'state: [safe], samePart: true',
      'measures/rollers.yml:8:36: "mode" has no parts, at when.none.0.samePart, the condition would never hold',
    ],
    [
      'a hint where nothing must hold',
      MEASURE,
      'state: [safe]',
      'state: [safe], orAbsent: true',
      'measures/rollers.yml:8:36: "orAbsent" outside of "all", at when.none.0.orAbsent, it is for a condition of "all" on any part',
    ],
    [
      'the part of the first condition itself',
      MEASURE,
      'verdict: [off]',
      'verdict: [off], samePart: true',
      'measures/rollers.yml:6:37: "samePart" of no other part, at when.all.0.samePart, it is that of the first of "all"',
    ],
    [
      'graded evidence of what does not exist',
      MEASURE,
      'weight: ',
      'for: [{ item: jamss, verdict: [off], points: 1 }]\nweight: ',
      'measures/rollers.yml:13:15: there is no item "jamss", at for.0.item, did you mean "jams"?',
    ],
    [
      'a question that tells a measure from none',
      MEASURE,
      'weight: ',
      'decide: [{ from: roller, ask: Which? }]\nweight: ',
      'measures/rollers.yml:13:18: there is no measure "roller", at decide.0.from, did you mean "rollers"?',
    ],
    [
      'a past that counts by what does not exist',
      'items/copies.total.yml',
      'unit: impressions',
      'unit: percent\npast: { as: wear, counts: jam }',
      'items/copies.total.yml:5:27: there is no item "jam", at past.counts, did you mean "jams"?',
    ],
    [
      'wear that is no percentage',
      'items/copies.total.yml',
      'unit: impressions',
      'unit: impressions\npast: { as: wear, counts: jams }',
      'items/copies.total.yml:5:13: wear that is no percentage, at past.as, it is what is left of the whole',
    ],
    [
      'a state that counts',
      'items/mode.yml',
      'kind: state',
      'kind: state\npast: { as: counter }',
      'items/mode.yml:4:13: a state is no counter, at past.as, only numbers are: use level',
    ],
    [
      'a roller named twice',
      MODEL,
      'places:\n',
      'ruler:\n  - { id: drum, title: a, mm: 94, source: s }\n  - { id: drum, title: b, mm: 75, source: s }\nplaces:\n',
      'models/generic.yml:6:11: roller "drum" is named twice, at ruler.1.id, it has one circumference',
    ],
    [
      'a place for an item that does not exist',
      MODEL,
      '  mode:',
      '  moda:',
      'models/generic.yml:7:3: there is no item "moda", at places.moda, did you mean "mode"?',
    ],
    [
      'a value in a column that is not there',
      MODEL,
      'value: level',
      'value: levle',
      'models/generic.yml:12:14: there is no column "levle", at places.mode.0.value, did you mean "level"?',
    ],
    [
      'a capacity in a column that is not there',
      MODEL,
      'value: level',
      'value: level\n      outOf: max',
      'models/generic.yml:13:14: there is no column "max", at places.mode.0.outOf, columns here: level, kind',
    ],
    [
      'a filter on a column that is not there',
      MODEL,
      'value: level',
      "value: level\n      where: { type: ['3'] }",
      'models/generic.yml:13:16: there is no column "type", at places.mode.0.where.type, columns here: level, kind',
    ],
    [
      'a join by a column that is not there',
      MODEL,
      "level: '1.3.6.1.2.1.43.11'",
      "level: { oid: '1.3.6.1.2', by: kin }",
      'models/generic.yml:10:40: there is no column "kin", at places.mode.0.columns.level.by, did you mean "kind"?',
    ],
    [
      'a part named after a column that is not there',
      MODEL,
      "'x-{kind}'",
      "'{index}-{name}'",
      'models/generic.yml:13:20: there is no column "name", at places.mode.0.part.key, columns here: level, kind',
    ],
    [
      'a title out of a column that is not there',
      MODEL,
      "key: 'x-{kind}'",
      "key: 'x-{kind}', title: '{names}'",
      'models/generic.yml:13:39: there is no column "names", at places.mode.0.part.title, columns here: level, kind',
    ],
    [
      'a map of a column that is not there',
      MODEL,
      "key: 'x-{kind}'",
      "key: 'x-{kind}', maps: { kint: { a: b } }",
      'models/generic.yml:13:40: there is no column "kint", at places.mode.0.part.maps.kint, did you mean "kind"?',
    ],
    [
      'a code turned into a number',
      MODEL,
      "oid: '1.3.6.1.2.1.43.10' }",
      "oid: '1.3.6.1.2.1.43.10', decode: { enum: { '-3': '50' } } }",
      'models/generic.yml:6:61: "copies.total" is a number, at places.copies.total.0.decode.enum, a code is never turned into a number: use sentinels',
    ],
    [
      'a scale of a state',
      MODEL,
      'value: level',
      'value: level\n      decode: { scale: 2 }',
      'models/generic.yml:13:17: "mode" is a state, at places.mode.0.decode.scale, only numbers have one',
    ],
  ])('reports %s', async (_, path, piece, by, fault) => {
    expect(await faultsOf(changed(path, piece, by))).toEqual([fault]);
  });

  it('reports a regular expression that is none', async () => {
    const text = `id: x\ntitle: X\nsource: s\nmatch: { model: '(' }\nplaces: {}\n`;
    const [fault, ...more] = await faultsOf({ 'models/x.yml': text });
    expect(fault).toMatch(
      /^models\/x\.yml:4:17: bad regular expression "\(", at match\.model, Invalid regular expression/,
    );
    expect(more).toEqual([]);
  });

  it('reports a match that would match nothing', async () => {
    expect(await faultsOf({ 'models/x.yml': `id: x\ntitle: X\nsource: s\nmatch: {}\nplaces: {}\n` })).toEqual([
      'models/x.yml:4:1: nothing to match, at match, say model or sysObjectID',
    ]);
  });

  it('reports that no profile is the generic one', async () => {
    expect(await faultsOf({ [MODEL]: undefined })).toEqual([
      'models:1:1: no generic profile, in this folder, exactly one profile has no "match"',
    ]);
  });

  it('reports a second generic profile and names the first', async () => {
    const [fault] = await faultsOf({ 'models/other.yml': `id: other\ntitle: X\nsource: s\nplaces: {}\n` });
    expect(fault).toMatch(
      /^models\/other\.yml:1:1: a second generic profile, at the top level, .*generic\.yml has no "match" either/,
    );
  });
});

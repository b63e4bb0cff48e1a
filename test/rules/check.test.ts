import { describe, expect, it } from 'vitest';
import { checkRules, type RulesCheck } from '../../src/rules/check.ts';
import { changed, rulesFolder } from './rules-folder.ts';

async function check(changes: Record<string, string | undefined>): Promise<RulesCheck> {
  const dir = await rulesFolder(changes);
  const result = await checkRules(dir);
  return { ...result, faults: result.faults.map((fault) => fault.replaceAll(`${dir}/`, '')) };
}

describe('checking rules', () => {
  it('finds nothing wrong with sound rules, and says how much it looked at', async () => {
    expect(await check({})).toEqual({ files: 12, cases: 9, faults: [] });
  });

  it('reports a rule without a test and a test without a rule', async () => {
    const { faults } = await check({ 'items/mode.test.yml': undefined, 'items/gone.test.yml': 'cases: []' });
    expect(faults).toEqual([
      'items/gone.test.yml:1:1: a test without a rule, in items, there is no gone.yml',
      'items/gone.test.yml:1:8: empty list, at cases, it must say something',
      'items/mode.yml:1:1: no test, beside the rule, write mode.test.yml',
    ]);
  });

  it('reports the faults of rules and the shape of tests at once, and runs no case on broken rules', async () => {
    const { faults, cases } = await check({
      ...changed('items/mode.yml', 'kind: state', 'kind: stat'),
      ...changed('items/jams.test.yml', 'verdict: off', 'verdict: bad'),
    });
    expect(faults).toEqual([
      'items/mode.yml:3:7: "stat" is not one of number, state, text, at kind, did you mean "state"?',
      'items/jams.test.yml:2:61: "bad" is not one of normal, watch, off, cannot-say, at cases.0.verdict, choose one of them',
    ]);
    expect(cases).toBe(0);
  });

  // Each row: what fails, the test file, the piece that is replaced, by what, and the one fault that follows.
  it.each([
    [
      'a text that should give the symptom',
      'symptoms/jam.test.yml',
      'paper jam again',
      'all is well',
      /^symptoms\/jam\.test\.yml:1:9: "all is well" does not give jam, at match\.0, nothing was heard in it$/,
    ],
    [
      'a text that should not give the symptom',
      'symptoms/jam.test.yml',
      'miss: [all is well]',
      'miss: [paper jam]',
      /^symptoms\/jam\.test\.yml:2:8: "paper jam" gives jam, at miss\.0, heard: jam$/,
    ],
    [
      'an item with another verdict',
      'items/jams.test.yml',
      'mine: 9',
      'mine: 1',
      /^items\/jams\.test\.yml:2:5: case "many" gives normal, not off, at cases\.0, equals the median/,
    ],
    [
      'an item on another side',
      'items/jams.test.yml',
      'side: high',
      'side: low',
      /^items\/jams\.test\.yml:2:5: case "many" lies on the side high, not low, at cases\.0, /,
    ],
    [
      'a text for a number',
      'items/jams.test.yml',
      'mine: 9',
      'mine: nine',
      /^items\/jams\.test\.yml:2:25: case "many" has text for a number, at cases\.0\.mine, jams is a number$/,
    ],
    [
      'a measure that does not follow',
      'measures/rollers.test.yml',
      'verdict: off',
      'verdict: watch',
      /^measures\/rollers\.test\.yml:2:5: case "many jams": rollers is not proposed, at cases\.0, the case says proposed: true$/,
    ],
    [
      'a measure that follows though it should not',
      'measures/rollers.test.yml',
      'verdict: normal',
      'verdict: off',
      /^measures\/rollers\.test\.yml:3:5: case "few jams": rollers is proposed, at cases\.1, the case says proposed: false$/,
    ],
    [
      'an item that the comparisons invent',
      'measures/rollers.test.yml',
      '{ item: jams, verdict: normal }',
      '{ item: jam, verdict: normal }',
      /^measures\/rollers\.test\.yml:3:\d+: there is no item "jam", at cases\.1\.comparisons\.0\.item, did you mean "jams"\?$/,
    ],
    [
      'a model that is not recognised',
      'models/generic.test.yml',
      'ignores: []',
      'ignores: [anything else]',
      /^models\/generic\.test\.yml:2:11: model "anything else" gets the profile generic, at ignores\.0, generic says it ignores it$/,
    ],
    [
      'a place of another kind',
      'models/generic.test.yml',
      'mode: snmp-table',
      'mode: http',
      /^models\/generic\.test\.yml:3:17: mode is first tried as snmp-table, at offers\.mode, the test says http$/,
    ],
    [
      'an answer with another meaning',
      'models/generic.test.yml',
      'decodes: []',
      "decodes: [{ item: copies.total, raw: '7', value: { number: 8 } }]",
      /^models\/generic\.test\.yml:4:11: "7" is decoded to \{"number":7\}, at decodes\.0, the test says \{"number":8\}$/,
    ],
    [
      'an answer for an item without a place',
      'models/generic.test.yml',
      'decodes: []',
      "decodes: [{ item: jams, raw: '7', value: { number: 7 } }]",
      /^models\/generic\.test\.yml:4:19: jams has no place, at decodes\.0\.item, nothing could be decoded$/,
    ],
  ])('reports %s', async (_, path, piece, by, fault) => {
    const { faults } = await check(changed(path, piece, by));
    expect(faults.filter((line) => !line.includes('no case in which'))).toEqual([expect.stringMatching(fault)]);
  });

  it('wants a case in which a measure is proposed and one in which it is not', async () => {
    const only = `cases:
  - { name: a, symptom: jam, comparisons: [{ item: jams, verdict: off }], proposed: true }
  - { name: b, symptom: jam, comparisons: [{ item: jams, verdict: off, number: 3 }], proposed: true }
`;
    expect((await check({ 'measures/rollers.test.yml': only })).faults).toEqual([
      'measures/rollers.test.yml:1:1: no case in which it is not proposed, at cases, one of each tells whether the conditions do anything',
    ]);
  });

  it('reports a condition on an item that no symptom of the measure reads', async () => {
    const other = { ...changed('symptoms/jam.yml', '  - { item: mode, because: how }\n', '') };
    expect((await check(other)).faults).toEqual([
      'measures/rollers.yml:8:15: "mode" is never read, at when.none.0.item, jam would have to name it',
    ]);
  });

  it('reports a roller that no ruler has', async () => {
    const other = changed('measures/rollers.yml', '{ item: mode, state: [safe] }', '{ said: { repeats: [drum] } }');
    expect((await check(other)).faults).toEqual([
      'measures/rollers.yml:8:27: no ruler has "drum", at when.none.0.said.repeats.0, give it to that of a profile',
    ]);
  });

  it('reports an item that can only ever be absent', async () => {
    expect((await check(changed('items/jams.yml', 'serviceMode: jam list\n', ''))).faults).toEqual([
      'items/jams.yml:1:5: no profile has a place for it, at id, give it one, or say in serviceMode where a person finds it',
    ]);
  });
});

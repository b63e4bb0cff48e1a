import { describe, expect, it } from 'vitest';
import { loadRules } from '../../src/rules/load.ts';
import { runSymptomTest } from '../../src/rules/run-symptom-test.ts';

describe('what machines tell, in the test beside a symptom', () => {
  it('is run both ways, and a case that fails is named with its place', async () => {
    const book = await loadRules();
    const texts = { match: ['SIM-1 jams in tray 2'], miss: ['hello'] };
    const good = { match: [{ code: 8 }], miss: [{ code: 13 }, { trap: 'cold-start' as const }] };
    expect(runSymptomTest(book, 'jam-feed', { ...texts, alerts: good })).toEqual([]);
    const bad = { match: [{ code: 13 }], miss: [{ code: 8 }] };
    const found = runSymptomTest(book, 'jam-feed', { ...texts, alerts: bad });
    expect(found.map(({ where }) => where)).toEqual([
      ['alerts', 'match', 0],
      ['alerts', 'miss', 0],
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { familyModels } from '../../src/rules/engine-family.ts';
import { loadRules } from '../../src/rules/load.ts';

describe('an engine family', () => {
  it('holds the other models that its profile names, however the name is written', async () => {
    const book = await loadRules();
    expect(familyModels(book, 'SIM-3500')).toEqual(['SIM-9100']);
    expect(familyModels(book, 'sim-9100')).toEqual(['SIM-3500']);
    expect(familyModels(book, 'SIM-1200')).toEqual([]);
    expect(familyModels(book, 'HP LaserJet 2420')).toEqual(['HP LaserJet 2410', 'HP LaserJet 2430']);
    expect(familyModels(book, 'Nobody 1')).toEqual([]);
  });
});

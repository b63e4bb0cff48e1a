import { describe, expect, it } from 'vitest';
import { familyModels } from '../../src/rules/engine-family.ts';
import { loadRules } from '../../src/rules/load.ts';
import { profileFindings } from '../../src/rules/references.ts';

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

describe('a profile with families', () => {
  it('may name a model once, and none that is not its own', async () => {
    const book = await loadRules();
    const sim = book.profiles.find(({ id }) => id === 'sim');
    const known = {
      itemIds: new Set(book.items.keys()),
      items: book.items,
      symptomIds: new Set<string>(),
      measureIds: new Set<string>(),
      parents: new Map(),
    };
    const families = [{ name: 'x', models: ['SIM-3500', 'SIM 9100', 'sim-3500'], source: 'x' }];
    if (sim === undefined) throw new Error('there is a profile of the simulated models');
    expect(profileFindings(sim, known)).toEqual([]);
    expect(profileFindings({ ...sim, families }, known).map(({ what }) => what)).toEqual([
      'model "SIM 9100" is not one of this profile\'s',
      'model "sim-3500" is named twice',
    ]);
  });
});

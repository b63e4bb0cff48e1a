import { describe, expect, it } from 'vitest';
import type { RuleBook } from '../../src/rules/book.ts';
import { planAsks } from '../../src/rules/plan-asks.ts';
import { profileLayers } from '../../src/rules/profile-layers.ts';
import type { ProfileDef } from '../../src/rules/schema.ts';
import { loadRules } from '../../src/rules/load.ts';

function profile(id: string, parent?: string, manners?: ProfileDef['manners']): ProfileDef {
  return { id, title: id, source: 'a manual', match: { model: id }, extends: parent, places: {}, manners };
}

function bookOf(...profiles: ProfileDef[]): RuleBook {
  const generic: ProfileDef = { id: 'generic', title: 'any', source: 'a manual', places: {} };
  return {
    items: new Map(),
    symptoms: new Map(),
    profiles,
    generic,
    measures: [],
    reports: [],
    explain: [],
    version: 'test',
  };
}

const idsOf = (book: RuleBook, of: ProfileDef): string[] => profileLayers(book, of).map(({ id }) => id);

describe('what stands behind a profile', () => {
  it('is what it extends, in turn, and the generic one last', () => {
    const [child, parent, grandparent] = [profile('a', 'b'), profile('b', 'c'), profile('c')];
    const book = bookOf(child, parent, grandparent);
    expect(idsOf(book, child)).toEqual(['a', 'b', 'c', 'generic']);
    expect(idsOf(book, grandparent)).toEqual(['c', 'generic']);
    expect(idsOf(book, book.generic)).toEqual(['generic']);
  });

  it('ends where profiles extend each other, or one that is not there', () => {
    const [one, other, lost] = [profile('a', 'b'), profile('b', 'a'), profile('c', 'gone')];
    const book = bookOf(one, other, lost);
    expect(idsOf(book, one)).toEqual(['a', 'b', 'generic']);
    expect(idsOf(book, lost)).toEqual(['c', 'generic']);
  });

  it('gives manners of its own where the profile says nothing of them', () => {
    const [child, parent] = [profile('a', 'b', { objects: 4 }), profile('b', undefined, { bulk: false, objects: 9 })];
    expect(planAsks(bookOf(child, parent), child, []).manners).toEqual({ bulk: false, objects: 4 });
  });

  it('holds for the profiles that come with the program: a child finds its maker', async () => {
    const book = await loadRules();
    const children = book.profiles.filter((each) => each.extends !== undefined);
    expect(children.length).toBeGreaterThan(0);
    for (const child of children) expect(idsOf(book, child)).toEqual([child.id, child.extends, 'generic']);
  });
});

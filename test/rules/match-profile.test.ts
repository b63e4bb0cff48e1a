import { describe, expect, it } from 'vitest';
import type { RuleBook } from '../../src/rules/book.ts';
import { matchProfile } from '../../src/rules/match-profile.ts';
import type { ProfileDef } from '../../src/rules/schema.ts';

function profile(id: string, match?: ProfileDef['match']): ProfileDef {
  return { id, title: id, source: 'a manual', match, places: {} };
}

const child: ProfileDef = { ...profile('a-big-child', { model: '^Big 7' }), extends: 'big' };
const book: RuleBook = {
  items: new Map(),
  symptoms: new Map(),
  profiles: [
    child,
    profile('line', { sysObjectID: '1.3.6.1.4.1.42' }),
    profile('big', { model: '^Big \\d+' }),
    profile('big-of-line', { model: '^Big', sysObjectID: '1.3.6.1.4.1.42' }),
    profile('maker', { model: '^Maker', sysObjectID: ['1.3.6.1.4.1.77', '1.3.6.1.4.1.78.2'] }),
    profile('leaf', { sysObjectID: '1.3.6.1.4.1.42.7.1' }),
  ],
  generic: profile('generic'),
  measures: [],
  reports: [],
  explain: [],
  version: 'test',
};

describe('matching a profile', () => {
  it.each([
    ['a model that no profile knows', { model: 'Small 1' }, 'generic'],
    ['a model by its name, case aside', { model: 'BIG 100' }, 'big'],
    ['what extends a profile before that profile, whatever their ids', { model: 'Big 7' }, 'a-big-child'],
    ['a name that only begins otherwise', { model: 'Very Big 100' }, 'generic'],
    ['a sysObjectID itself', { model: 'Small 1', sysObjectID: '1.3.6.1.4.1.42' }, 'line'],
    ['a sysObjectID below', { model: 'Small 1', sysObjectID: '1.3.6.1.4.1.42.9' }, 'line'],
    [
      'a sysObjectID below the second that a profile names',
      { model: 'Small 1', sysObjectID: '1.3.6.1.4.1.78.2.1' },
      'maker',
    ],
    ['the longest of two sysObjectIDs', { model: 'Small 1', sysObjectID: '1.3.6.1.4.1.42.7.1.3' }, 'leaf'],
    [
      'a sysObjectID that only starts with the same digits',
      { model: 'Small 1', sysObjectID: '1.3.6.1.4.1.421' },
      'generic',
    ],
    [
      'both name and sysObjectID before the name alone',
      { model: 'Big 100', sysObjectID: '1.3.6.1.4.1.42.7.1' },
      'big-of-line',
    ],
    ['a maker by its sysObjectID where no name fits', { model: 'Sold as 5', sysObjectID: '1.3.6.1.4.1.77.1' }, 'maker'],
    ['the name alone where the sysObjectID disagrees', { model: 'Big 100', sysObjectID: '1.3.6.1.4.1.9' }, 'big'],
  ])('takes %s', (_, device, expected) => {
    expect(matchProfile(book, device).id).toBe(expected);
  });
});

import { describe, expect, it } from 'vitest';
import { nearWord } from '../../src/core/near-word.ts';

describe('the near word', () => {
  it.each([
    ['unti', 'unit'],
    ['minEfect', 'minEffect'],
    ['SOURCE', 'source'],
    ['souce', 'source'],
    ['light-prnit', 'light-print'],
    ['colour', undefined],
    ['', undefined],
  ])('of %j is %j', (word, near) => {
    expect(nearWord(word, ['unit', 'minEffect', 'source', 'light-print'])).toBe(near);
  });

  it('takes the nearest of several', () => {
    expect(nearWord('parts', ['ports', 'part', 'parks', 'parts'])).toBe('parts');
  });
});

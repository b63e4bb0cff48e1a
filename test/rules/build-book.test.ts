import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RULE_KINDS, type RuleKind } from '../../src/rules/book.ts';
import { buildBook, type RuleText } from '../../src/rules/build-book.ts';
import { SOUND } from './rules-folder.ts';

const FILES: RuleText[] = Object.entries(SOUND).flatMap(([path, text]) => {
  const match = /^(\w+)\/(.+?)(\.test)?\.yml$/.exec(path);
  const kind = RULE_KINDS.find((known) => known === match?.[1]);
  if (kind === undefined || match?.[3] !== undefined) return [];
  return [{ path, text, kind, id: match?.[2] ?? '' }];
});

/** Either there is a book, or there are faults and each says where. */
function expectBookOrFaults(files: RuleText[]): void {
  const { book, faults } = buildBook('rules', files, 'v');
  expect(book === undefined).toBe(faults.length > 0);
  for (const fault of faults) expect(fault).toMatch(/^[^\n]+:\d+:\d+: [\s\S]+, [\s\S]+, [\s\S]+/);
}

describe('building a book', () => {
  it('is done with sound texts', () => {
    expect(buildBook('rules', FILES, 'v').faults).toEqual([]);
  });

  it('never throws, whatever stands in a file', () => {
    const kind: fc.Arbitrary<RuleKind> = fc.constantFrom(...RULE_KINDS);
    const piece = fc.constantFrom(
      'id: x',
      'compare:',
      '  as: rate',
      '- a',
      '[',
      '{',
      '*a',
      '&a b',
      '__proto__: 1',
      '? [a]',
      '!!x y',
      '"',
      '%',
      '<<: *a',
      '\t',
      'x: 1e999',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(piece).map((pieces) => pieces.join('\n')),
    );
    fc.assert(
      fc.property(kind, text, (kind, text) => {
        expectBookOrFaults([...FILES, { path: `${kind}/x.yml`, text, kind, id: 'x' }]);
      }),
    );
  });

  it('finds its way through sound files with a piece cut out or replaced', () => {
    const pieces = fc.constantFrom('', ' ', '\n', '5', 'null', '[]', '{}', 'x', ': ', '~', '- ');
    fc.assert(
      fc.property(
        fc.nat(FILES.length - 1),
        fc.nat(400),
        fc.integer({ min: 1, max: 40 }),
        pieces,
        (n, from, length, by) => {
          const files = FILES.map((file, index) =>
            index === n ? { ...file, text: file.text.slice(0, from) + by + file.text.slice(from + length) } : file,
          );
          expectBookOrFaults(files);
        },
      ),
      { numRuns: 300 },
    );
  });
});

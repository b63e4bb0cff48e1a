import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blank, type Stretch, withoutClauses } from '../../src/rules/parse-blank.ts';

const texts = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '.', ',', '。'), maxLength: 60 });

function stretchesOf(text: string, cuts: readonly [number, number][]): Stretch[] {
  return cuts.map(([one, other]) => {
    const [start, end] = [one % (text.length + 1), other % (text.length + 1)].sort((a, b) => a - b);
    return { start: start ?? 0, end: end ?? 0 };
  });
}

const cuts = fc.array(fc.tuple(fc.nat(99), fc.nat(99)), { maxLength: 6 });

describe('blanking', () => {
  it('puts out each sign of each stretch and no other, however they overlap', () => {
    fc.assert(
      fc.property(texts, cuts, (text, pairs) => {
        const stretches = stretchesOf(text, pairs);
        const isOut = (at: number): boolean => stretches.some(({ start, end }) => start <= at && at < end);
        expect(blank(text, stretches)).toBe(
          Array.from(text)
            .map((sign, at) => (isOut(at) ? ' ' : sign))
            .join(''),
        );
      }),
    );
  });

  it('takes out what was denied with the clause before it', () => {
    const text = 'it is loud, but no jam. all is well';
    const start = text.indexOf('jam');
    expect(withoutClauses(text, [{ start, end: start + 3 }])).toBe('it is loud,           . all is well');
    fc.assert(
      fc.property(texts, cuts, (said, pairs) => {
        const denied = stretchesOf(said, pairs).sort((a, b) => a.start - b.start);
        const clauses = denied.map(({ start: from, end }) => ({
          start: Math.max(...['.', ',', '。'].map((sign) => said.slice(0, from).lastIndexOf(sign))) + 1,
          end,
        }));
        expect(withoutClauses(said, denied)).toBe(blank(said, clauses));
      }),
    );
  });
});

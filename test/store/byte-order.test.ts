import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareBytes, sortByBytes } from '../../src/store/byte-order.ts';

const someText = fc.oneof(
  fc.string({ maxLength: 5 }),
  fc.string({ unit: 'binary', maxLength: 5 }),
  fc.constantFrom('\u{1f600}', '\uffff', '\ue000', 'a', 'a\u{10000}', 'a\uffee'),
);

describe('the order of texts by their bytes', () => {
  it('is that of their UTF-8, however they are sorted', () => {
    fc.assert(
      fc.property(fc.array(someText, { maxLength: 12 }), (texts) => {
        const inOrder = texts.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
        expect(sortByBytes([...texts])).toEqual(inOrder);
        expect(texts.toSorted(compareBytes)).toEqual(inOrder);
      }),
      { numRuns: 500 },
    );
  });
});

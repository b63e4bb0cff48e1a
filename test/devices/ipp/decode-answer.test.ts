import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeAnswer, type IppAnswer } from '../../../src/devices/ipp/decode-answer.ts';
import { toIppValue } from '../../../src/devices/ipp/ipp-value.ts';
import { answerOf, enumerated, field, integer, keyword, name, NO_VALUE, text, UNKNOWN } from './ipp-server.ts';

const ATTRIBUTES = {
  'printer-state': [enumerated(3)],
  'marker-names': [name('black'), name('cyan')],
  'marker-levels': [integer(-3), integer(40)],
  'printer-firmware-string-version': [text('1.10')],
};

function decode(octets: Buffer): IppAnswer {
  const answer = decodeAnswer(octets);
  if ('said' in answer) throw new Error(answer.said);
  return answer;
}
const shown = (answer: IppAnswer, attribute: string): string[] | undefined =>
  answer.attributes.get(attribute)?.map((value) => value.shown);
const count = (value: number): Buffer => Buffer.from([value >> 8, value & 0xff]);

describe('an IPP answer', () => {
  it('gives status, request and the values of each attribute in order', () => {
    const answer = decode(answerOf(ATTRIBUTES, 7, 1));
    expect([answer.requestId, answer.status]).toEqual([7, 1]);
    expect([...answer.attributes.keys()]).toEqual(Object.keys(ATTRIBUTES));
    expect(shown(answer, 'marker-levels')).toEqual(['integer -3', 'integer 40']);
    expect(answer.attributes.get('printer-state')).toEqual([{ kind: 'value', text: '3', shown: 'enum 3' }]);
  });

  it('tells unknown and no-value from values', () => {
    const answer = decode(answerOf({ a: [UNKNOWN], b: [NO_VALUE], c: [[0x10, Buffer.alloc(0)]] }, 1));
    expect([...answer.attributes.values()].flat()).toEqual([
      { kind: 'none', reason: 'unknown', shown: 'unknown' },
      { kind: 'none', reason: 'unknown', shown: 'no-value' },
      { kind: 'none', reason: 'unsupported', shown: 'unsupported' },
    ]);
  });

  it('passes over collections, also nested ones, and reads what follows', () => {
    const nothing = Buffer.alloc(0);
    const nested = Buffer.concat([
      field(0x34, 'media-col', nothing),
      field(0x4a, '', Buffer.from('media-size')),
      field(0x34, '', nothing),
      field(0x4a, '', Buffer.from('x-dimension')),
      field(0x21, '', Buffer.from([0, 0, 0, 9])),
      field(0x37, '', nothing),
      field(0x37, '', nothing),
    ]);
    const plain = answerOf({ state: [keyword('none')] }, 1);
    const answer = decode(
      Buffer.concat([plain.subarray(0, -1), nested, field(0x44, 'after', Buffer.from('x')), Buffer.from([3])]),
    );
    expect([...answer.attributes.keys()]).toEqual(['state', 'media-col', 'after']);
    expect(shown(answer, 'media-col')).toEqual(['collection']);
    expect(shown(answer, 'after')).toEqual(['keyword "x"']);
    expect(decodeAnswer(Buffer.concat([plain.subarray(0, -1), nested.subarray(0, -5), Buffer.from([3])]))).toEqual({
      said: 'a collection does not end',
    });
    expect(decodeAnswer(Buffer.concat([plain.subarray(0, -1), field(0x37, '', nothing)]))).toEqual({
      said: 'a collection ends that did not begin',
    });
  });

  it('takes a text with its language, and none whose lengths do not fit', () => {
    const good = Buffer.concat([count(2), Buffer.from('de'), count(4), Buffer.from('leer')]);
    expect(toIppValue(0x35, good)).toEqual({ kind: 'value', text: 'leer', shown: 'textWithLanguage "leer"' });
    expect(toIppValue(0x36, good.subarray(0, -1))).toMatchObject({ kind: 'none', reason: 'malformed' });
    expect(toIppValue(0x35, Buffer.from([0xff]))).toMatchObject({ kind: 'none', reason: 'malformed' });
    expect(toIppValue(0x21, Buffer.from([1, 2]))).toMatchObject({ kind: 'none', reason: 'malformed' });
  });

  it('keeps the first of two attributes of one name, and nothing of other groups', () => {
    const twice = Buffer.concat([
      answerOf({ a: [integer(1)] }, 1).subarray(0, -1),
      field(0x21, 'a', Buffer.from([0, 0, 0, 2])),
      Buffer.from([5]),
      field(0x44, 'b', Buffer.from('x')),
      Buffer.from([3]),
    ]);
    const answer = decode(twice);
    expect(shown(answer, 'a')).toEqual(['integer 1']);
    expect(answer.attributes.has('b')).toBe(false);
  });

  it('says so wherever it is cut short', () => {
    const whole = answerOf(ATTRIBUTES, 1);
    for (let length = 0; length < whole.length; length += 1)
      expect(decodeAnswer(whole.subarray(0, length))).toHaveProperty('said');
  });

  it('never throws and never grows beyond its octets, whatever they are', () => {
    const check = (octets: Buffer): void => {
      const answer = decodeAnswer(octets);
      if ('said' in answer) expect(answer.said).not.toBe('');
      else expect([...answer.attributes.values()].flat().length).toBeLessThanOrEqual(octets.length / 5);
    };
    const seed = answerOf(ATTRIBUTES, 1);
    const change = fc.tuple(fc.nat(seed.length - 1), fc.nat(255));
    fc.assert(
      fc.property(
        fc.array(change, { minLength: 1, maxLength: 6 }),
        fc.uint8Array({ maxLength: 30 }),
        (changes, more) => {
          const octets = Buffer.concat([seed.subarray(0, -1), more, Buffer.from([3])]);
          for (const [at, octet] of changes) octets[at] = octet;
          check(octets);
        },
      ),
      { numRuns: 3000 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (octets) => {
        check(Buffer.from(octets));
        check(Buffer.concat([Buffer.from([2, 0, 0, 0, 0, 0, 0, 1, 4]), octets]));
      }),
      { numRuns: 2000 },
    );
  });
});

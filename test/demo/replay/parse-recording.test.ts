import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRecording } from '../../../src/demo/replay/parse-recording.ts';
import { recordingText } from '../../../src/demo/replay/recording-text.ts';
import { recordedValue } from '../../../src/demo/replay/recorded-value.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures/recordings');
const read = (name: string): string => readFileSync(join(FIXTURES, name), 'latin1');
const values = (text: string): unknown[] =>
  parseRecording('x', text).objects.map(({ oid, read: value }) => [oid, value()]);

describe('parseRecording', () => {
  it('takes a leading dot, hexadecimal in either case, empty texts, bars in texts and line ends of any kind', () => {
    expect(values('.1.3.6|4|\r\n1.3.7|4x|0aFf\n# said\n\n1.3.8|4|a|b \n1.3.9|6|.1.3\n')).toEqual([
      ['1.3.6', { tag: 4, bytes: Buffer.from('') }],
      ['1.3.7', { tag: 4, bytes: Buffer.from([10, 255]) }],
      ['1.3.8', { tag: 4, bytes: Buffer.from('a|b ') }],
      ['1.3.9', { tag: 6, bytes: Buffer.from([43]) }],
    ]);
  });

  it('keeps the octets of a text in any encoding', () => {
    const line = Buffer.concat([Buffer.from('1.3.6|4|'), Buffer.from([0xe9, 0xc3, 0xa9])]);
    expect(values(line.toString('latin1'))).toEqual([['1.3.6', { tag: 4, bytes: Buffer.from([0xe9, 0xc3, 0xa9]) }]]);
  });

  it('says file, line and column of every line that cannot be used, and keeps the others', () => {
    const { objects, faults } = parseRecording('broken', read('broken-lines.snmprec'));
    expect(objects.map(({ oid }) => oid)).toEqual([
      '1.3.6.1.2.1.1.1.0',
      '1.3.6.1.2.1.1.2.0',
      '1.3.6.1.2.1.43.5.1.1.17.1',
    ]);
    expect(faults).toEqual([
      'broken:3:22: the value is no whole number',
      'broken:4:1: the line is not OID|TYPE|VALUE',
      'broken:5:1: the line does not begin with an OID in numbers',
      'broken:6:1: 1.3.6.1.2.1.1.1.0 stands in line 1 already',
      'broken:7:26: the value is not hexadecimal in pairs',
      'broken:8:26: the value is out of the range of a 32-bit count',
      'broken:9:34: the value is no IPv4 address',
      'broken:10:29: type 99 is not known',
    ]);
  });

  it('says so when a file holds no object', () => {
    expect(parseRecording('empty', '\n# nothing\n').faults).toEqual(['empty:1:1: there is no object in the file']);
  });

  it('takes any text without a throw, and never two objects of one OID', () => {
    const line = fc.tuple(fc.constantFrom('1.3.6', '1.3.6.1', '.1.3', '3.1', 'x'), fc.string(), fc.string());
    fc.assert(
      fc.property(fc.array(fc.oneof(line, fc.tuple(fc.string(), fc.string(), fc.string()))), (lines) => {
        const { objects } = parseRecording('any', lines.map((each) => each.join('|')).join('\n'));
        expect(new Set(objects.map(({ oid }) => oid)).size).toBe(objects.length);
      }),
    );
  });
});

describe('recordingText', () => {
  it('writes what the parser reads back octet for octet', () => {
    const octets = fc.uint8Array().map((bytes) => Buffer.from(bytes));
    fc.assert(
      fc.property(octets, fc.integer(), fc.bigInt(0n, 2n ** 64n - 1n), (bytes, number, count) => {
        const digits = count.toString(16).padStart(16, '0');
        const text = recordingText([
          { oid: '1.3.1', type: 4, value: bytes },
          { oid: '1.3.2', type: 2, value: number },
          { oid: '1.3.3', type: 70, value: Buffer.from(digits, 'hex') },
          { oid: '1.3.4', type: 7, value: 1 },
        ]);
        const { objects, faults } = parseRecording('own', text);
        expect(faults).toEqual([]);
        expect(objects.map(({ read: value }) => value())).toEqual([
          { tag: 4, bytes },
          { tag: 2, number },
          recordedValue('70', String(count)),
        ]);
      }),
    );
  });
});

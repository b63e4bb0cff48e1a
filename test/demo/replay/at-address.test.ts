import { describe, expect, it } from 'vitest';
import { atAddress } from '../../../src/demo/replay/at-address.ts';
import { parseRecording } from '../../../src/demo/replay/parse-recording.ts';

function moved(lines: string[]): [string, unknown][] {
  const { objects } = parseRecording('x', lines.join('\n'));
  return atAddress(objects, '127.0.0.1').map(({ oid, read }) => [oid.replace('1.3.6.1.2.1.', ''), read()]);
}

describe('atAddress', () => {
  it("moves the device's own address, in both tables that are indexed by it, and leaves the neighbours", () => {
    expect(
      moved([
        '1.3.6.1.2.1.4.20.1.1.10.0.0.5|64|10.0.0.5',
        '1.3.6.1.2.1.4.20.1.2.10.0.0.5|2|3',
        '1.3.6.1.2.1.4.20.1.2.127.0.0.1|2|1',
        '1.3.6.1.2.1.4.21.1.7.10.0.0.5|64|10.0.0.1',
        '1.3.6.1.2.1.4.34.1.6.1.4.10.0.0.5|2|4',
      ]),
    ).toEqual([
      ['4.21.1.7.10.0.0.5', { tag: 64, bytes: Uint8Array.of(10, 0, 0, 1) }],
      ['4.20.1.1.127.0.0.1', { tag: 64, bytes: Uint8Array.of(127, 0, 0, 1) }],
      ['4.20.1.2.127.0.0.1', { tag: 2, number: 3 }],
      ['4.34.1.6.1.4.127.0.0.1', { tag: 2, number: 4 }],
    ]);
  });

  it('leaves nothing of what the recording says of the new address, which is of another interface', () => {
    const rows = ['1.3.6.1.2.1.4.20.1.2.10.0.0.5|2|3', '1.3.6.1.2.1.4.20.1.3.127.0.0.1|64|255.0.0.0'];
    expect(moved(rows)).toEqual([['4.20.1.2.127.0.0.1', { tag: 2, number: 3 }]]);
    const { objects } = parseRecording('x', rows.join('\n'));
    expect(atAddress(objects, '10.0.0.5')).toEqual(objects);
  });

  it('changes nothing where no address is recorded', () => {
    expect(moved(['1.3.6.1.2.1.4.20.1.2.127.0.0.1|2|1'])).toEqual([['4.20.1.2.127.0.0.1', { tag: 2, number: 1 }]]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAgent } from '../../../src/demo/fleet/snmp/agent.ts';
import { createBerWriter, TAG } from '../../../src/demo/fleet/snmp/ber-writer.ts';
import { integer } from '../../../src/demo/fleet/snmp/object.ts';
import { createObjectTree } from '../../../src/demo/fleet/snmp/object-tree.ts';
import { compareOids, decodeOid, encodeOid } from '../../../src/demo/fleet/snmp/oid.ts';

const arc = fc.oneof(fc.nat(200), fc.nat(70_000), fc.integer({ min: 0, max: 0xffffffff }));
const arcs = fc
  .tuple(fc.integer({ min: 0, max: 2 }), fc.nat(39), fc.array(arc, { maxLength: 12 }))
  .map(([a, b, c]) => [a, b, ...c]);

describe('the BER writer', () => {
  const cases: [number, string][] = [
    [0, '020100'],
    [127, '02017f'],
    [128, '02020080'],
    [-1, '0201ff'],
    [-128, '020180'],
    [-129, '0202ff7f'],
    [-715, '0202fd35'],
    [4_294_967_295, '020500ffffffff'],
    [2 ** 48, '020701000000000000'],
  ];
  for (const [value, hex] of cases) {
    it(`writes ${value} in the fewest bytes that keep its sign`, () => {
      const writer = createBerWriter(64);
      writer.integer(TAG.integer, value);
      expect(writer.take().toString('hex')).toBe(hex);
    });
  }

  it('writes long lengths in the long form', () => {
    const writer = createBerWriter(1000);
    for (const [length, head] of [
      [127, '047f'],
      [128, '048180'],
      [300, '0482012c'],
    ] as const) {
      const mark = writer.mark();
      writer.bytes(new Uint8Array(length));
      writer.wrap(TAG.octets, mark);
      expect(writer.take().toString('hex').startsWith(head)).toBe(true);
    }
  });

  it('refuses to write beyond its buffer', () => {
    expect(() => createBerWriter(4).text('hello')).toThrow(/longer than 4 bytes/);
  });
});

describe('OIDs', () => {
  it('are the same after being encoded and decoded', () => {
    fc.assert(
      fc.property(arcs, (arcs) => {
        expect(decodeOid(encodeOid(arcs))).toEqual(arcs);
      }),
    );
  });

  it('are ordered arc by arc, the shorter first', () => {
    expect(compareOids([1, 3, 6], [1, 3, 6, 1])).toBeLessThan(0);
    expect(compareOids([1, 3, 127], [1, 3, 128])).toBeLessThan(0);
    expect(compareOids([1, 3, 6], [1, 3, 6])).toBe(0);
  });

  it('are refused when the last arc is cut off or too large', () => {
    expect(decodeOid(Buffer.from([0x2b, 0x86]))).toBeUndefined();
    expect(decodeOid(Buffer.from([0x2b, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]))).toBeUndefined();
    expect(decodeOid(Buffer.alloc(0))).toBeUndefined();
  });
});

describe('an agent', () => {
  const tree = createObjectTree([{ oid: '1.3.6.1.2.1.1.7.0', read: () => integer(72) }]);
  const agent = createAgent({ community: 'x', tree, state: () => undefined, onSet: () => undefined });

  it('is silent, and never throws, whatever bytes come', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(agent.answer(Buffer.from(bytes))).toBeUndefined();
      }),
    );
  });

  it('answers or is silent when a sound request is damaged anywhere', () => {
    const sound = soundRequest();
    expect(agent.answer(sound)).toBeInstanceOf(Buffer);
    fc.assert(
      fc.property(fc.nat(sound.length - 1), fc.nat(255), fc.nat(sound.length), (at, byte, length) => {
        const damaged = Buffer.from(sound);
        damaged[at] = byte;
        expect(() => agent.answer(damaged)).not.toThrow();
        expect(() => agent.answer(damaged.subarray(0, length))).not.toThrow();
      }),
      { numRuns: 500 },
    );
  });

  it('takes no two objects of the same OID', () => {
    const entry = { oid: '1.3.6.1', read: () => integer(1) };
    expect(() => createObjectTree([entry, entry])).toThrow(/same OID/);
  });
});

/** GET of sysServices.0, v2c, community x. */
function soundRequest(): Buffer {
  const writer = createBerWriter(100);
  const end = writer.mark();
  writer.bytes(Uint8Array.of(TAG.null, 0));
  const name = writer.mark();
  writer.bytes(encodeOid([1, 3, 6, 1, 2, 1, 1, 7, 0]));
  writer.wrap(TAG.oid, name);
  writer.wrap(TAG.sequence, end);
  writer.wrap(TAG.sequence, end);
  writer.integer(TAG.integer, 0);
  writer.integer(TAG.integer, 0);
  writer.integer(TAG.integer, 4660);
  writer.wrap(0xa0, end);
  const community = writer.mark();
  writer.text('x');
  writer.wrap(TAG.octets, community);
  writer.integer(TAG.integer, 1);
  writer.wrap(TAG.sequence, end);
  return writer.take();
}

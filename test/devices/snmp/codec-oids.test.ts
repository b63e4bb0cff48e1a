/* oxlint-disable no-underscore-dangle -- the package keeps its place in such fields */
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Ber, rememberOids } from '../../../src/devices/snmp/oid-cache.ts';

/** A copy of the BER package of its own, as nobody else has it. */
function freshBer(): Ber {
  const own = createRequire(import.meta.url);
  const inNetSnmp = createRequire(own.resolve('net-snmp'));
  const paths = Object.keys(inNetSnmp.cache).filter((path) => path.includes('/asn1-ber/'));
  const kept = paths.map((path) => [path, inNetSnmp.cache[path]] as const);
  for (const path of paths) delete inNetSnmp.cache[path];
  const ber: Ber = inNetSnmp('asn1-ber').Ber;
  for (const path of Object.keys(inNetSnmp.cache)) if (path.includes('/asn1-ber/')) delete inNetSnmp.cache[path];
  for (const [path, module] of kept) inNetSnmp.cache[path] = module;
  return ber;
}

const plain = freshBer();
const remembering = freshBer();
rememberOids(remembering);

const arc = fc.oneof(
  fc.nat(300),
  fc.nat(2 ** 31 - 1),
  fc.constantFrom(127, 128, 16_383, 16_384, 2_097_151, 268_435_456),
);
const oid = fc
  .tuple(fc.nat(2), fc.nat(39), fc.array(arc, { maxLength: 40 }))
  .map(([first, second, rest]) => [first, second, ...rest].join('.'));

/** What reading gives and where the reader stands afterwards, or what was thrown. */
function readAll(ber: Ber, bytes: Buffer, tag?: number): unknown[] {
  const reader = new ber.Reader(bytes);
  const found: unknown[] = [];
  for (let n = 0; n < 4; n += 1) {
    try {
      found.push(reader.readOID(tag), reader._offset, reader._len);
    } catch (error) {
      found.push(String(error), reader._offset);
    }
  }
  return found;
}

function written(ber: Ber, oids: string[], tag?: number): string {
  const writer = new ber.Writer();
  try {
    for (const each of oids) writer.writeOID(each, tag);
  } catch (error) {
    return String(error);
  }
  return writer.buffer.toString('hex');
}

describe('a BER package that remembers OIDs', () => {
  it('is another copy than the one without', () => {
    expect(plain.Reader).not.toBe(remembering.Reader);
    expect(plain.Reader.prototype.readOID).not.toEqual(remembering.Reader.prototype.readOID);
  });

  it('writes what it wrote without, and reads it back', () => {
    fc.assert(
      fc.property(fc.array(oid, { minLength: 1, maxLength: 60 }), (oids) => {
        const twice = [...oids, ...oids];
        const hex = written(plain, twice);
        expect(written(remembering, twice)).toBe(hex);
        const bytes = Buffer.from(hex, 'hex');
        expect(readAll(remembering, bytes)).toEqual(readAll(plain, bytes));
        expect(readAll(remembering, bytes)).toEqual(readAll(plain, bytes));
      }),
    );
  });

  it('reads, leaves unread and refuses the same octets, whatever they are', () => {
    const octets = fc.oneof(
      fc.uint8Array({ maxLength: 90 }),
      fc.uint8Array({ maxLength: 90 }).map((body) => Uint8Array.from([6, body.length, ...body])),
      fc.uint8Array({ maxLength: 12 }).map((body) => Uint8Array.from([6, body.length + 3, ...body])),
      fc.uint8Array({ minLength: 1, maxLength: 30 }).map((body) => Uint8Array.from([6, 0x81, body.length, ...body])),
    );
    fc.assert(
      fc.property(octets, fc.constantFrom(undefined, 0, 6, 13), (bytes, tag) => {
        const message = Buffer.from(bytes);
        for (let n = 0; n < 2; n += 1) expect(readAll(remembering, message, tag)).toEqual(readAll(plain, message, tag));
      }),
      { numRuns: 500 },
    );
  });

  it('refuses to write what is no OID, and writes other tags, as without', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 8 }), oid), fc.constantFrom(undefined, 0, 6, 13), (text, tag) => {
        expect(written(remembering, [text, text], tag)).toBe(written(plain, [text, text], tag));
      }),
    );
  });

  it('begins anew when it has seen more OIDs than any fleet has, and is right all the same', () => {
    for (let n = 0; n < 20_050; n += 1) written(remembering, [`1.3.6.1.4.1.${n}`]);
    expect(written(remembering, ['1.3.6.1.4.1.7'])).toBe(written(plain, ['1.3.6.1.4.1.7']));
  });
});

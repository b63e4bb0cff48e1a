/* oxlint-disable no-underscore-dangle -- the package keeps its place in such fields */
import { createRequire } from 'node:module';

/** What of the BER package's reader and writer is used here; they keep their place in fields that start with an underscore. */
type BerReader = { _buf: Buffer; _size: number; _offset: number; _len: number };
type BerWriter = { _buf: Buffer; _offset: number; _ensure(length: number): void };
type ReadOid = (this: BerReader, tag?: number) => string | null;
type WriteOid = (this: BerWriter, oid: string, tag?: number) => void;
/** The BER package net-snmp reads and writes with. */
export type Ber = {
  Reader: { new (bytes: Buffer): BerReader & { readOID: ReadOid }; prototype: { readOID: ReadOid } };
  Writer: { new (): BerWriter & { writeOID: WriteOid; buffer: Buffer }; prototype: { writeOID: WriteOid } };
};

const OID_TAG = 6;
/** Longer ones are rare, and are left to the package. Units: octets. */
const MOST_OCTETS = 64;
/** A fleet has some thousands of objects; a device that invents more only makes us begin anew. */
const MOST_OIDS = 20_000;

const ours = new WeakSet<Ber>();

/**
 * Makes the BER package remember the OIDs it has read and written: writing and reading them is most of what a request costs, and they are the same
 * from device to device.
 * Shape: once for each copy of the package; what it gives, and where it stands afterwards, is what it was without.
 * Fails: as the package does, which is asked for whatever is not remembered.
 */
export function rememberOids(ber: Ber = berOfNetSnmp()): void {
  if (ours.has(ber)) return;
  ours.add(ber);
  const { readOID } = ber.Reader.prototype;
  const { writeOID } = ber.Writer.prototype;
  const texts = new Map<string, string>();
  const octets = new Map<string, Buffer>();

  ber.Reader.prototype.readOID = function (tag) {
    const { _buf, _offset, _size } = this;
    const length = _buf[_offset + 1] ?? MOST_OCTETS;
    const start = _offset + 2;
    const end = start + length;
    const isPlain = (tag === undefined || tag === OID_TAG) && _buf[_offset] === OID_TAG;
    if (!isPlain || length >= MOST_OCTETS || end > _size) return readOID.call(this, tag);
    const key = _buf.toString('latin1', start, end);
    const known = texts.get(key);
    if (known === undefined) return remember(texts, key, readOID.call(this, tag));
    this._len = length;
    this._offset = end;
    return known;
  };

  ber.Writer.prototype.writeOID = function (oid, tag) {
    if (tag !== undefined && tag !== OID_TAG) {
      writeOID.call(this, oid, tag);
      return;
    }
    const known = octets.get(oid);
    if (known === undefined) {
      const from = this._offset;
      writeOID.call(this, oid, tag);
      if (this._offset - from < MOST_OCTETS) remember(octets, oid, Buffer.from(this._buf.subarray(from, this._offset)));
      return;
    }
    this._ensure(known.length);
    this._buf.set(known, this._offset);
    this._offset += known.length;
  };
}

function remember<T>(entries: Map<string, T>, key: string, value: T): T;
function remember<T>(entries: Map<string, T>, key: string, value: T | null): T | null;
function remember<T>(entries: Map<string, T>, key: string, value: T | null): T | null {
  if (value === null) return value;
  if (entries.size >= MOST_OIDS) entries.clear();
  entries.set(key, value);
  return value;
}

/** The copy that net-snmp itself has. */
export function berOfNetSnmp(): Ber {
  const own = createRequire(import.meta.url);
  const ber: Ber = createRequire(own.resolve('net-snmp'))('asn1-ber').Ber;
  return ber;
}

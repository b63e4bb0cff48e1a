import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyCharacter } from '../any-character.ts';
import { encodeRequest } from '../../src/devices/ipp/encode-request.ts';
import { openUserCodec } from '../../src/devices/snmp/codec-v3.ts';
import { openCodec } from '../../src/devices/snmp/codec.ts';
import { TAGS } from './ber.ts';

const ROOT = join(import.meta.dirname, '../../src/devices');
const FILES = readdirSync(ROOT, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const textOf = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

describe('the room that reads devices', () => {
  it('has the package that could write in the files that encode only, and its sessions in the codecs', () => {
    expect(FILES.length).toBeGreaterThan(20);
    const importers = FILES.filter((file) => /['"]net-snmp['"]/.test(textOf(file)));
    const encoding = ['codec-v3.ts', 'codec.ts', 'oid-cache.ts', 'usm-keys.ts'].map((file) => join('snmp', file));
    // What reads traps only ever answers informs.
    const listener = join('traps', 'open-decoder.ts');
    expect(importers.filter((file) => !encoding.includes(file))).toEqual([listener]);
    const used = [...textOf(listener).matchAll(/\bsnmp\.(\w+)|\breceiver\s*\.\s*(\w+)/g)].map(
      ([, one, other]) => one ?? other,
    );
    expect(used.filter((name) => /session|set|agent|subagent/i.test(name ?? ''))).toEqual([]);
    expect(used).toContain('createReceiver');
    const codecs = encoding.slice(0, 2);
    for (const file of importers) if (!codecs.includes(file)) expect(textOf(file), file).not.toMatch(/session/i);
  });

  it('calls nothing of that package but get, getNext and getBulk', () => {
    const codecs = ['codec.ts', 'codec-v3.ts'].map((file) => textOf(join('snmp', file))).join('\n');
    const keys = textOf(join('snmp', 'usm-keys.ts'));
    expect(keys).not.toMatch(/session/i);
    const calls = new Set([...codecs.matchAll(/\bsession\s*(?:\?\.|\.)\s*(\w+)/g)].map((match) => match[1]));
    expect(calls).toEqual(
      new Set(['cancelRequests', 'get', 'getBulk', 'getNext', 'isInTimeWindow', 'msgSecurityParameters', 'on']),
    );
    expect(codecs).not.toMatch(
      /\bsession\s*\[|\{[^{}]*\bset\b[^{}]*\}\s*=[^=>]|simpleGet|createSession|createAgent|inform|trap/i,
    );
    const members = new Set([...`${codecs}${keys}`.matchAll(/\bsnmp\.(\w+)/g)].map((match) => match[1]));
    const data = ['AuthProtocols', 'PrivProtocols', 'SecurityLevel', 'User', 'Version1', 'Version2c', 'Version3'];
    expect(members).toEqual(new Set([...data, 'Authentication', 'Encryption', 'RequestFailedError', 'Session']));
  });

  it('never builds a request to write by itself', () => {
    for (const file of FILES) expect(textOf(file), file).not.toMatch(/SetRequest|\b0xa3\b|\bPduType\b/i);
  });

  it('sends no verb over HTTP but GET, and POST for IPP alone, whose one operation is to get attributes', () => {
    const verbs = FILES.flatMap((file) =>
      [...textOf(file).matchAll(/\bmethod: *'([^']*)'/g)].map((match) => `${file} ${match[1]}`),
    );
    expect(verbs.sort()).toEqual([`${join('http', 'get-octets.ts')} GET`, `${join('ipp', 'post-ipp.ts')} POST`]);
    for (const file of FILES) expect(textOf(file), file).not.toMatch(/\b(PUT|PATCH|DELETE)\b/);
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string({ unit: anyCharacter })), fc.integer(), (uri, attributes, n) => {
        const requestId = n;
        const octets = encodeRequest({ version: [2, 0], requestId, uri, attributes });
        expect(octets.readUInt16BE(2)).toBe(0x000b);
      }),
    );
  });

  const oid = fc.array(fc.nat(4_294_967_295), { minLength: 1, maxLength: 8 }).map((arcs) => `1.3.6.${arcs.join('.')}`);
  const pdu = fc.record({
    kind: fc.constantFrom('get' as const, 'next' as const, 'bulk' as const),
    oids: fc.array(oid, { minLength: 1, maxLength: 30 }),
    repetitions: fc.integer({ min: 1, max: 200 }),
  });
  const READING = { get: TAGS.get, next: TAGS.next, bulk: TAGS.bulk };

  it('writes requests of the three kinds that read, with a community', () => {
    fc.assert(
      fc.property(pdu, fc.constantFrom('1' as const, '2c' as const), fc.string(), (asked, version, community) => {
        fc.pre(version === '2c' || asked.kind !== 'bulk');
        const bytes = openCodec(version, community).encode(asked, () => undefined);
        // A community is one octet string; what comes after it is the request.
        expect(bytes === undefined ? undefined : tagsOf(bytes, [0x30])[2]).toBe(READING[asked.kind]);
      }),
    );
  });

  it('writes requests of the three kinds that read, as a user', () => {
    const engine = { id: Buffer.from('80001f8880aaaaaaaa', 'hex'), boots: 3, time: 100, at: performance.now() };
    const credential = { version: '3', user: 'watcher', level: 'noAuthNoPriv' } as const;
    fc.assert(
      fc.property(pdu, fc.boolean(), (asked, isKnown) => {
        const known = isKnown ? { engine } : {};
        const bytes = openUserCodec(credential, known).encode(asked, () => undefined);
        const tag = bytes === undefined ? undefined : tagsOf(bytes, [0x30, 0x30])[2];
        // A device whose engine is not known yet is asked for that first.
        expect(tag).toBe(isKnown ? READING[asked.kind] : TAGS.get);
      }),
    );
  });
});

/** The tags inside a message, going down into the last member of each of these kinds. */
function tagsOf(bytes: Buffer, down: number[]): number[] {
  const [tag, ...deeper] = down;
  const inside = membersOf(bytes);
  const last = inside.findLast((member) => member[0] === tag);
  if (last === undefined || tag === undefined) return inside.map((member) => member[0] ?? 0);
  return tagsOf(last.subarray(headOf(last).length), deeper);
}

function membersOf(bytes: Buffer): Buffer[] {
  const members: Buffer[] = [];
  for (let rest = bytes; rest.length > 0;) {
    const { length, body } = headOf(rest);
    members.push(rest.subarray(0, length + body));
    rest = rest.subarray(length + body);
  }
  return members;
}

/** How long the head of a member is, and how long its body. */
function headOf(bytes: Buffer): { length: number; body: number } {
  const first = bytes[1] ?? 0;
  if (first < 0x80) return { length: 2, body: first };
  return { length: 2 + (first & 0x7f), body: bytes.readUIntBE(2, first & 0x7f) };
}

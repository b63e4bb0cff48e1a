import fc from 'fast-check';
import snmp from 'net-snmp';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../src/core/secret.ts';
import {
  communityTemplate,
  fillIn,
  newFrame,
  newId,
  readCommunityAnswer,
} from '../../../src/devices/lane/community.ts';
import { Element } from '../../../src/devices/lane/element.ts';
import { markVarbinds, namesOf, roomFor, varbindAt } from '../../../src/devices/lane/varbinds.ts';
import { openCodec, type Varbind } from '../../../src/devices/snmp/codec.ts';
import { type Encoded, parseRequest, response, varbind } from '../ber.ts';

const anOid = fc
  .tuple(fc.constantFrom('1.3', '0.0', '2.5'), fc.array(fc.nat(0xff_ff_ff_ff), { minLength: 1, maxLength: 12 }))
  .map(([root, rest]) => [root, ...rest].join('.'));
const someOctets = fc.uint8Array({ maxLength: 300 }).map((octets) => Buffer.from(octets));
const aValue: fc.Arbitrary<Encoded> = fc.oneof(
  fc.record({
    tag: fc.constantFrom(2, 0x41, 0x42, 0x43),
    octets: fc.uint8Array({ maxLength: 6 }).map((octets) => Buffer.from(octets)),
  }),
  fc.record({ tag: fc.constantFrom(4, 0x44, 0x46), octets: someOctets }),
  fc.record({
    tag: fc.constant(0x40),
    octets: fc.uint8Array({ minLength: 3, maxLength: 5 }).map((octets) => Buffer.from(octets)),
  }),
  fc.record({ tag: fc.constantFrom(5, 0x80, 0x81, 0x82), octets: fc.constant(Buffer.alloc(0)) }),
);

/** What the package makes of the same answer; undefined where it cannot read it. */
function byPackage(oid: string, value: Encoded): Varbind | undefined {
  const codec = openCodec('2c', 'public');
  let found: Varbind | undefined;
  const request = codec.encode({ kind: 'get', oids: [oid], repetitions: 0 }, (decoded) => {
    if (decoded.kind === 'varbinds') found = decoded.columns[0]?.[0];
  });
  if (request !== undefined) codec.take(response(parseRequest(request), [varbind(oid, value)]));
  codec.release();
  return found;
}

const credential = { version: '2c', community: new Secret('public') } as const;

describe('an answer that is read without the package', () => {
  it('says of each value what the package says, or leaves it to the package', () => {
    fc.assert(
      fc.property(anOid, aValue, (oid, value) => {
        const names = namesOf([oid]);
        const octets = response(parseRequest(fillIn(communityTemplate(credential, '2c', names), newId())), [
          varbind(oid, value),
        ]);
        const frame = newFrame();
        const marks = roomFor(1);
        expect(readCommunityAnswer(octets, frame)).toBe(true);
        expect(markVarbinds(octets, frame, names, marks, new Element())).toBe(true);
        const own = varbindAt(octets, marks, names, 0);
        if (own !== undefined) expect(own).toEqual(byPackage(oid, value));
      }),
      { numRuns: 500 },
    );
  });

  it('is read only if it is about the objects that were asked, each once and in their order', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anOid, { minLength: 2, maxLength: 5 }), fc.nat(3), fc.nat(), (oids, how, at) => {
        const names = namesOf(oids);
        const list = oids.map((oid) => varbind(oid, { tag: 2, octets: Buffer.from([7]) }));
        const n = at % oids.length;
        const given = list[n] ?? Buffer.alloc(0);
        const wrong = [
          [...list, given],
          list.filter((_, k) => k !== n),
          list.toSpliced(n, 1, list[(n + 1) % list.length] ?? given),
          list.toSpliced(n, 1, varbind(`${oids[n]}.1`, { tag: 2, octets: Buffer.from([7]) })),
        ][how];
        const marksOf = (own: Buffer[]): boolean => {
          const octets = response(parseRequest(fillIn(communityTemplate(credential, '1', names), newId())), own);
          const frame = newFrame();
          return (
            readCommunityAnswer(octets, frame) &&
            markVarbinds(octets, frame, names, roomFor(oids.length), new Element())
          );
        };
        expect(marksOf(list)).toBe(true);
        expect(marksOf(wrong ?? [])).toBe(false);
      }),
    );
  });

  it('is never read beyond its end, whatever is cut off or changed', () => {
    const names = namesOf(['1.3.6.1.2.1.1.5.0', '1.3.6.1.2.1.1.3.0']);
    const template = communityTemplate(credential, '2c', names);
    const whole = response(
      parseRequest(fillIn(template, newId())),
      names.oids.map((oid) => varbind(oid, { tag: 4, octets: Buffer.from('text') })),
    );
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(whole.length - 1), fc.nat(255), (length, at, octet) => {
        const octets = Buffer.from(whole.subarray(0, length));
        if (at < length) octets[at] = octet;
        const frame = newFrame();
        const marks = roomFor(2);
        if (!readCommunityAnswer(octets, frame) || !markVarbinds(octets, frame, names, marks, new Element()))
          return true;
        return [...marks.ends].every((end) => end <= octets.length);
      }),
      { numRuns: 2000 },
    );
  });

  it('belongs to a request that the package would have written, but for its number', () => {
    const oids = ['1.3.6.1.2.1.1.5.0', '1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.1.0'];
    const written = parseRequest(fillIn(communityTemplate(credential, '2c', namesOf(oids)), 0x12_34_56_78));
    const codec = openCodec('2c', 'public');
    const bytes = codec.encode({ kind: 'get', oids, repetitions: 0 }, () => undefined) ?? Buffer.alloc(0);
    codec.release();
    expect(written).toEqual({ ...parseRequest(bytes), id: 0x12_34_56_78 });
    expect(snmp.PduType.GetRequest).toBe(written.tag);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scrub, type Telling } from '../../src/cli/scrub.ts';
import { type ReadDevice, readOne } from '../../src/cli/read-one.ts';
import { tellingOf } from '../../src/cli/walk.ts';
import { parseRecording } from '../../src/demo/replay/parse-recording.ts';
import { recordingText } from '../../src/demo/replay/recording-text.ts';
import { startReplay } from '../../src/demo/replay/start-replay.ts';
import { Secret } from '../../src/core/secret.ts';
import { openReader } from '../../src/devices/open-reader.ts';
import type { RuleBook } from '../../src/rules/book.ts';
import { loadRules } from '../../src/rules/load.ts';
import { walkDevice, type WalkedObject } from '../../src/devices/walk-device.ts';

const NOTHING: Telling = { serial: new Map(), host: new Map(), mac: new Set(), model: new Set() };
const FILE = join(import.meta.dirname, '../fixtures/recordings/colour-sentinels.snmprec');

async function walked(): Promise<WalkedObject[]> {
  const { objects } = parseRecording(FILE, readFileSync(FILE, 'latin1'));
  const replay = await startReplay({ recordings: [{ file: FILE, objects }] });
  const { objects: found } = await walkDevice({
    address: '127.0.0.1',
    port: replay.devices[0]?.port ?? 0,
    credential: { version: '2c', community: new Secret('public') },
    subtrees: ['1.3.6.1.2.1', '1.3.6.1.4.1'],
    mostRows: 1000,
    deadlineMs: 5000,
    pauseMs: 0,
    clock: Date.now,
  });
  await replay.stop();
  return found;
}

/** What a recording says when it is served again. */
async function readBack(recording: string, book: RuleBook): Promise<ReadDevice> {
  const { objects, faults } = parseRecording('back', recording);
  expect(faults).toEqual([]);
  const replay = await startReplay({ recordings: [{ file: 'back', objects }] });
  const credentials = { default: { version: '2c' as const, community: new Secret('public') } };
  const reader = openReader({ credentials, services: {}, clock: Date.now });
  const at = { address: '127.0.0.1', port: replay.devices[0]?.port, isPrintPortShut: true, ippPort: 9, httpPort: 9 };
  const read = await readOne(book, reader, at, 10_000);
  await reader.close();
  await replay.stop();
  if ('silent' in read) throw new Error(read.silent);
  return read;
}

const text = (oid: string, value: string): WalkedObject => ({ oid, type: 4, value: Buffer.from(value, 'latin1') });
const said = (objects: WalkedObject[]): unknown[] =>
  objects.map(({ oid, value }) => [oid, Buffer.isBuffer(value) ? value.toString('latin1') : value]);

describe('scrub', () => {
  it('leaves no serial, address, host name, contact or location of a recording anywhere', async () => {
    const objects = await walked();
    const before = recordingText(objects);
    const after = recordingText(scrub(objects, NOTHING));
    const told = [
      /FIX0070001/i,
      /48178080E0/i,
      /00:?16:?3e:?0a:?0b/i,
      /10\.20\.30\./,
      /prt-hall/i,
      /Mustermann/,
      /room 12/,
    ];
    for (const each of told) expect(before).toMatch(each);
    for (const each of told) expect(after).not.toMatch(each);
    expect(after.split('\n').length).toBe(before.split('\n').length);
    expect(after).toContain('1.3.6.1.2.1.43.11.1.1.9.1.1|2|-3');
    expect(after).toContain('firmware 1.22.333');
    expect(parseRecording('after', after).faults).toEqual([]);
  });

  it('puts the same made-up thing for the same original, in values, texts and indexes', () => {
    const scrubbed = scrub(
      [
        { oid: '1.3.6.1.2.1.2.2.1.6.1', type: 4, value: Buffer.from('00163e0a0b0c', 'hex') },
        { oid: '1.3.6.1.2.1.4.20.1.1.10.0.0.5', type: 64, value: '10.0.0.5' },
        { oid: '1.3.6.1.2.1.4.20.1.3.10.0.0.5', type: 64, value: '255.255.0.0' },
        { oid: '1.3.6.1.2.1.4.22.1.3.1.10.0.0.1', type: 64, value: '10.0.0.1' },
        { oid: '1.3.6.1.2.1.4.24.4.1.5.10.0.0.0.255.0.0.0.0.10.0.0.1', type: 2, value: 1 },
        { oid: '1.3.6.1.2.1.4.34.1.4.1.4.10.0.0.5', type: 2, value: 1 },
        { oid: '1.3.6.1.2.1.4.34.1.4.2.16.254.128.0.0.0.0.0.0.2.22.62.255.254.10.11.12', type: 2, value: 1 },
        text('1.3.6.1.2.1.43.5.1.1.17.1', 'ABC123456'),
        text('1.3.6.1.4.1.9.1', 'http://10.0.0.5/ SN:ABC123456 BRW00163E0A0B0C a@b.example'),
      ],
      NOTHING,
    );
    expect(said(scrubbed)).toEqual([
      ['1.3.6.1.2.1.2.2.1.6.1', '\u0002\0\0\0\0\u0001'],
      ['1.3.6.1.2.1.4.20.1.1.198.18.0.1', '198.18.0.1'],
      ['1.3.6.1.2.1.4.20.1.3.198.18.0.1', '255.255.0.0'],
      ['1.3.6.1.2.1.4.22.1.3.1.198.18.0.2', '198.18.0.2'],
      ['1.3.6.1.2.1.4.24.4.1.5.198.18.0.3.255.0.0.0.0.198.18.0.2', 1],
      ['1.3.6.1.2.1.4.34.1.4.1.4.198.18.0.1', 1],
      ['1.3.6.1.2.1.4.34.1.4.2.16.32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.1', 1],
      ['1.3.6.1.2.1.43.5.1.1.17.1', 'SCRUB00001'],
      ['1.3.6.1.4.1.9.1', 'http://198.18.0.1/ SN:SCRUB00001 BRW020000000001 name-1@example.invalid'],
    ]);
  });

  it('looks for what the rules know to be a serial or a host name', () => {
    const objects = [
      text('1.3.6.1.4.1.9.2', 'SERIAL77'),
      text('1.3.6.1.4.1.9.3', 'tower-9'),
      text('1.3.6.1.4.1.9.4', 'tower-9 serial77'),
    ];
    const telling = {
      ...NOTHING,
      serial: new Map([['1.3.6.1.4.1.9.2', [undefined]]]),
      host: new Map([['1.3.6.1.4.1.9.3', [undefined]]]),
    };
    expect(said(scrub(objects, telling)).map((each) => JSON.stringify(each))).toEqual([
      '["1.3.6.1.4.1.9.2","SCRUB00001"]',
      '["1.3.6.1.4.1.9.3","host-1"]',
      '["1.3.6.1.4.1.9.4","host-1 SCRUB00001"]',
    ]);
  });

  it('swaps a serial number inside a text that says more, however it is written, and leaves the header of the text', () => {
    const telling: Telling = {
      ...NOTHING,
      serial: new Map([
        ['1.3.6.1.4.1.9.2', [undefined]],
        ['1.3.6.1.4.1.9.3', ['(?:^|;)SN:([^;]+)']],
      ]),
    };
    const objects = [
      text('1.3.6.1.2.1.43.5.1.1.17.1', 'XXXXXXXXXX'),
      text('1.3.6.1.4.1.9.2', '\u0001\u0015CNRXB12345'),
      text('1.3.6.1.4.1.9.3', '\u0001\u0015MFG:X;MDL:LaserJet 7;SN:CNRXB12345;'),
      text('1.3.6.1.4.1.9.4', '00CNRXB12345  '),
    ];
    expect(said(scrub(objects, telling)).map((each) => JSON.stringify(each))).toEqual([
      '["1.3.6.1.2.1.43.5.1.1.17.1","XXXXXXXXXX"]',
      '["1.3.6.1.4.1.9.2","\\u0001\\u0015SCRUB00001"]',
      '["1.3.6.1.4.1.9.3","\\u0001\\u0015MFG:X;MDL:LaserJet 7;SN:SCRUB00001;"]',
      '["1.3.6.1.4.1.9.4","00SCRUB00001  "]',
    ]);
  });

  it.each([
    ['eth0 00:16:3E:0A:0B:0C', 'eth0 02:00:00:00:00:01'],
    ['BRWF8DA0C2DE3AA', 'BRW020000000002'],
    ['NPI0A0B0C, KM0a0b0c', 'NPI000001, KM000001'],
    ['acme printer.acme.local', 'domain-1 host-1.domain-1.example'],
    ['acme.local', 'domain-1.example'],
    ['http://drucker.acme.de/a.html', 'http://host-1.domain-1.example/a.html'],
    ['Queue=acme-queue;Port=9100', 'Queue=name-1;Port=9100'],
    ['fe80::216:3eff:fe0a:b0c', '2001:db8::1'],
    ['http://www.fixture.com/support', 'http://www.fixture.com/support'],
    ['Firmware Ver.ZA V1.00.Beta NAC.PR.G.N242-0 12:34:56 index.html', undefined],
    ['SNMPTrapReceiver 001122334455 U1307022128VER.J', undefined],
  ])('makes of %j %j', (original, made = original) => {
    const objects = [
      text('1.3.6.1.2.1.1.1.0', 'Fixture Colour 7'),
      { oid: '1.3.6.1.2.1.2.2.1.6.1', type: 4, value: Buffer.from('00163e0a0b0c', 'hex') },
      text('1.3.6.1.4.1.9.1', original),
    ];
    expect(scrub(objects, NOTHING).at(-1)?.value.toString()).toBe(made);
  });

  it('leaves a device that is called what its model is called with its model', () => {
    const objects = [
      text('1.3.6.1.2.1.1.5.0', 'Fixture 7'),
      text('1.3.6.1.2.1.25.3.2.1.3.1', 'Fixture 7 series'),
      text('1.3.6.1.4.1.9.1', 'is Fixture 7'),
    ];
    expect(said(scrub(objects, NOTHING)).map((each) => JSON.stringify(each))).toEqual([
      '["1.3.6.1.2.1.1.5.0","host-1"]',
      '["1.3.6.1.2.1.25.3.2.1.3.1","Fixture 7 series"]',
      '["1.3.6.1.4.1.9.1","is Fixture 7"]',
    ]);
  });

  it('leaves a recording that is read as before: the same model, the same profile, the same values but for what was scrubbed', async () => {
    const book = await loadRules();
    const id = text('1.3.6.1.4.1.11.2.3.9.1.1.7.0', '\u0001\u0015MFG:Fixture;MDL:Fixture Colour 7;SN:FIX0070001;');
    const objects = [...(await walked()), id].filter(({ oid }) => !oid.startsWith('1.3.6.1.2.1.43.5.1.1.17.'));
    const before = await readBack(recordingText(objects), book);
    const after = await readBack(recordingText(scrub(objects, tellingOf(book))), book);
    expect([after.model, after.profile]).toEqual([before.model, before.profile]);
    expect([before.serial, after.serial]).toEqual(['FIX0070001', 'SCRUB00001']);
    const values = (read: ReadDevice): unknown[] =>
      read.rows
        .filter(({ item, value }) => item !== 'uptime' && !(item.startsWith('network.') && value.kind === 'text'))
        .map(({ item, part, value }) => [item, part, value]);
    expect(values(after)).toEqual(values(before));
    expect(values(after).length).toBeGreaterThan(20);
  });

  it('takes any octets without a throw, and what it made can be read back', () => {
    const oid = fc.constantFrom(
      '1.3.6.1.2.1.1.5.0',
      '1.3.6.1.2.1.43.5.1.1.17.1',
      '1.3.6.1.2.1.2.2.1.6.1',
      '1.3.6.1.4.1.9.1',
    );
    const object = fc.record({ oid, type: fc.constant(4), value: fc.uint8Array().map((bytes) => Buffer.from(bytes)) });
    fc.assert(
      fc.property(fc.uniqueArray(object, { selector: (each) => each.oid, minLength: 1 }), (objects) => {
        const after = recordingText(scrub(objects, NOTHING));
        expect(parseRecording('any', after)).toMatchObject({ faults: [] });
      }),
    );
  });
});

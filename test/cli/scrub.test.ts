import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scrub } from '../../src/cli/scrub.ts';
import { parseRecording } from '../../src/demo/replay/parse-recording.ts';
import { recordingText } from '../../src/demo/replay/recording-text.ts';
import { startReplay } from '../../src/demo/replay/start-replay.ts';
import { Secret } from '../../src/core/secret.ts';
import { walkDevice, type WalkedObject } from '../../src/devices/walk-device.ts';

const NOTHING = { serial: new Set<string>(), host: new Set<string>() };
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
    const telling = { serial: new Set(['1.3.6.1.4.1.9.2']), host: new Set(['1.3.6.1.4.1.9.3']) };
    expect(said(scrub(objects, telling)).map((each) => JSON.stringify(each))).toEqual([
      '["1.3.6.1.4.1.9.2","SCRUB00001"]',
      '["1.3.6.1.4.1.9.3","host-1"]',
      '["1.3.6.1.4.1.9.4","host-1 SCRUB00001"]',
    ]);
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

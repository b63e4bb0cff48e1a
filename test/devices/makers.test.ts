import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readOne, type ReadRow } from '../../src/cli/read-one.ts';
import { Secret } from '../../src/core/secret.ts';
import { loadRecordings } from '../../src/demo/replay/load-recordings.ts';
import { startReplay } from '../../src/demo/replay/start-replay.ts';
import { openReader } from '../../src/devices/open-reader.ts';
import { loadRules } from '../../src/rules/load.ts';
import { READINGS } from './maker-readings.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures/recordings');

const book = await loadRules();
const reader = openReader({
  credentials: { default: { version: '2c', community: new Secret('public') } },
  services: {},
  clock: Date.now,
  timing: { firstTimeoutMs: 400 },
});
afterAll(() => reader.close());

/** Ports at which nothing listens, so that only what is served over SNMP is read. */
const NOWHERE = { ippPort: 9, pjlPort: 9, httpPort: 9 };

function inShort({ item, part, value }: ReadRow): string[] {
  const name = part === undefined ? item : `${item}/${part}`;
  switch (value.kind) {
    case 'number':
      return [`${name} ${value.number} ${value.unit}`];
    case 'state':
      return [`${name} ${value.state}`];
    case 'text':
      return [`${name} ${value.text}`];
    case 'absent':
      return value.reason === 'unsupported' ? [] : [`${name} (${value.reason})`];
  }
}

describe('machines of makers, written by hand from what is known of their objects', () => {
  it.each(Object.entries(READINGS))('gives of %s all that it says, and no code as a number', async (name, said) => {
    const { recordings } = await loadRecordings([join(FIXTURES, `${name}.snmprec`)], false);
    const replay = await startReplay({ recordings });
    const port = replay.devices[0]?.port;
    const read = await readOne(book, reader, { ...NOWHERE, address: '127.0.0.1', port }, 15_000);
    await replay.stop();
    if ('silent' in read) throw new Error(`${name}: ${read.silent}`);
    expect({ profile: read.profile, serial: read.serial }).toEqual({ profile: said.profile, serial: said.serial });
    expect(read.rows.flatMap(inShort)).toEqual(said.rows);
  });
});

import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readOne, type ReadDevice, type ReadRow } from '../../src/cli/read-one.ts';
import { Secret } from '../../src/core/secret.ts';
import type { Unit } from '../../src/core/value.ts';
import { loadRecordings } from '../../src/demo/replay/load-recordings.ts';
import { type Replay, startReplay } from '../../src/demo/replay/start-replay.ts';
import { openReader } from '../../src/devices/open-reader.ts';
import { loadRules } from '../../src/rules/load.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures/recordings');
const CAPTURES = process.env['CLAIMSCOPE_CAPTURES'] ?? '/work/shared/captures';

const book = await loadRules();
const reader = openReader({
  credentials: { default: { version: '2c', community: new Secret('public') } },
  services: {},
  clock: Date.now,
});
afterAll(() => reader.close());
/** Items that devices are asked for: how fast a counter rose is worked out of what is stored. */
const READ = new Set([...book.items.values()].filter(({ rate }) => rate === undefined).map(({ id }) => id));

async function readFrom(replay: Replay, file: string): Promise<ReadDevice> {
  const device = replay.devices.find((each) => each.file === file);
  const read = await readOne(book, reader, { address: '127.0.0.1', port: device?.port }, 15_000);
  if ('silent' in read) throw new Error(`${file}: ${read.silent}`);
  return read;
}

/** Units of which a number below zero makes no sense. */
const COUNTED: readonly Unit[] = ['impressions', 'sheets', 'percent', 'count', 'seconds', 'bits-per-second'];

/** What is wrong with a row, whatever the device: each number needs its raw source, and no code may be a number. */
function faultsOf({ item, part, value, evidence }: ReadRow): string[] {
  const last = evidence.at(-1);
  const name = `${item}/${part ?? ''} ${JSON.stringify(value)} from ${last?.raw ?? 'nothing'}`;
  const text = value.kind === 'text' ? value.text : value.kind === 'state' ? value.state : '';
  if (/[\p{Cc}\ufffd]/u.test(text)) return [`${name}: not readable`];
  if (value.kind !== 'number') return [];
  const isCounted = COUNTED.includes(value.unit);
  return [
    ...(Number.isFinite(value.number) ? [] : [`${name}: not finite`]),
    ...(isCounted && value.number < 0 ? [`${name}: below zero`] : []),
    ...(value.unit === 'percent' && value.number > 100 ? [`${name}: above 100 %`] : []),
    ...(last === undefined || !/\d/.test(last.raw) || last.place === '' ? [`${name}: no raw source`] : []),
    ...(isCounted && /Integer -[123]\b/.test(last?.raw ?? '') ? [`${name}: a code became a number`] : []),
  ];
}

describe('a device written by hand from the standards', () => {
  it('is identified and read, with each level that is a code absent by its meaning', async () => {
    const file = join(FIXTURES, 'colour-sentinels.snmprec');
    const replay = await startReplay({ recordings: (await loadRecordings([file], false)).recordings });
    const read = await readFrom(replay, file);
    await replay.stop();
    expect(read).toMatchObject({
      serial: 'FIX0070001',
      model: 'Fixture Colour 7',
      sysObjectID: '1.3.6.1.4.1.99999.9.7',
      profile: 'generic',
    });
    expect(read.rows.flatMap(faultsOf)).toEqual([]);
    const toner = read.rows.filter(({ item }) => item === 'supply.toner').map(({ part, value }) => [part, value]);
    expect(toner).toEqual([
      ['toner-black', { kind: 'absent', reason: 'some_left' }],
      ['toner-cyan', { kind: 'absent', reason: 'unknown' }],
      ['toner-magenta', { kind: 'absent', reason: 'unknown' }],
      ['toner-yellow', { kind: 'number', number: 25, unit: 'percent' }],
    ]);
    const cyan = read.rows.find(({ part }) => part === 'toner-cyan');
    expect(cyan?.partTitle).toBe('Toner cyané');
    expect(new Set(read.rows.map(({ item }) => item))).toEqual(READ);
    const said = new Map(read.rows.map(({ item, value }) => [item, value]));
    expect(said.get('network.mask')).toEqual({ kind: 'text', text: '255.255.255.0' });
    expect(said.get('network.mac')).toEqual({ kind: 'text', text: '00:16:3e:0a:0b:0c' });
    const charge = read.rows.find(({ item }) => item === 'drum.charge-setting');
    expect(charge?.value).toEqual({ kind: 'absent', reason: 'unsupported' });
    expect(charge?.serviceMode).toBe(book.items.get('drum.charge-setting')?.serviceMode);
  });
});

const hasCaptures = existsSync(CAPTURES);
const files = hasCaptures
  ? readdirSync(CAPTURES, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.snmprec'))
      .sort()
      .map((file) => join(CAPTURES, file))
  : [];
if (!hasCaptures) process.stdout.write(`${CAPTURES} is not there: no published recording is replayed\n`);

describe('published recordings', () => {
  let replay: Replay | undefined;
  beforeAll(async () => {
    replay = await startReplay({ recordings: (await loadRecordings(files, true)).recordings });
  });
  afterAll(() => replay?.stop());

  it('are all there where the folder is', () => {
    expect(replay?.devices.length).toBe(files.length);
    expect(files.length > 0).toBe(hasCaptures);
  });

  for (const file of files) {
    it(`${basename(file)} gives no code as a number, no more than 100 %, nothing without its raw source`, async () => {
      if (replay === undefined) throw new Error('nothing is served');
      const read = await readFrom(replay, file);
      expect(read.sysObjectID).toMatch(/^1\.3\.6\.1\.4\.1\./);
      expect(new Set(read.rows.map(({ item }) => item))).toEqual(READ);
      expect(read.rows.flatMap(faultsOf)).toEqual([]);
      expect(read.rows.filter(({ value }) => value.kind === 'absent' && value.reason === 'timeout')).toEqual([]);
    });
  }
});

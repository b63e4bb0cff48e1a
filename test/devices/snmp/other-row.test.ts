import { afterAll, describe, expect, it } from 'vitest';
import { readOne } from '../../../src/cli/read-one.ts';
import { Secret } from '../../../src/core/secret.ts';
import { valueInWords, absentInWords } from '../../../src/core/words.ts';
import { parseRecording } from '../../../src/demo/replay/parse-recording.ts';
import { startReplay } from '../../../src/demo/replay/start-replay.ts';
import { openReader } from '../../../src/devices/open-reader.ts';
import { loadRules } from '../../../src/rules/load.ts';

const book = await loadRules();
const reader = openReader({
  credentials: { default: { version: '2c', community: new Secret('public') } },
  services: {},
  clock: Date.now,
  timing: { firstTimeoutMs: 400 },
});
afterAll(() => reader.close());

const TYPE = '1.3.6.1.2.1.25.3.2.1.2';
const DESCRIPTION = '1.3.6.1.2.1.25.3.2.1.3';
const PRINTER = '1.3.6.1.2.1.25.3.1.5';
const PROCESSOR = '1.3.6.1.2.1.25.3.1.3';
const STATUS = '1.3.6.1.2.1.25.3.5.1.1';
const ERRORS = '1.3.6.1.2.1.25.3.5.1.2';
const SERIAL = '1.3.6.1.2.1.43.5.1.1.17';
const EVENTS = '1.3.6.1.2.1.43.5.1.1.18';
const TREE = '1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.99999.7';

type Said = { model: string | undefined; serial: string | undefined; rows: Map<string, string> };

/** What is read of a device that answers these objects. */
async function readFrom(lines: string[]): Promise<Said> {
  const { objects } = parseRecording('given', `${[TREE, ...lines].join('\n')}\n`);
  const replay = await startReplay({ recordings: [{ file: 'given', objects }] });
  const at = { address: '127.0.0.1', port: replay.devices[0]?.port ?? 0, ippPort: 9, pjlPort: 9, httpPort: 9 };
  const read = await readOne(book, reader, at, 15_000);
  await replay.stop();
  if ('silent' in read) throw new Error(read.silent);
  const rows = read.rows.map(({ item, part, value }): [string, string] => [
    part === undefined ? item : `${item}/${part}`,
    value.kind === 'absent' ? absentInWords(value.reason) : valueInWords(value),
  ]);
  return { model: read.model, serial: read.serial, rows: new Map(rows) };
}

describe('a printer that is not the first device of its host', () => {
  it('is known by its own row, serial and flags', async () => {
    const read = await readFrom([
      `${TYPE}.1|6|${PROCESSOR}`,
      `${TYPE}.2|6|${PRINTER}`,
      `${DESCRIPTION}.1|4|A processor (Dual Core)`,
      `${DESCRIPTION}.2|4|Acme Laser 500`,
      `${STATUS}.2|2|3`,
      `${ERRORS}.2|4x|40`,
      `${SERIAL}.2|4|SERIAL0042`,
      `${EVENTS}.2|65|2`,
    ]);
    expect(read).toMatchObject({ model: 'Acme Laser 500', serial: 'SERIAL0042' });
    expect(read.rows.get('alerts.active/alert-no-paper')).toBe('critical');
    expect(read.rows.get('printer.status')).toBe('idle');
  });

  it('has no alerts where its table of them is empty and there are no flags', async () => {
    const read = await readFrom([`${TYPE}.7|6|${PRINTER}`, `${DESCRIPTION}.7|4|Acme Laser 500`, `${EVENTS}.7|65|2`]);
    expect(read.model).toBe('Acme Laser 500');
    expect(read.rows.get('alerts.active')).toBe('none');
  });

  it('is believed about its first row where it does not say of what type that is', async () => {
    const read = await readFrom([`${DESCRIPTION}.1|4|Acme Laser 500`, `${SERIAL}.1|4|SERIAL0042`]);
    expect(read).toMatchObject({ model: 'Acme Laser 500', serial: 'SERIAL0042' });
    expect(read.rows.get('alerts.active')).toBe('this device does not offer it over the network');
  });

  it('has no serial number where all that its rows hold is padding', async () => {
    const read = await readFrom([`${DESCRIPTION}.1|4|Acme Laser 500`, `${SERIAL}.2|4|0000000000`]);
    expect(read.serial).toBeUndefined();
  });
});

describe('an interface whose address stands in the newer table alone', () => {
  it('is found there', async () => {
    const read = await readFrom([
      `${DESCRIPTION}.1|4|Acme Laser 500`,
      '1.3.6.1.2.1.2.2.1.6.7|4x|0a0b0c0d0e01',
      '1.3.6.1.2.1.2.2.1.6.9|4x|0a0b0c0d0e02',
      '1.3.6.1.2.1.2.2.1.14.9|65|21',
      '1.3.6.1.2.1.4.34.1.3.1.4.10.1.1.1|2|7',
      '1.3.6.1.2.1.4.34.1.3.1.4.127.0.0.1|2|9',
    ]);
    expect(read.rows.get('network.mac')).toBe('0a:0b:0c:0d:0e:02');
    expect(read.rows.get('network.errors')).toBe('21');
  });
});

describe('alerts of one code and its negative', () => {
  it('are two parts', async () => {
    const alert = '1.3.6.1.2.1.43.18.1.1';
    const read = await readFrom([
      `${DESCRIPTION}.1|4|Acme Laser 500`,
      `${alert}.2.1.1|2|3`,
      `${alert}.2.1.2|2|4`,
      `${alert}.7.1.1|2|1`,
      `${alert}.7.1.2|2|-1`,
      `${alert}.8.1.1|4|One`,
      `${alert}.8.1.2|4|Other`,
    ]);
    expect(read.rows.get('alerts.active/alert-1')).toBe('critical');
    expect(read.rows.get('alerts.active/alert-minus-1')).toBe('warning');
  });
});

import { execFile } from 'node:child_process';
import { mkdtempSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { decodeReport } from '../../src/rules/decode-report.ts';
import { importReport } from '../../src/cli/import-report.ts';
import { loadConfig } from '../../src/config/load.ts';
import { loadRules } from '../../src/rules/load.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';

const cli = join(dirname(fileURLToPath(import.meta.url)), '../../dist/cli/main.js');

type Ran = { code: number; out: string; err: string };

/** A folder with a registry of one device, and the command line in it. */
async function desk(): Promise<{ dir: string; run: (...args: string[]) => Promise<Ran> }> {
  const dir = mkdtempSync(join(tmpdir(), 'claimscope-report-'));
  const store = await openSqliteStore({ path: join(dir, 'x.db') });
  await store.putDevices([{ serial: 'ABC-123', model: 'M-1', customer: 'Acme', address: '127.0.0.1' }]);
  await store.close();
  writeFileSync(join(dir, 'c.yml'), 'store: { path: x.db }\n');
  const run = (...args: string[]): Promise<Ran> =>
    new Promise((resolve) => {
      execFile(
        process.execPath,
        [cli, 'import-report', ...args, '--config', 'c.yml'],
        { cwd: dir, env: { PATH: process.env['PATH'] }, timeout: 60_000 },
        (error, out, err) =>
          resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, out, err }),
      );
    });
  return { dir, run };
}

async function stored(dir: string): Promise<unknown[]> {
  const store = await openSqliteStore({ path: join(dir, 'x.db') });
  const [device] = await store.latestReadings(['ABC-123'], ['drum.charge-setting', 'copies.total'], 0);
  await store.close();
  return (device?.readings ?? []).map(({ item, part, value, evidence, at }) => ({ item, part, value, evidence, at }));
}

const LIST = `serial;ABC123
date;2026-11-20 14:30
code;name;value;unit
drum.charge-setting/black;;-650;V
copies.total;;oops;
other;;1;
`;
const AT = Date.UTC(2026, 10, 20, 14, 30);
const CHARGE = {
  item: 'drum.charge-setting',
  part: 'black',
  value: { kind: 'number', number: -650, unit: 'volt' },
  evidence: [
    { protocol: 'report', place: 'list.csv, line 4', raw: 'drum.charge-setting/black;;-650;V', at: AT, tookMs: 0 },
  ],
  at: AT,
};

const counts = z.object({ saved: z.object({ new: z.number(), same: z.number(), older: z.number() }) });

describe('claimscope import-report', () => {
  it('shows each value with its line, keeps the values alone, and changes nothing the second time', async () => {
    const { dir, run } = await desk();
    writeFileSync(join(dir, 'list.csv'), LIST);
    const first = await run('list.csv', '--serial', 'ABC-123');
    expect(first.err).toBe('');
    expect(first.code).toBe(0);
    expect(first.out).toMatch(/drum\.charge-setting\/black +-650 V +4 +drum\.charge-setting\/black;;-650;V\n/);
    expect(first.out).toContain('list.csv, format template, made 2026-11-20T14:30:00.000Z\n');
    expect(first.out).toContain('list.csv:5:15: copies.total: "oops" is not a number as this list writes them\n');
    expect(first.out).toContain('1 new, 0 as they were, 0 older than what is known; 1 lines of no item\n');
    expect(await stored(dir)).toEqual([CHARGE]);
    const again = await run('list.csv', '--serial', 'ABC-123', '--json');
    expect(counts.parse(JSON.parse(again.out)).saved).toEqual({ new: 0, same: 1, older: 0 });
    expect(await stored(dir)).toEqual([CHARGE]);
  });

  it('keeps nothing on a dry run, for an unknown serial, or of a list of another device', async () => {
    const { dir, run } = await desk();
    writeFileSync(join(dir, 'list.csv'), LIST);
    expect((await run('list.csv', '--serial', 'ABC-123', '--dry-run')).out).toContain(
      'Nothing was kept (dry run): 1 new',
    );
    const unknown = await run('list.csv', '--serial', 'ABC-124');
    expect(unknown.code).toBe(1);
    expect(unknown.out).toContain(
      'No device has the serial number ABC-124. Nothing was kept. Near it: ABC-123 (M-1, Acme).',
    );
    writeFileSync(join(dir, 'other.csv'), LIST.replace('ABC123', 'XYZ-9'));
    const other = await run('other.csv', '--serial', 'ABC-123');
    expect(other.code).toBe(2);
    expect(other.err).toContain('The list is of XYZ-9, not of ABC-123: nothing was taken from it.');
    expect(await stored(dir)).toEqual([]);
  });

  it('takes the time given, else that of the file, and says so; and an older list does not undo a newer one', async () => {
    const { dir, run } = await desk();
    writeFileSync(join(dir, 'new.csv'), LIST.replace('date;2026-11-20 14:30\n', ''));
    utimesSync(join(dir, 'new.csv'), 1_790_000_000, 1_790_000_000);
    const byFile = await run('new.csv', '--serial', 'ABC-123');
    expect(byFile.out).toContain(
      `made ${new Date(1_790_000_000_000).toISOString()} (when the file was last changed; the list does not say)`,
    );
    const byOption = await run('new.csv', '--serial', 'ABC-123', '--at', '2026-01-02T03:04:05Z');
    expect(byOption.out).toContain('made 2026-01-02T03:04:05.000Z (by --at; the list does not say)');
    expect(byOption.out).toContain('0 new, 0 as they were, 1 older');
    expect(await stored(dir)).toMatchObject([{ at: 1_790_000_000_000 }]);
  });

  it.each([
    ['none.csv', {}, 'The list none.csv cannot be read.'],
    ['c.yml', {}, 'The list is of no known format'],
    ['c.yml', { format: 'nosuch' }, 'There is no format "nosuch".'],
    ['c.yml', { charset: 'nosuch' }, 'There is no character set "nosuch".'],
    ['c.yml', { at: 'yesterday' }, 'yesterday is no ISO time'],
    ['c.yml', { at: '2099-01-01T00:00Z' }, 'is in the future'],
  ])('of %s with %j is refused: %s', async (file, options, said) => {
    const { dir } = await desk();
    const config = loadConfig({ file: join(dir, 'c.yml'), env: {} });
    const path = file === 'none.csv' ? file : join(dir, file);
    const work = importReport({ ...config, store: { kind: 'sqlite', path: join(dir, 'x.db') } }, path, {
      serial: 'ABC-123',
      ...options,
    });
    await expect(work).rejects.toThrow(said);
    expect(await stored(dir)).toEqual([]);
  });
});

describe('the octets of a list', () => {
  const text = 'code;name;value;unit\ncopies.total;Zähler – für alle;5;\n';
  const japanese = 'SP8-451-001  手差しトレイ bypass  5\n';

  it.each([
    ['utf8', false],
    ['utf8', true],
    ['utf16le', true],
    ['utf16-be', true],
    ['windows-1252', false],
  ])('in %s (mark: %j) are the same text', async (charset, addBOM) => {
    const book = await loadRules();
    const read = decodeReport(iconv.encode(text, charset, { addBOM }), book, 'M-1');
    expect(read.replace('\uFEFF', '')).toBe(text);
  });

  it('in Shift_JIS are read where a format is written in it, and by name where it is said', async () => {
    const book = await loadRules();
    expect(decodeReport(iconv.encode(japanese, 'shift_jis'), book, 'M-1')).toBe(japanese);
    expect(decodeReport(iconv.encode(text, 'iso-8859-15'), book, 'M-1', 'iso-8859-15')).toContain('Zähler');
  });

  it('that are neither Unicode nor known to a format are refused, not guessed', async () => {
    const book = await loadRules();
    const octets = Buffer.from([0x61, 0xff, 0x80, 0x0a]);
    expect(() => decodeReport(octets, book, 'M-1')).toThrow('save it as UTF-8');
    const { dir } = await desk();
    writeFileSync(join(dir, 'odd.csv'), octets);
    const config = loadConfig({ file: join(dir, 'c.yml'), env: {} });
    const here = { ...config, store: { kind: 'sqlite' as const, path: join(dir, 'x.db') } };
    const work = importReport(here, join(dir, 'odd.csv'), { serial: 'ABC-123' });
    await expect(work).rejects.toThrow('Or name its character set with --charset');
  });
});

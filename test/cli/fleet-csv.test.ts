import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyCharacter } from '../any-character.ts';
import type { Found } from '../../src/cli/discover.ts';
import { fleetCsv } from '../../src/cli/fleet-csv.ts';
import { checkOut, writeOut } from '../../src/cli/write-out.ts';
import { readFleetFile } from '../../src/cli/read-fleet-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'claimscope-csv-'));
const printer = (address: string, more: Partial<Found> = {}): Found => {
  return { address, port: 161, kind: 'printer', serial: `S-${address}`, model: 'M', ...more };
};

describe('fleetCsv', () => {
  it('gives a row to each printer, which fleet import reads back', async () => {
    const found = [
      printer('10.0.0.1', { serial: 'A 1', model: 'Acme "Fast", 7' }),
      printer('10.0.0.2', { serial: 'B2', port: 1161 }),
      printer('10.0.0.3', { kind: 'other' }),
    ];
    const { text, rows, leftOut } = fleetCsv(found, { customer: 'Smith, Sons', credential: 'branch' });
    expect([rows, leftOut]).toEqual([2, []]);
    const file = join(folder, 'good.csv');
    writeFileSync(file, text);
    const shared = { customer: 'Smith, Sons', credential: 'branch' };
    expect(await readFleetFile(file)).toEqual([
      { serial: 'A 1', model: 'Acme "Fast", 7', address: '10.0.0.1', ...shared },
      { serial: 'B2', model: 'M', address: '10.0.0.2', snmpPort: 1161, ...shared },
    ]);
  });

  it('tells of each printer that has no row why', () => {
    const found = [
      printer('10.0.0.1', { serial: 'X1' }),
      printer('10.0.0.2', { serial: 'x-1', port: 1161 }),
      { address: '10.0.0.3', port: 161, kind: 'printer', model: 'M' } satisfies Found,
      { address: '10.0.0.4', port: 161, kind: 'printer', serial: 'Y' } satisfies Found,
      printer('10.0.0.5', { serial: '=cmd()' }),
    ];
    expect(fleetCsv(found, { customer: 'c' }).leftOut).toEqual([
      '10.0.0.2 port 1161 says the same serial x-1 as 10.0.0.1',
      '10.0.0.3 says no serial number',
      '10.0.0.4 says no model',
      '10.0.0.5 says a name that a spreadsheet would take for a formula: =cmd(), M',
    ]);
  });

  it('writes what fleet import takes, whatever devices call themselves', async () => {
    const name = fc.string({ unit: anyCharacter, minLength: 1, maxLength: 12 }).filter((text) => text.trim() !== '');
    const file = join(folder, 'any.csv');
    await fc.assert(
      fc.asyncProperty(name, name, async (serial, model) => {
        const { text, rows } = fleetCsv([printer('10.0.0.1', { serial, model })], { customer: 'c' });
        if (rows === 0) return;
        writeFileSync(file, text);
        expect(await readFleetFile(file)).toMatchObject([{ serial: serial.trim(), model: model.trim() }]);
      }),
      { numRuns: 25 },
    );
  });
});

describe('the file it goes to', () => {
  it('is never replaced unasked', async () => {
    const file = join(folder, 'kept.csv');
    await checkOut(file, false);
    await writeOut(file, 'mine', false);
    await expect(checkOut(file, false)).rejects.toThrow('--force replaces it');
    await expect(writeOut(file, 'yours', false)).rejects.toThrow('cannot be written');
    expect(readFileSync(file, 'utf8')).toBe('mine');
    await checkOut(file, true);
    await writeOut(file, 'yours', true);
    expect(readFileSync(file, 'utf8')).toBe('yours');
    await expect(checkOut(join(folder, 'nowhere/x.csv'), false)).rejects.toThrow('cannot be written');
  });
});

import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const cli = join(dirname(fileURLToPath(import.meta.url)), '../../dist/cli/main.js');

/** Runs the built command line in a folder of its own, where its registry lives. */
function openFolder(files: Record<string, string>) {
  const cwd = mkdtempSync(join(tmpdir(), 'claimscope-fleet-cli-'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(cwd, name), content);
  const run = (...args: string[]): Promise<{ code: number; out: string; err: string }> =>
    new Promise((resolve) => {
      const env = { PATH: process.env['PATH'] };
      execFile(process.execPath, [cli, 'fleet', ...args], { cwd, env, timeout: 60_000 }, (error, out, err) => {
        resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, out, err });
      });
    });
  return { run, read: (name: string) => readFileSync(join(cwd, name), 'utf8') };
}

const FLEET = [
  'Seriennummer;Modell;Kunde;Standort;IP-Adresse;Inventarnummer',
  'SIM-3500-0042;SIM-3500;Müller;Nord;127.0.0.2;T-42',
  'SIM-1200-0001;SIM-1200;Müller;Süd;127.0.0.3;',
  '',
].join('\n');

describe('claimscope fleet', () => {
  it('imports, lists, shows, retires, exports and takes the export back', async () => {
    const { run, read } = openFolder({ 'fleet.csv': FLEET });
    expect((await run('import', 'fleet.csv')).out).toBe('2 added, 0 changed, 0 as they were\n');

    const list = await run('list', '--site', 'nord', '--json');
    expect(JSON.parse(list.out)).toMatchObject({ devices: [{ device: { serial: 'SIM-3500-0042' }, state: 'active' }] });
    expect((await run('list', '--limit', '1')).out).toContain('More follow: --after "SIM-1200-0001"');

    const shown = await run('show', 't42');
    expect([shown.code, shown.out.split('\n')[0]]).toEqual([0, 'SIM-3500-0042: SIM-3500, active']);
    const near = await run('show', 'SIM-35OO-0042');
    expect([near.code, near.out]).toEqual([
      1,
      'No device goes by SIM-35OO-0042. It may be:\n  SIM-3500-0042 (SIM-3500, Müller): O read as 0\n',
    ]);

    const unasked = await run('retire', 'T-42');
    expect([unasked.code, unasked.err]).toEqual([2, 'claimscope: Say --yes to retire without being asked.\n']);
    expect((await run('retire', 'T-42', 'SIM-1200-0001', '--yes')).out).toBe('2 of 2 changed\n');
    expect((await run('unretire', 'SIM-1200-0001', '--yes')).out).toBe('1 of 1 changed\n');

    expect((await run('export', 'out.csv')).out).toBe('2 devices written to out.csv\n');
    expect(read('out.csv')).toContain('SIM-3500-0042,SIM-3500,Müller,Nord,127.0.0.2,,,,,,,,,T-42,,,retired\n');
    expect((await run('export', 'out.csv')).code).toBe(2);
    expect((await run('import', 'out.csv')).out).toBe('0 added, 0 changed, 2 as they were\n');
    expect(JSON.parse((await run('export', '--format', 'json')).out)).toHaveLength(2);
  });

  it('ends with 1 when the doctor finds something to mend, and with 0 when not', async () => {
    const { run } = openFolder({ 'fleet.csv': FLEET });
    await run('import', 'fleet.csv');
    const found = await run('doctor');
    expect(found.code).toBe(1);
    expect(found.out).toContain('2 devices have never answered.');
    await run('retire', 'SIM-3500-0042', 'SIM-1200-0001', '--yes');
    const none = await run('doctor', '--json');
    expect([none.code, JSON.parse(none.out)]).toEqual([0, { devices: 2, troubles: [] }]);
  });
});

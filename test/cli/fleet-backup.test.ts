import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const cli = join(dirname(fileURLToPath(import.meta.url)), '../../dist/cli/main.js');

it('claimscope backup keeps a registry that restore brings back, and neither replaces anything unasked', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'claimscope-backup-cli-'));
  writeFileSync(join(cwd, 'fleet.csv'), 'serial,model,customer,address\nA1,SIM-3500,Acme,127.0.0.2\n');
  const run = (...args: string[]): Promise<{ code: number; out: string; err: string }> =>
    new Promise((resolve) => {
      const env = { PATH: process.env['PATH'] };
      execFile(process.execPath, [cli, ...args], { cwd, env, timeout: 60_000 }, (error, out, err) => {
        resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, out, err });
      });
    });
  expect((await run('backup', 'copy.db')).err).toContain('There is no file');
  await run('fleet', 'import', 'fleet.csv');
  expect((await run('backup', 'copy.db')).out).toMatch(
    /was copied to copy\.db: 1 devices, 0 claims, schema version \d+\n$/,
  );
  expect((await run('backup', 'copy.db')).code).toBe(2);
  await run('fleet', 'retire', 'A1', '--yes');
  const unasked = await run('restore', 'copy.db');
  expect([unasked.code, unasked.err]).toEqual([2, expect.stringContaining('--force replaces it')]);
  expect(JSON.parse((await run('restore', 'copy.db', '--force', '--json')).out)).toMatchObject({ devices: 1 });
  expect(JSON.parse((await run('fleet', 'list', '--json')).out)).toMatchObject({ devices: [{ state: 'active' }] });
});

import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { openDriver } from '../../src/store/sqlite-driver.ts';

const cli = join(dirname(fileURLToPath(import.meta.url)), '../../dist/cli/main.js');

type Ran = { code: number; out: string; err: string };

/** A folder with the list of a fleet, where the command runs as shipped. */
function inFolder(): { cwd: string; run: (...args: string[]) => Promise<Ran> } {
  const cwd = mkdtempSync(join(tmpdir(), 'claimscope-backup-cli-'));
  writeFileSync(join(cwd, 'fleet.csv'), 'serial,model,customer,address\nA1,SIM-3500,Acme,127.0.0.2\n');
  return {
    cwd,
    run: (...args) =>
      new Promise((resolve) => {
        const env = { PATH: process.env['PATH'] };
        execFile(process.execPath, [cli, ...args], { cwd, env, timeout: 60_000 }, (error, out, err) => {
          resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, out, err });
        });
      }),
  };
}

it('claimscope backup keeps a registry that restore brings back, and neither replaces anything unasked', async () => {
  const { run } = inFolder();
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

it('claimscope backup copies a store that takes nothing any more, and says that nobody will find it noted', async () => {
  const { cwd, run } = inFolder();
  await run('fleet', 'import', 'fleet.csv');
  const driver = await openDriver(join(cwd, '.claimscope/claimscope.db'));
  driver.exec("CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END");
  driver.close();
  for (const [name, more] of [
    ['copy.db', []],
    ['copy.gz', ['--portable']],
  ] as const) {
    const { code, out, err } = await run('backup', name, '--json', ...more);
    expect({ code, report: JSON.parse(out) }).toMatchObject({ code: 0, report: { file: name, isNoted: false } });
    expect(err).toMatch(
      /^claimscope: That the store was copied could not be noted in it \(.*database or disk is full\)/,
    );
    expect(err).toContain('"claimscope audit" does not tell of this copy');
    const restored = await run('restore', name, '--force');
    expect(restored.out).toContain('1 devices');
    if (more.length === 0) expect(restored.err).toContain('That the store was restored could not be noted in it');
  }
});

import { execFile, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadRecordings } from '../../src/demo/replay/load-recordings.ts';
import { type Replay, startReplay } from '../../src/demo/replay/start-replay.ts';

const here = dirname(fileURLToPath(import.meta.url));
const cli = join(here, '../../dist/cli/main.js');
const cwd = mkdtempSync(join(tmpdir(), 'claimscope-discover-'));

type Ran = { code: number; out: string; err: string };

function run(args: string[]): Promise<Ran> {
  return new Promise((resolve) => {
    const options = { cwd, env: { PATH: process.env['PATH'] }, timeout: 60_000 };
    execFile(process.execPath, [cli, ...args], options, (error, out, err) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ code, out, err });
    });
  });
}

let replay: Replay;
let port = '';
beforeAll(async () => {
  const file = join(here, '../fixtures/recordings/colour-sentinels.snmprec');
  replay = await startReplay({ recordings: (await loadRecordings([file], false)).recordings });
  port = String(replay.devices[0]?.port);
});
afterAll(() => replay.stop());

describe('discover and rules starter', () => {
  it('discover finds the device and writes a fleet file that fleet import takes, never over another', async () => {
    const file = join(cwd, 'found.csv');
    const args = ['discover', '127.0.0.1', '127.0.0.1/32', '--ports', port, '--customer', 'Acme', '--out', file];
    const found = await run(args);
    expect([found.code, found.err]).toEqual([0, '']);
    expect(found.out).toContain('1 address asked: 1 printer, 0 other devices, 0 that refused');
    expect(found.out).toContain(`1 printer written to ${file}`);
    expect(readFileSync(file, 'utf8')).toBe(
      `serial,model,customer,address,snmpPort\nFIX0070001,Fixture Colour 7,Acme,127.0.0.1,${port}\n`,
    );
    const again = await run(args);
    expect([again.code, again.err]).toEqual([2, `claimscope: ${file} is there already; --force replaces it.\n`]);
    const json = await run([...args, '--force', '--json']);
    expect(JSON.parse(json.out)).toMatchObject({ asked: 1, isStopped: false, found: [{ serial: 'FIX0070001' }], file });
    expect((await run(['fleet', 'import', file])).out).toBe('1 added, 0 changed, 0 as they were\n');
  });

  it('discover ends with what it has found when it is interrupted', async () => {
    const args = ['discover', '127.0.0.1', '127.0.90.0/24', '--ports', port, '--rate', '0.5', '--json'];
    const child = spawn(process.execPath, [cli, ...args], { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
    const out: string[] = [];
    child.stdout.on('data', (text: unknown) => out.push(String(text)));
    const ended = once(child, 'exit');
    // The next address is asked two seconds after the first, which has been read by then.
    const next = createSocket('udp4').bind({ address: '127.0.90.1', port: Number(port) });
    await once(next, 'message');
    child.kill('SIGINT');
    expect((await ended)[0]).toBe(1);
    next.close();
    expect(JSON.parse(out.join(''))).toMatchObject({ isStopped: true, of: 255, found: [{ serial: 'FIX0070001' }] });
  });

  it('rules starter prints a profile and its test, and writes both where asked', async () => {
    const device = ['127.0.0.1', '--port', port, '--no-pjl'];
    const shown = await run(['rules', 'starter', ...device, '--walk-private']);
    expect([shown.code, shown.err]).toEqual([0, '']);
    expect(shown.out).toContain('id: fixture-colour-7\n');
    expect(shown.out).toMatch(/# {3}1\.3\.6\.1\.4\.1\.99999\.9\.7\.1\.0 OctetString at 198\.18/);
    expect(shown.out).toContain('# models/fixture-colour-7.test.yml');
    expect(shown.out).not.toMatch(/FIX0070001|prt-hall/i);
    const file = join(cwd, 'fixture.yml');
    const written = await run(['rules', 'starter', ...device, '--out', file, '--json']);
    expect(JSON.parse(written.out)).toMatchObject({ id: 'fixture', files: [file, join(cwd, 'fixture.test.yml')] });
    expect(readFileSync(file, 'utf8')).toContain('id: fixture\n');
  });
});

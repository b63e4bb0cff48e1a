import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

const here = dirname(fileURLToPath(import.meta.url));
const cli = join(here, '../../dist/cli/main.js');
const fixture = (name: string): string => join(here, '../fixtures/recordings', name);
const cwd = mkdtempSync(join(tmpdir(), 'claimscope-device-'));

type Ran = { code: number; out: string; err: string };

function run(args: string[], env: Record<string, string> = {}): Promise<Ran> {
  return new Promise((resolve) => {
    const options = { cwd, env: { PATH: process.env['PATH'], ...env }, timeout: 60_000 };
    execFile(process.execPath, [cli, ...args], options, (error, out, err) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ code, out, err });
    });
  });
}

const startedSchema = z.object({
  devices: z.array(
    z.object({ address: z.literal('127.0.0.1'), port: z.number(), community: z.string(), file: z.string() }),
  ),
  faults: z.array(z.string()),
});

describe('simulate, read and walk', () => {
  it.each(['simulate', 'read', 'walk', 'discover', 'rules starter'])(
    '%s --help tells how it is used',
    async (command) => {
      const { code, out } = await run([...command.split(' '), '--help']);
      expect(code).toBe(0);
      expect(out).toContain(`Usage: claimscope ${command} [options]`);
    },
  );

  it.each([
    [['read', 'h', '--ipp-port', '0'], 'It must be a number from 1 to 65535.'],
    [['read', 'h', '--user', 'u', '--level', 'none'], 'Allowed choices are noAuthNoPriv, authNoPriv, authPriv.'],
    [['read', 'h', '--user', 'u', '--auth-key-env', 'NOT_SET'], 'The environment variable NOT_SET is not set.'],
    [['read', 'h', '--user', 'u', '--credential', 'c'], 'Only one of --user and --credential can say'],
    [['walk', 'h', '--out', 'x.snmprec', '--subtree', '1.3'], '1.3 is no subtree'],
    [['simulate', '--walk', fixture('colour-sentinels.snmprec'), '--address', '10.0.0.1'], 'no loopback address'],
    [['discover'], "missing required argument 'ranges'"],
    [['discover', '127.0.0.1', '--ports', '161,x'], 'numbers from 1 to 65535'],
    [['discover', '10.0.0.0/8'], '16,777,214 addresses are more than the 65,536 of one run.'],
    [['discover', '127.0.0.1', '--out', '/nowhere/fleet.csv'], '/nowhere/fleet.csv cannot be written.'],
    [['rules', 'starter', 'h', '--out', 'Acme 300.yml'], 'is no name of a profile'],
  ])('%j ends with 2 and says %s', async (command, said) => {
    const { code, err } = await run(command);
    expect(err).toContain(said);
    expect(code).toBe(2);
  });

  let simulator: ChildProcess | undefined;
  let port = '';
  beforeAll(async () => {
    const args = ['simulate', '--json', '--walk', fixture('colour-sentinels.snmprec')];
    simulator = spawn(process.execPath, [cli, ...args], { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
    const { stdout } = simulator;
    if (stdout === null) throw new Error('no output');
    const [line]: unknown[] = await once(stdout, 'data');
    port = String(startedSchema.parse(JSON.parse(String(line))).devices[0]?.port);
  });
  afterAll(async () => {
    if (simulator === undefined) return;
    const ended = once(simulator, 'exit');
    simulator.kill('SIGTERM');
    expect((await ended)[0]).toBe(0);
  });

  it('read prints who the device is, each value with place and raw, and where an engineer finds the rest', async () => {
    const { code, out, err } = await run(['read', '127.0.0.1', '--port', port]);
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(out).toContain('127.0.0.1: Fixture Colour 7, serial FIX0070001');
    expect(out).toContain('sysObjectID 1.3.6.1.4.1.99999.9.7, profile generic');
    expect(out).toMatch(
      /supply\.toner +toner-yellow +25 % +snmp 1\.3\.6\.1\.2\.1\.43\.11\.1\.1\.9\.1\.4 +Integer 1250 out of Integer 5000/,
    );
    expect(out).toMatch(/supply\.toner\/toner-black: the device only says that some is left/);
    expect(out).toContain('    an engineer finds it at: ');
  });

  it('read --json takes the community from the environment', async () => {
    const args = ['read', '127.0.0.1', '--port', port, '--json', '--community-env', 'HERE'];
    const { code, out } = await run(args, { HERE: 'public' });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      serial: 'FIX0070001',
      model: 'Fixture Colour 7',
      saidModel: 'Fixture Colour 7',
      profile: 'generic',
    });
    const missing = await run(args);
    expect(missing.code).toBe(2);
    expect(missing.err).toContain('The environment variable HERE is not set.');
  });

  it('read refuses a credential that is not configured, and an address that is none', async () => {
    const { code, err } = await run(['read', '127.0.0.1', '--credential', 'branch']);
    expect([code, err]).toEqual([2, 'claimscope: The configuration has no credential branch.\n']);
    expect((await run(['read', 'http://127.0.0.1/'])).code).toBe(2);
  });

  it('walk records the device, scrubbed where asked, to a file that simulate takes', async () => {
    const file = join(cwd, 'own.snmprec');
    const { code, out } = await run(['walk', '127.0.0.1', '--port', port, '--out', file, '--scrub']);
    expect([code, out]).toEqual([0, `46 objects written to ${file}\n`]);
    const text = readFileSync(file, 'utf8');
    expect(text).not.toMatch(/FIX0070001|prt-hall|Mustermann|10\.20\.30/i);
    expect(text).toContain('1.3.6.1.2.1.43.5.1.1.17.1|4|SCRUB0000');
    const again = await run(['walk', '127.0.0.1', '--port', port, '--out', file]);
    expect([again.code, again.err]).toEqual([2, `claimscope: ${file} is there already; --force replaces it.\n`]);
    expect(readFileSync(file, 'utf8')).toBe(text);
    const args = ['walk', '127.0.0.1', '--port', port, '--out', file, '--force', '--subtree', '1.3.6.1.2.1.1'];
    expect((await run(args)).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toContain('prt-hall');
  });

  it('walk says so when nobody is there, and when the file cannot be written', async () => {
    const nowhere = await run(['walk', '127.0.0.1', '--port', '9', '--out', join(cwd, 'none.snmprec')]);
    expect(nowhere.code).toBe(1);
    expect(nowhere.out).toContain('did not answer');
    expect((await run(['walk', '127.0.0.1', '--out', '/nowhere/x.snmprec'])).code).toBe(2);
  });

  it('simulate refuses a broken recording with the place of each fault', async () => {
    const { code, err } = await run(['simulate', '--walk', fixture('broken-lines.snmprec')]);
    expect(code).toBe(2);
    expect(err).toContain('broken-lines.snmprec:3:22: the value is no whole number');
  });

  it('read tells silence in a sentence, within the time it was given', async () => {
    const args = [
      'read',
      '127.0.0.1',
      '--port',
      '9',
      '--ipp-port',
      '9',
      '--http-port',
      '9',
      '--no-pjl',
      '--timeout',
      '2',
    ];
    const { code, out } = await run(args);
    expect(code).toBe(1);
    expect(out).toContain('127.0.0.1 did not answer: ');
  });
});

import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { rulesFolder, SOUND } from '../rules/rules-folder.ts';

const cli = join(dirname(fileURLToPath(import.meta.url)), '../../dist/cli/main.js');

type Ran = { code: number; out: string; err: string };

/** Runs the built command line in an empty folder with an empty environment. */
function run(args: string[], files: Record<string, string> = {}, env: Record<string, string> = {}): Promise<Ran> {
  const cwd = mkdtempSync(join(tmpdir(), 'claimscope-cli-'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(cwd, name), content);
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [cli, ...args],
      { cwd, env: { PATH: process.env['PATH'], ...env }, timeout: 60_000, maxBuffer: 1e8 },
      (error, out, err) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        resolve({ code, out, err });
      },
    );
  });
}

describe('claimscope', () => {
  it.each([
    [[]],
    [['start']],
    [['demo']],
    [['ask']],
    [['parse']],
    [['rules']],
    [['rules', 'check']],
    [['rules', 'schemas']],
    [['fleet']],
    [['fleet', 'import']],
    [['import-report']],
  ])('%j --help tells how it is used', async (command) => {
    const { code, out } = await run([...command, '--help']);
    expect(code).toBe(0);
    expect(out).toContain(`Usage: claimscope${command.map((word) => ` ${word}`).join('')}`);
  });

  it.each([
    [['frobnicate'], "unknown command 'frobnicate'"],
    [['parse'], "missing required argument 'words'"],
    [['demo', '--lots'], "unknown option '--lots'"],
    [['demo', '--port', 'abc'], 'It must be a number from 0 to 65535.'],
    [['start'], 'SLACK_BOT_TOKEN and SLACK_APP_TOKEN'],
    [['start', '--config', 'none.yml'], 'There is no configuration file at none.yml.'],
    [['ask', 'serial=X', 'symptom=light-print'], 'The registry is empty.'],
    [['fleet', 'import', 'none.csv'], 'The fleet file none.csv cannot be read.'],
    [['rules', 'check', 'nowhere'], 'nowhere'],
  ])('%j ends with 2 and says %s', async (command, said) => {
    const { code, err, out } = await run(command);
    expect(code).toBe(2);
    expect(err + out).toContain(said);
    expect(err).not.toMatch(/\n\s+at /);
  });

  it('says which store cannot be opened, and what to look at', async () => {
    const { code, err } = await run(['fleet', 'list'], { 'claimscope.yml': 'store: { path: here }', here: 'no store' });
    expect(code).toBe(1);
    expect(err).toMatch(/^claimscope: the store here cannot be opened: .*\n {8}-> look at who may write the file/);
  });

  it('parse says what a text means, as JSON where asked', async () => {
    const { code, out } = await run(['parse', '--json', 'symptom=light-print', 'serial=SIM-3500-0042']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ serial: 'SIM-3500-0042', symptoms: ['light-print'], isClaim: true });
    expect((await run(['parse', 'thank', 'you'])).out).toBe('not a claim\n');
    const vague = await run(['parse', 'SIM-3500-0042 prints too light for a few days']);
    expect(vague.out).toContain('since: for a few days (about 3 days)\n');
  });

  it('parse reads by the rules of the configuration, and rules learn keeps what is learnt of them', async () => {
    const dir = await rulesFolder({
      'symptoms/jam.yml': SOUND['symptoms/jam.yml']?.replace('paper jam', 'flux capacitor'),
      'talk/thanks.yml':
        'id: thanks\ntitle: T\nbecause: b\nsource: s\nphrases: { en: [thank you very much for it all] }\n',
    });
    const files = { 'own.yml': `rules: ${dir}\n` };
    const own = await run(['parse', '--json', '-c', 'own.yml', 'the flux capacitor again'], files);
    expect(JSON.parse(own.out)).toMatchObject({ symptoms: ['jam'] });
    const learnt = await run(['rules', 'learn', '--json', '-c', 'own.yml'], files);
    expect(learnt.code).toBe(0);
    expect(JSON.parse(learnt.out)).toMatchObject({ kept: expect.stringContaining('intake.model') });
    expect(existsSync(join(dir, 'intake.model'))).toBe(true);
  });

  it("rules check passes on the package's own rules", async () => {
    const { code, out } = await run(['rules', 'check', '--json']);
    expect(code).toBe(0);
    const result: unknown = JSON.parse(out);
    expect(result).toMatchObject({ faults: [] });
  });

  it('fleet import is idempotent, and refuses a credential that is not configured', async () => {
    const csv = 'serial,model,customer,address\nA1,M,C,127.0.0.1\nA2,M,C,127.0.0.2\n';
    const config = `store: { path: ${join(mkdtempSync(join(tmpdir(), 'claimscope-db-')), 'x.db')} }\n`;
    const files = { 'fleet.csv': csv, 'claimscope.yml': config };
    expect((await run(['fleet', 'import', 'fleet.csv'], files)).out).toBe('2 added, 0 changed, 0 as they were\n');
    expect((await run(['fleet', 'import', '--json', 'fleet.csv'], files)).out).toBe(
      '{"added":0,"changed":0,"same":2}\n',
    );
    const odd = { ...files, 'fleet.csv': 'serial,model,customer,address,credential\nA3,M,C,127.0.0.3,nope\n' };
    const refused = await run(['fleet', 'import', '--json', 'fleet.csv'], odd);
    expect(refused.code).toBe(2);
    expect(JSON.parse(refused.err)).toMatchObject({ error: 'bad_input', message: expect.stringContaining('A3') });
  });

  it('ask --demo gives the whole dossier without any Slack', async () => {
    const { code, out } = await run(['ask', '--demo', '--json', 'serial=SIM-1200-0031', 'symptom=offline']);
    expect(code).toBe(0);
    const dossier: unknown = JSON.parse(out);
    expect(dossier).toMatchObject({
      claim: { serial: 'SIM-1200-0031', symptoms: ['offline'] },
      fetches: [{ phase: 'complete', outcome: { kind: 'answered' } }],
    });
    expect(dossier).toHaveProperty('fetches.0.measures.0.id', 'fix-duplex-mismatch');
    const text = await run(['ask', '--demo', 'serial=SIM-1200-0031', 'symptom=offline']);
    expect(text.out).toContain('1. ');
    expect(text.out).toContain('Duplex of the link');
    expect(text.out).toContain('Where the values come from');
  });

  it('ask names near serials for one that does not exist', async () => {
    const { code, err } = await run(['ask', '--demo', 'serial=SIM-35OO-OO42', 'symptom=light-print']);
    expect(code).toBe(2);
    expect(err).toContain('No device has the serial number SIM-35OO-OO42. Near it: SIM-3500-0042');
  });
});

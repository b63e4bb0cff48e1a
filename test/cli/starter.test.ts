import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { anyCharacter } from '../any-character.ts';
import { type ReadDevice, readOne } from '../../src/cli/read-one.ts';
import { type Starter, starterProfile } from '../../src/cli/starter-profile.ts';
import { Secret } from '../../src/core/secret.ts';
import { loadRecordings } from '../../src/demo/replay/load-recordings.ts';
import { startReplay } from '../../src/demo/replay/start-replay.ts';
import { openReader } from '../../src/devices/open-reader.ts';
import type { WalkedObject } from '../../src/devices/walk-device.ts';
import { RULE_KINDS, type RuleBook } from '../../src/rules/book.ts';
import { checkRules } from '../../src/rules/check.ts';
import { defaultRulesDir, loadRules } from '../../src/rules/load.ts';

const FIXTURE = join(import.meta.dirname, '../fixtures/recordings/colour-sentinels.snmprec');
const book = await loadRules();

/** Reads the recorded device with a book of rules. */
async function readFixture(rules: RuleBook): Promise<ReadDevice> {
  const { recordings } = await loadRecordings([FIXTURE], false);
  const replay = await startReplay({ recordings });
  const reader = openReader({
    credentials: { default: { version: '2c', community: new Secret('public') } },
    services: {},
    clock: Date.now,
  });
  const at = { address: '127.0.0.1', port: replay.devices[0]?.port };
  const read = await readOne(rules, reader, { ...at, isPrintPortShut: true, ippPort: 9 }, 10_000);
  await reader.close();
  await replay.stop();
  if ('silent' in read) throw new Error(read.silent);
  return read;
}

/** A copy of the items and profiles (or the generic one alone), without their tests, with the starter's two files beside the other profiles. */
async function rulesWith({ id, profile, test }: Starter, isAlone = false): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'claimscope-starter-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  for (const kind of RULE_KINDS) await mkdir(join(dir, kind));
  for (const kind of ['items', 'models']) {
    const isOther = (path: string): boolean => isAlone && path.includes('/models/') && !path.endsWith('generic.yml');
    const filter = (path: string): boolean => !path.endsWith('.test.yml') && !isOther(path);
    await cp(join(defaultRulesDir(), kind), join(dir, kind), { recursive: true, filter });
  }
  await writeFile(join(dir, `models/${id}.yml`), profile);
  await writeFile(join(dir, `models/${id}.test.yml`), test);
  return dir;
}

/** What the check has against the starter's own two files. */
async function faultsOf(dir: string, id: string): Promise<string[]> {
  const { faults, cases } = await checkRules(dir);
  expect(cases).toBeGreaterThan(0);
  return faults.filter((fault) => fault.includes(`models/${id}.`));
}

function starterOf(read: ReadDevice, more: { objects?: { list: WalkedObject[]; notes: string[] } } = {}): Starter {
  const starter = starterProfile(book, { read, on: '2026-11-23', ...more });
  if (starter === undefined) throw new Error('no starter');
  return starter;
}

describe('a starter', () => {
  it('passes the check as it is, and with a place in it makes the model known: nothing but rules was touched', async () => {
    const before = await readFixture(book);
    const starter = starterOf(before);
    expect(starter.id).toBe('fixture-colour-7');
    expect(starter.profile).toContain("model: '^Fixture Colour 7(?!\\w)'");
    expect(starter.profile).toContain("sysObjectID: '1.3.6.1.4.1.99999.9.7'");
    expect(starter.profile).toMatch(
      /# {3}supply\.toner\/toner-yellow: 25 % \(snmp 1\.3\.6\.[\d.]+: Integer 1250 out of/,
    );
    expect(starter.profile).toMatch(/# {3}drum\.charge-setting: this device does not offer it/);
    expect(starter.profile).not.toMatch(/FIX0070001|10\.20\.30|prt-hall|00:16:3e/i);
    expect(starter.test).toContain("recognises: ['Fixture Colour 7']");
    expect(await faultsOf(await rulesWith(starter), starter.id)).toEqual([]);

    const place =
      "  firmware.version:\n    - { kind: snmp-get, oid: '1.3.6.1.4.1.99999.9.7.1.0', decode: { match: 'firmware (\\S+)' } }\n";
    const grown = { ...starter, profile: starter.profile.replace('places: {}', `places:\n${place}`) };
    const dir = await rulesWith(grown);
    expect(await faultsOf(dir, starter.id)).toEqual([]);
    const after = await readFixture(await loadRules(dir));
    expect(after.profile).toBe('fixture-colour-7');
    const firmware = (read: ReadDevice): unknown => read.rows.find(({ item }) => item === 'firmware.version')?.value;
    expect(firmware(before)).not.toEqual(firmware(after));
    expect(firmware(after)).toEqual({ kind: 'text', text: '1.22.333' });
  });

  it('stands before the profile of the maker, where there is one, and keeps its places', async () => {
    const [own] = book.profiles.filter(({ match }) => match?.sysObjectID !== undefined && match.model !== undefined);
    if (own === undefined) throw new Error('no profile of a maker');
    const [sysObjectID = ''] = [own.match?.sysObjectID ?? ''].flat();
    const read = {
      address: 'x',
      model: 'Fixture (new) 12',
      sysObjectID,
      profile: own.id,
    };
    // As if every item of the maker's had been read, whatever kind of place it stands in.
    const value = { kind: 'state' as const, state: 'said' };
    const rows = Object.keys(own.places).map((item) => ({ item, title: item, value, at: 0, evidence: [] }));
    const starter = starterOf({ ...read, rows });
    expect(starter.profile).toContain(`extends: ${own.id}\n`);
    expect(await faultsOf(await rulesWith(starter), starter.id)).toEqual([]);
  });

  it("lists the maker's own objects as comments, where they were walked", async () => {
    const read = await readFixture(book);
    const list: WalkedObject[] = [
      { oid: '1.3.6.1.4.1.99999.1.1.0', type: 2, value: 53 },
      { oid: '1.3.6.1.4.1.99999.1.2.0', type: 4, value: Buffer.from('a\nplaces: {}') },
      { oid: '1.3.6.1.4.1.99999.1.3.0', type: 4, value: Buffer.from('') },
      { oid: '1.3.6.1.4.1.99999.1.4.0', type: 4, value: Buffer.from('Drum unit 80 %') },
    ];
    const starter = starterOf(read, { objects: { list, notes: ['left at 1.4.0'] } });
    expect(starter.profile).toContain('#   1.3.6.1.4.1.99999.1.1.0 Integer 53\n');
    expect(starter.profile).toContain('#   1.3.6.1.4.1.99999.1.2.0 OctetString 610a706c616365733a207b7d\n');
    expect(starter.profile).toContain('#   1.3.6.1.4.1.99999.1.4.0 OctetString Drum unit 80 %\n#   left at 1.4.0\n');
    expect(starter.profile).not.toContain('99999.1.3.0');
    expect(await faultsOf(await rulesWith(starter), starter.id)).toEqual([]);
  });

  it('names the model alone: neither serial number nor firmware of the one device, and no OID that nobody read', async () => {
    const serial = '4600123456789';
    const saidModel = `Lexmark MS621dn ${serial} MSNGM.076.293`;
    const at = Date.now();
    const raw = `OctetString ${saidModel}`;
    const evidence = [{ protocol: 'snmp' as const, place: '1.3.6.1.2.1.1.1.0', raw, at, tookMs: 1 }];
    const value = { kind: 'text' as const, text: 'MSNGM.076.293' };
    const rows = [{ item: 'firmware.version', title: 'Firmware', value, at, evidence }];
    const own = book.profiles.find(({ id }) => id === 'lexmark');
    const read = { address: 'x', serial, model: 'Lexmark MS621dn', saidModel, profile: own?.id ?? 'generic', rows };
    const starter = starterOf({ ...read, sysObjectID: '1.3.6.1.4.1.641.1' });
    expect(starter.id).toBe('lexmark-ms621dn');
    expect(starter.profile).toContain("  model: '^Lexmark MS621dn(?!\\w)'\n");
    expect(starter.profile).toContain('Lexmark MS621dn (serial number) MSNGM.076.293)');
    expect(`${starter.profile}${starter.test}`).not.toContain(serial);
    expect(starter.test).toContain("recognises: ['Lexmark MS621dn']");
    expect(starter.profile.match(/1\.3\.6[\d.]+/g)).toEqual(['1.3.6.1.4.1.641.1', '1.3.6.1.2.1.1.1.0']);
    expect(await faultsOf(await rulesWith(starter), starter.id)).toEqual([]);
  });

  it('is not made of a device that says nothing it could be recognised by', () => {
    const read = { address: 'x', profile: 'generic', rows: [] };
    expect(starterProfile(book, { read, on: '2026-11-23' })).toBeUndefined();
    expect(starterProfile(book, { read: { ...read, model: ' \u0000 ' }, on: '2026-11-23' })).toBeUndefined();
  });

  it('passes the check whatever a device calls itself', async () => {
    const dir = await rulesWith({ id: 'any', profile: '', test: '' }, true);
    const name = fc.string({ unit: anyCharacter, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(name, name, async (model, said) => {
        const at = Date.now();
        const evidence = [{ protocol: 'snmp' as const, place: '1.3.6.1', raw: said, at, tookMs: 1 }];
        const value = { kind: 'text' as const, text: said };
        const rows = [{ item: 'firmware.version', title: 'Firmware', value, at, evidence, part: said }];
        const read = { address: 'x', model, sysObjectID: '1.3.6.1.4.1.99998.7', profile: 'generic', rows };
        const starter = starterProfile(book, { read, on: '2026-11-23', id: 'any' });
        await writeFile(join(dir, 'models/any.yml'), starter?.profile ?? '');
        await writeFile(join(dir, 'models/any.test.yml'), starter?.test ?? '');
        expect(await faultsOf(dir, 'any')).toEqual([]);
      }),
      { numRuns: 8 },
    );
  });
});

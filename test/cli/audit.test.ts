import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import { aClaim, anEvent } from '../store/contract/samples.ts';

const DAY = 86_400_000;

describe('claimscope audit', () => {
  it('lists who did what from a moment on, of all claims or of one, with what was taken away at the terminal among it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'claimscope-audit-'));
    const path = join(folder, 'store.db');
    const store = await openSqliteStore({ path });
    await store.putDevices([{ serial: 'SIM-1', model: 'SIM-3500', customer: 'Acme', address: '127.0.0.1' }]);
    const at = Date.now() - DAY;
    const { claim } = await store.addClaim(aClaim({ serial: 'SIM-1', at, symptoms: ['light-print'] }));
    const old = aClaim({ serial: 'SIM-2', sourceKey: 'old', at: at - 100 * DAY, by: 'UOLD' });
    const { claim: other } = await store.addClaim(old);
    await store.changeClaim(claim.id, { event: anEvent({ at: at + 1, by: 'U2', what: 'refetched' }) });
    const note = 'handler as configured\u001b[2J';
    await store.setChannel('C1', {}, { at: at + 2, by: 'U3', what: 'channel-set', channel: 'C1', note });
    await store.close();
    const config = join(folder, 'claimscope.yml');
    writeFileSync(config, `store: { path: ${path} }\n`);
    const run = (...args: string[]) =>
      spawnSync(process.execPath, ['dist/cli/main.js', ...args, '-c', config], { encoding: 'utf8' });
    expect(run('export', String(claim.id)).status).toBe(0);

    const lines = run('audit').stdout.trimEnd().split('\n');
    const time = (ms: number): string => new Date(ms).toISOString();
    expect(lines.slice(0, 3)).toEqual([
      `${time(at)}  claim ${claim.id}  opened by U1`,
      `${time(at + 1)}  claim ${claim.id}  refetched by U2`,
      `${time(at + 2)}  C1  channel-set by U3: handler as configured [2J`,
    ]);
    expect(lines[3]).toMatch(new RegExp(`claim ${claim.id}  claim-exported by terminal:${userInfo().username}: csv$`));
    expect(lines).toHaveLength(4);

    // What leaves the registry or the store is entered too, once for each that was had.
    const file = (name: string): string => join(folder, name);
    for (const [taken, code] of [
      [['fleet', 'export'], 0],
      [['fleet', 'export', file('fleet.json')], 0],
      [['fleet', 'export', file('fleet.json')], 2],
      [['fleet', 'export', file('none/fleet.csv')], 2],
      [['backup', file('copy.db')], 0],
      [['backup', file('copy.db')], 2],
      [['backup', '--portable', file('copy.gz')], 0],
      [['backup', '--portable', file('copy.gz')], 2],
    ] as const) {
      expect(run(...taken).status, taken.join(' ')).toBe(code);
    }
    const taken = run('audit', '--since', '1h').stdout.trimEnd().split('\n').slice(1);
    const by = `by terminal:${userInfo().username}`;
    expect(taken.map((line) => line.split('  ')[2])).toEqual([
      `fleet-exported ${by}: csv`,
      `fleet-exported ${by}: json to ${file('fleet.json')}`,
      `store-copied ${by}: to ${file('copy.db')}`,
      `store-copied ${by}: portable to ${file('copy.gz')}`,
    ]);

    // So is what somebody changed in the registry, once for each that changed anything.
    const fleet = file('fleet.csv');
    writeFileSync(fleet, 'serial,model,customer,address\nSIM-7,SIM-3500,Acme,127.0.0.2\n');
    const list = file('list.csv');
    writeFileSync(list, 'code;name;value;unit\ncopies.total;Copies;1200;impressions\n');
    for (let times = 0; times < 2; times += 1) {
      for (const doing of [
        ['fleet', 'import', fleet],
        ['fleet', 'retire', 'sim7', '--yes'],
        ['import-report', list, '--serial', 'SIM-7', '--at', '2026-01-01', '--dry-run'],
        ['import-report', list, '--serial', 'SIM-7', '--at', '2026-01-01'],
      ])
        expect(run(...doing).status, doing.join(' ')).toBe(0);
    }
    expect(run('fleet', 'unretire', 'SIM-7', '--yes').status).toBe(0);
    const changes = run('audit', '--since', '1h').stdout.trimEnd().split('\n').slice(5);
    expect(changes.map((line) => line.split('  ')[2])).toEqual([
      `fleet-imported ${by}: 1 added, 0 changed from ${fleet}`,
      `fleet-retired ${by}: SIM-7`,
      `list-imported ${by}: 1 new of SIM-7 from ${list}`,
      `fleet-unretired ${by}: SIM-7`,
    ]);

    // And that a store was filled, in the one that was.
    for (const [copy, given] of [
      ['copy.db', file('copy.db')],
      ['copy.gz', file('copy.gz')],
      ['moved.db', path],
    ] as const) {
      const there = file(`of-${copy}.yml`);
      const filled = file(`filled-${copy}`);
      writeFileSync(there, `store: { path: ${filled} }\n`);
      const isMoved = given === path;
      const doing = isMoved ? ['migrate', '--to', `sqlite:${filled}`] : ['restore', given, '-c', there];
      const filling = (): number | null =>
        isMoved
          ? run(...doing).status
          : spawnSync(process.execPath, ['dist/cli/main.js', ...doing], { encoding: 'utf8' }).status;
      expect(filling(), copy).toBe(0);
      // Done again, it changes nothing and is refused or not needed: no second line.
      expect(filling(), copy).toBe(isMoved ? 0 : copy === 'copy.gz' ? 0 : 2);
      const told = spawnSync(process.execPath, ['dist/cli/main.js', 'audit', '--since', '1h', '-c', there], {
        encoding: 'utf8',
      });
      const own = told.stdout
        .split('\n')
        .filter((line) => line.includes('store-restored') || line.includes('-migrated'));
      expect(
        own.map((line) => line.split('  ')[2]),
        told.stderr,
      ).toEqual([`${isMoved ? 'store-migrated' : 'store-restored'} ${by}: from ${given}`]);
    }

    expect(run('audit', '--since', '200d').stdout).toContain(`claim ${other.id}  opened by UOLD`);
    const own = run('audit', '--claim', String(other.id), '--since', '2000-01-01', '--json');
    expect(JSON.parse(own.stdout)).toEqual({
      since: '2000-01-01T00:00:00.000Z',
      lines: [{ at: time(at - 100 * DAY), by: 'UOLD', what: 'opened', claim: other.id }],
    });
    expect(run('audit', '--since', '1h', '--claim', String(other.id)).stdout).toMatch(/^Nothing was done since /);
    for (const wrong of [
      ['--since', 'yesterday-ish'],
      ['--claim', '0'],
      ['--claim', '999'],
    ]) {
      expect(run('audit', ...wrong).status, wrong.join(' ')).toBe(2);
    }
  });
});

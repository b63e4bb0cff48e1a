import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import { sampleFetch, sampleRow } from '../slack/dossiers.ts';
import { aClaim, aDevice, anEvent } from '../store/contract/samples.ts';

describe('claimscope neighbours and bells', () => {
  it('list what goes the way of a claim, of all customers or of one, and the bells that were rung', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'claimscope-neighbours-'));
    const path = join(folder, 'store.db');
    const store = await openSqliteStore({ path });
    const serials = ['C-0', 'P-1', 'P-2', 'P-3'];
    await store.putDevices(serials.map((serial, n) => aDevice({ serial, customer: `Customer ${n % 2}\u001b` })));
    const { claim } = await store.addClaim(aClaim({ serial: 'C-0' }));
    const reading = { item: 'toner-save.setting', evidence: [], at: Date.now() - 3_600_000 };
    const on = { ...reading, value: { kind: 'state' as const, state: 'on' } };
    await store.saveReadings(serials.map((serial) => ({ serial, readings: [on] })));
    const shares = [{ state: 'off', n: 9, share: 0.9 }];
    const row = sampleRow('Toner save', 1, 'off', {
      item: 'toner-save.setting',
      reading: on,
      figure: { kind: 'state', state: 'on', from: [on] },
      baseline: { kind: 'states', shares, n: 10, oldest: 1 },
    });
    await store.sealFetch(claim.id, sampleFetch({ comparisons: [row] }));
    const about = { kind: 'model' as const, model: 'SIM3500', symptom: 'light-print', claims: [claim.id] };
    const bell = { ...about, devices: 4, customers: 3, windowMs: 14 * 86_400_000, usual: 0.6, chance: 1e-5 };
    await store.changeClaim(claim.id, { event: anEvent({ at: Date.now(), what: 'rang', bell, to: 'C1' }) });
    await store.close();
    const config = join(folder, 'claimscope.yml');
    writeFileSync(config, `store: { path: ${path} }\n`);
    const run = (...args: string[]) =>
      spawnSync(process.execPath, ['dist/cli/main.js', ...args, '-c', config], { encoding: 'utf8' });

    const all = run('neighbours', '1');
    expect(all.stdout).toMatch(/^3 devices of SIM-3500 without a claim go the way of claim 1: Toner save at “on” \(/);
    expect(all.stdout).toContain('P-2 (Customer 0');
    expect(all.stdout).not.toContain('\u001b');
    const own = JSON.parse(run('neighbours', '1', '--customer', 'Customer 0\u001b', '--json').stdout);
    expect(own).toMatchObject({ claim: 1, found: [{ serial: 'P-2', isOdd: true }] });
    expect(run('neighbours', '7').status).toBe(2);
    expect(run('bells').stdout).toMatch(
      /^light-print on SIM3500, .*, stands: claims 1\n {2}4 devices of 3 customers within 14 days; usual 0\.6/,
    );
    expect(JSON.parse(run('bells', '--json').stdout)).toMatchObject([{ claim: 1, claims: [1], to: 'C1' }]);
  }, 60_000);
});

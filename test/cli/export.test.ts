import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sealed } from '../../src/core/seal.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import { aClaim, completed } from '../store/contract/samples.ts';

describe('claimscope export', () => {
  it('writes a claim as CSV or HTML, keeps a file that is there, and says when there is no such claim', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'claimscope-export-'));
    const path = join(folder, 'store.db');
    const store = await openSqliteStore({ path });
    await store.putDevices([{ serial: 'SIM-1', model: 'SIM-3500', customer: 'Acme', address: '127.0.0.1' }]);
    const { claim } = await store.addClaim(aClaim({ serial: 'SIM-1', symptoms: ['light-print'], words: 'pale <b>' }));
    await store.close();
    const config = join(folder, 'claimscope.yml');
    writeFileSync(config, `store: { path: ${path} }\n`);
    const run = (...args: string[]) =>
      spawnSync(process.execPath, ['dist/cli/main.js', 'export', '-c', config, ...args], { encoding: 'utf8' });
    const csv = run(String(claim.id));
    expect([csv.status, csv.stderr]).toEqual([0, '']);
    expect(csv.stdout).toMatch(/^\uFEFFfetch,asked,item,part,verdict/);
    const out = join(folder, 'claim.html');
    expect(run(String(claim.id), '--format', 'html', '--out', out).stdout).toBe(`${out} holds claim ${claim.id}\n`);
    expect(readFileSync(out, 'utf8')).toContain('<blockquote>pale &lt;b&gt;</blockquote>');
    expect(run(String(claim.id), '--out', out).status).toBe(2);
    const none = run('999');
    expect([none.status, none.stderr]).toEqual([2, 'claimscope: There is no claim 999 whose device is registered.\n']);
  });

  it('writes a claim sealed, says that it is intact, and refuses it once an octet is another', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'claimscope-seal-'));
    const path = join(folder, 'store.db');
    const store = await openSqliteStore({ path });
    await store.putDevices([{ serial: 'SIM-1', model: 'SIM-3500', customer: 'Acme', address: '127.0.0.1' }]);
    const { claim } = await store.addClaim(aClaim({ serial: 'SIM-1' }));
    const [pending] = await store.listFetches(claim.id);
    if (pending === undefined) throw new Error('a claim has a fetch');
    const about = { claim: claim.id, serial: 'SIM-1', model: 'SIM-3500', symptoms: ['light-print'], rules: 'abc' };
    await store.sealFetch(claim.id, sealed(completed(pending), about));
    await store.close();
    const config = join(folder, 'claimscope.yml');
    writeFileSync(config, `store: { path: ${path} }\n`);
    const run = (...args: string[]) =>
      spawnSync(process.execPath, ['dist/cli/main.js', 'export', '-c', config, ...args], { encoding: 'utf8' });
    const file = join(folder, 'claim.json');
    const shown = run(String(claim.id), '--json');
    writeFileSync(file, shown.stdout);
    const { digest } = JSON.parse(shown.stdout);
    const intact = run('--check', file);
    expect([intact.status, intact.stdout]).toEqual([0, `intact: claim ${claim.id}, 1 fetch, ${digest}\n`]);
    writeFileSync(file, shown.stdout.replace('18423', '18424'));
    const changed = run('--check', file, '--json');
    expect([changed.status, JSON.parse(changed.stdout)]).toMatchObject([
      1,
      { intact: false, faults: ['what it holds is not what its digest says', 'fetch 1 is not what was sealed'] },
    ]);
    expect(run('--check', join(folder, 'none')).status).toBe(2);
    expect(run().status).toBe(2);
  }, 120_000);
});

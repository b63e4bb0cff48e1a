import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import { aClaim } from '../store/contract/samples.ts';

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
});

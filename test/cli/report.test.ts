import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readMoment } from '../../src/cli/read-moment.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import { aClaim } from '../store/contract/samples.ts';

describe('claimscope report', () => {
  it('prints what the store says, writes CSV and a page, and keeps files that are there', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'claimscope-report-'));
    const path = join(folder, 'store.db');
    const store = await openSqliteStore({ path });
    await store.putDevices([{ serial: 'SIM-1', model: 'SIM-3500', customer: 'Acme', address: '127.0.0.1' }]);
    const { claim } = await store.addClaim(aClaim({ serial: 'SIM-1', at: Date.UTC(2026, 10, 1) }));
    const event = { at: Date.UTC(2026, 10, 1, 2), by: 'U2' };
    await store.changeClaim(claim.id, { status: 'taken', event: { ...event, what: 'taken' } });
    const resolution = { cause: 'other' as const, measure: 'none', proposed: ['\u001b[2Jx'], rejected: 'no \u001b[2J' };
    await store.changeClaim(claim.id, { status: 'resolved', event: { ...event, what: 'resolved', resolution } });
    await store.close();
    const config = join(folder, 'claimscope.yml');
    writeFileSync(config, `store: { path: ${path} }\n`);
    const run = (...args: string[]) =>
      spawnSync(process.execPath, ['dist/cli/main.js', 'report', '-c', config, ...args], { encoding: 'utf8' });
    const [csv, html] = [join(folder, 'r.csv'), join(folder, 'r.html')];
    const shown = run('--since', '2026-11-01', '--until', '2026-11-01', '--csv', csv, '--html', html);
    expect([shown.status, shown.stderr]).toEqual([0, '']);
    expect(shown.stdout).toContain('claims from 2026-11-01 to 2026-11-01\n');
    expect(shown.stdout).toMatch(/Time to take +2 hours \(n 1\)\n/);
    expect(shown.stdout).not.toContain('\u001b');
    expect(readFileSync(csv, 'utf8')).toContain('figures,,,time to take,7200,seconds,1\r\n');
    expect(readFileSync(html, 'utf8')).toContain('<svg role="img"');
    expect(run('--csv', csv).status).toBe(2);
    expect(JSON.parse(run('--json', '--customer', 'Nobody').stdout)).toMatchObject({ claims: { all: 0 }, models: [] });
    expect(run('--since', 'soon').stderr).toBe(
      'claimscope: A moment is written as 30d (days ago) or as a date such as 2026-11-01.\n',
    );
    expect(run('--since', '1d', '--until', '2d').status).toBe(2);
  }, 120_000);

  it('reads days ago, dates from their beginning to their end, and times in UTC unless they say otherwise', () => {
    const now = Date.UTC(2026, 10, 23);
    expect(readMoment('2d', now)).toBe(Date.UTC(2026, 10, 21));
    expect(readMoment('2026-11-01', now)).toBe(Date.UTC(2026, 10, 1));
    expect(readMoment('2026-11-01', now, 'end')).toBe(Date.UTC(2026, 10, 2) - 1);
    expect(readMoment('2026-11-01T10:00', now)).toBe(Date.UTC(2026, 10, 1, 10));
    expect(readMoment('2026-11-01T10:00+02:00', now)).toBe(Date.UTC(2026, 10, 1, 8));
    for (const word of ['', 'd', '-3d', '2026', '2026-13-01', '1/2/2026']) {
      expect(() => readMoment(word, now)).toThrow('A moment is written');
    }
  });
});

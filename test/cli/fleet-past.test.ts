import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pastText, showPast } from '../../src/cli/fleet-past.ts';
import type { Store } from '../../src/core/ports.ts';
import type { Reading } from '../../src/core/reading.ts';
import { loadRules } from '../../src/rules/load.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 23, 12);

describe('the past of one device at the terminal', () => {
  let folder = '';
  let store: Store;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'claimscope-past-'));
    store = await openSqliteStore({ path: join(folder, 'claims.db') });
    await store.putDevices([
      { serial: 'T-42', model: 'M 1', customer: 'Acme', address: '192.0.2.7' },
      { serial: 'T-43', model: 'M 1', customer: 'Acme', address: '192.0.2.8' },
    ]);
    const readings = Array.from({ length: 10 }, (_, day): Reading[] => {
      const at = NOW - (10 - day) * DAY;
      const pages = day < 6 ? 90_000 + day * 300 : (day - 6) * 300;
      return [
        { item: 'copies.total', value: { kind: 'number', number: pages, unit: 'impressions' }, evidence: [], at },
        {
          item: 'image.density-measured',
          part: '\u001b[2Jblack',
          value: { kind: 'number', number: day < 5 ? 2.4 : 2, unit: 'volt' },
          evidence: [],
          at,
        },
        {
          item: 'toner-save.setting',
          value: { kind: 'state', state: day === 9 ? 'on' : 'off' },
          evidence: [],
          at,
        },
      ];
    }).flat();
    await store.saveReadings([{ serial: 'T-42', readings }]);
  });
  afterAll(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });

  it('is a curve and a newest value for each item, and what follows from them', async () => {
    const { items } = await loadRules();
    const shown = await showPast(store, 't42', items);
    if ('unknown' in shown) throw new Error('it is unknown');
    const text = pastText(shown, NOW);
    expect(text).toMatch(/^T-42: M 1\n/);
    expect(text).toMatch(/copies\.total +10 +13 Nov to 22 Nov +██████▁▁▁▁ +900 impressions/);
    expect(text).toMatch(/toner-save\.setting +10 +13 Nov to 22 Nov +AAAAAAAAAB +on/);
    expect(text).toContain(
      '  copies.total: 300 impressions a day since 19 Nov; the counter was set back to 0 between 18 and 19 Nov',
    );
    expect(text).toContain('fell by 0.4 V since 18 Nov (2.4 V to 2 V; 5 readings before, 5 since)');
    expect(text).toContain('  toner-save.setting: went from off to on since 22 Nov (1 reading since)');
    expect(text).not.toContain('\u001b');
  });

  it('is that of one item where one is named, and says so where there is none', async () => {
    const { items } = await loadRules();
    const one = await showPast(store, 'T-42', items, 'copies.total');
    expect(one).toMatchObject({ serial: 'T-42', past: [{ series: { item: 'copies.total' }, past: { n: 10 } }] });
    const none = await showPast(store, 'T-43', items);
    expect('past' in none ? pastText(none, NOW) : '').toMatch(/^T-43: M 1\nNothing of the past is kept yet/);
    expect(await showPast(store, 'T-44', items)).toMatchObject({ unknown: 'T-44', near: [{}, {}] });
  });
});

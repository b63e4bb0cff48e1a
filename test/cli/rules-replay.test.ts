import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Comparison } from '../../src/core/comparison.ts';
import { sealed } from '../../src/core/seal.ts';
import { judge } from '../../src/rules/judge.ts';
import { defaultRulesDir, loadRules } from '../../src/rules/load.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import { aClaim, completed } from '../store/contract/samples.ts';

it('claimscope rules replay lists what edited rules would flip, nothing by the same rules, and faults of rules', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'claimscope-replay-'));
  const rules = join(folder, 'rules');
  cpSync(defaultRulesDir(), rules, { recursive: true });
  const book = await loadRules();
  const path = join(folder, 'store.db');
  const store = await openSqliteStore({ path });
  const { claim } = await store.addClaim(aClaim({ at: Date.UTC(2026, 10, 1) }));
  const [pending] = await store.listFetches(claim.id);
  if (pending === undefined) throw new Error('a claim has a fetch');
  const reading = { item: 'toner-save.setting', value: { kind: 'state' as const, state: 'on' }, evidence: [], at: 1 };
  const row: Comparison = {
    item: 'toner-save.setting',
    title: 'Toner save \u001b[2J',
    reading,
    figure: { kind: 'state', state: 'on', from: [reading] },
    baseline: { kind: 'states', shares: [{ state: 'off', n: 30, share: 1 }], n: 30, oldest: 1 },
    behind: { kind: 'states', same: 0, commonest: 30 },
    verdict: 'off',
    because: 'none of 30 peers has this; they say off 100 %',
    oddness: 101,
  };
  const measures = judge(book, ['light-print'], [row]);
  const about = { claim: claim.id, serial: 'S', model: 'M', symptoms: ['light-print'], rules: book.version };
  await store.sealFetch(
    claim.id,
    sealed(completed(pending, { readings: [reading], comparisons: [row], measures }), about),
  );
  const resolution = { cause: 'setting' as const, measure: 'turn-off-toner-save', proposed: ['turn-off-toner-save'] };
  await store.changeClaim(claim.id, { status: 'resolved', event: { at: 5, by: 'U2', what: 'resolved', resolution } });
  await store.close();
  const config = join(folder, 'claimscope.yml');
  writeFileSync(config, `store: { path: ${path} }\n`);
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ['dist/cli/main.js', 'rules', 'replay', '-c', config, ...args], { encoding: 'utf8' });
  const same = run('--json');
  expect([same.status, same.stderr]).toEqual([0, '']);
  expect(JSON.parse(same.stdout)).toMatchObject({ claims: 1, otherRules: 0, flips: [], kept: 0, gone: 0 });
  expect(JSON.parse(run('--json', '--since', '2026-11-02').stdout)).toMatchObject({ claims: 0 });

  const edit = (file: string, by: (text: string) => string): void =>
    writeFileSync(join(rules, file), by(readFileSync(join(rules, file), 'utf8')));
  edit('items/toner-save.setting.yml', (text) =>
    text.replace('  as: state\n', '  as: state\n  limits: { states: { "on": normal }, source: a test }\n'),
  );
  edit('measures/turn-off-toner-save.yml', (text) => text.replace('symptoms: [light-print]', 'symptoms: [ghosting]'));
  const flipped = run('--rules', rules);
  expect([flipped.status, flipped.stderr]).toEqual([0, '']);
  expect(flipped.stdout).toContain('1 claims, 1 of them sealed by other rules than these');
  expect(flipped.stdout).toContain(
    `claim ${claim.id}\n  Toner save  [2J: off -> normal\n  first measure: turn-off-toner-save -> `,
  );
  expect(flipped.stdout).toMatch(/, away from what worked\n$/);
  edit('measures/turn-off-toner-save.yml', (text) => `${text}date: yesterday\n`);
  expect(run('--rules', rules).stderr).toContain('must be a day such as 2026-11-23');
}, 120_000);

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import { loadRules } from '../../src/rules/load.ts';

/** A small set of sound rules; a test breaks one of them. */
export const SOUND: Readonly<Record<string, string>> = {
  'items/copies.total.yml': `id: copies.total
title: Copies
kind: number
unit: impressions
compare: { as: none, why: a total }
because: it wears
source: RFC 3805
`,
  'items/copies.total.test.yml': `cases:
  - { name: a total, mine: 5, peers: [1, 2, 3, 4, 5], verdict: cannot-say }
`,
  'items/jams.yml': `id: jams
title: Jams
kind: number
unit: count
parts: place
compare:
  as: rate
  per: copies.total
  times: 10000
  unit: per 10,000 impressions
  odd: high
  minEffect: 1
because: where it stops
source: a manual
serviceMode: jam list
`,
  'items/jams.test.yml': `cases:
  - { name: many, mine: 9, peers: [1, 1, 1, 1, 1], verdict: off, side: high }
`,
  'items/mode.yml': `id: mode
title: Mode
kind: state
compare: { as: state }
because: it may be off
source: a manual
`,
  'items/mode.test.yml': `cases:
  - { name: usual, mine: 'on', peers: ['on', 'on', 'on', 'on', 'on'], verdict: normal }
`,
  'symptoms/jam.yml': `id: jam
title: Paper jam
because: it stops
source: a manual
phrases:
  en: [paper jam]
items:
  - { item: jams, because: where }
  - { item: mode, because: how }
questions: [Which tray?]
`,
  'symptoms/jam.test.yml': `match: [paper jam again]
miss: [all is well]
`,
  'models/generic.yml': `id: generic
title: Any
source: RFC 3805
places:
  copies.total:
    - { kind: snmp-get, oid: '1.3.6.1.2.1.43.10' }
  mode:
    - kind: snmp-table
      columns:
        level: '1.3.6.1.2.1.43.11'
        kind: '1.3.6.1.2.1.43.12'
      value: level
      part: { key: 'x-{kind}' }
`,
  'models/generic.test.yml': `recognises: [anything]
ignores: []
offers: { mode: snmp-table }
decodes: []
`,
  'measures/rollers.yml': `id: rollers
title: Replace the rollers
symptoms: [jam]
when:
  all:
    - { item: jams, verdict: [off] }
  none:
    - { item: mode, state: [safe] }
who: field-engineer
action: Replace them.
because: they slip
source: a manual
weight: 4
`,
  'measures/rollers.test.yml': `cases:
  - { name: many jams, symptom: jam, comparisons: [{ item: jams, verdict: off }], proposed: true }
  - { name: few jams, symptom: jam, comparisons: [{ item: jams, verdict: normal }], proposed: false }
`,
};

/** Writes the sound rules with some of them changed (or left out: undefined) to a folder that goes with the test. */
export async function rulesFolder(changes: Record<string, string | undefined> = {}): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'claimscope-rules-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  for (const kind of ['items', 'symptoms', 'models', 'measures']) await mkdir(join(dir, kind), { recursive: true });
  for (const [path, text] of Object.entries({ ...SOUND, ...changes })) {
    if (text === undefined) continue;
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), text);
  }
  return dir;
}

/** A sound file with one piece of its text replaced; fails when the piece is not there. */
export function changed(path: string, piece: string, by: string): Record<string, string> {
  const text = SOUND[path];
  if (text === undefined || !text.includes(piece)) throw new Error(`${path} has no ${JSON.stringify(piece)}`);
  return { [path]: text.replace(piece, by) };
}

/** The faults of the sound rules with some of them changed; the folder's own path is left off. */
export async function faultsOf(changes: Record<string, string | undefined>): Promise<string[]> {
  const dir = await rulesFolder(changes);
  return faultsIn(dir);
}

/** The faults of a folder that a test has made itself. */
export async function faultsIn(dir: string): Promise<string[]> {
  const error: unknown = await loadRules(dir).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error === undefined) return [];
  if (!(error instanceof AppError)) throw error;
  expect(error.code).toBe('bad_rules');
  const { faults } = error.facts;
  if (!Array.isArray(faults)) throw new Error('no list of faults');
  for (const fault of faults) expect(error.message).toContain(fault);
  return faults.map((fault) => String(fault).replace(`${dir}/`, ''));
}

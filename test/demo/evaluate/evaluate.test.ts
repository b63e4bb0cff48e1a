import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { drawCase, kindsFor } from '../../../src/demo/evaluate/fleet/draw-case.ts';
import { FAULT_KINDS } from '../../../src/demo/evaluate/fleet/faults.ts';
import { drawMake } from '../../../src/demo/evaluate/fleet/make.ts';
import type { Reading } from '../../../src/core/reading.ts';
import { createRandom } from '../../../src/demo/fleet/random.ts';
import { evaluationText } from '../../../src/demo/evaluate/evaluation-text.ts';
import type { Outcome } from '../../../src/demo/evaluate/judge-case.ts';
import { runEvaluation } from '../../../src/demo/evaluate/run-evaluation.ts';
import { tally } from '../../../src/demo/evaluate/tally.ts';
import { ASKED, HELPS } from '../../../src/demo/evaluate/truth.ts';
import { loadRules } from '../../../src/rules/load.ts';

const book = await loadRules();
const KNOWN = new Set(['light-print', 'background-fog', 'ghosting', 'jam-feed', 'offline', 'toner-cost']);

describe('the claims that are drawn', () => {
  it('are of 44 kinds of fault, each with a measure that exists and with where it is known from', () => {
    const measures = new Set(book.measures.map(({ id }) => id));
    expect(FAULT_KINDS).toHaveLength(44);
    expect(Object.keys(HELPS).toSorted()).toEqual(FAULT_KINDS.map(({ kind }) => kind).toSorted());
    for (const ids of [...Object.values(HELPS), ...Object.values(ASKED)])
      for (const id of ids) expect(measures).toContain(id);
    for (const { source } of FAULT_KINDS) expect(source).toMatch(/(symptoms|claims)\.md/);
  });

  it('are complaints of each symptom of the rules, with a fault behind it', () => {
    const drawn = new Set(FAULT_KINDS.flatMap(({ complaints }) => complaints.map(([symptom]) => symptom)));
    expect([...book.symptoms.keys()].toSorted()).toEqual([...drawn].toSorted());
  });

  it('leave out no make for not saying what would show the fault', () => {
    for (let seed = 0; seed < 40; seed += 1) {
      const make = drawMake(createRandom(`make/${seed}`));
      const talkative = { ...make, lacks: new Set<string>() };
      for (const { kind, needs } of FAULT_KINDS)
        expect({ kind, needs: needs?.(make) }).toEqual({ kind, needs: needs?.(talkative) });
    }
  });

  it('are drawn without a look at the rules', () => {
    const folder = new URL('../../../src/demo/evaluate/fleet/', import.meta.url);
    const files = readdirSync(folder);
    expect(files.length).toBeGreaterThan(5);
    for (const file of files) {
      const imports = [...readFileSync(new URL(file, folder), 'utf8').matchAll(/from '([^']+)'/g)].map(
        ([, from]) => from,
      );
      for (const from of imports)
        expect(from).toMatch(
          /^(\.\/[\w-]+\.ts|\.\.\/\.\.\/fleet\/random\.ts|\.\.\/\.\.\/\.\.\/core\/(reading|value)\.ts)$/,
        );
    }
  });

  it('are the same for the same seed and others for another one', () => {
    const kind = FAULT_KINDS[0];
    const draw = (seed: number, n: number): string => JSON.stringify(drawCase(seed, n, kind, KNOWN).own);
    expect(draw(7, 0)).toBe(draw(7, 0));
    expect(draw(7, 0)).not.toBe(draw(8, 0));
    expect(draw(7, 0)).not.toBe(draw(7, 1));
  });

  it('have missing values, silent peers and a few to two hundred of them', () => {
    const cases = Array.from({ length: 30 }, (_, n) => drawCase(3, n, undefined, KNOWN));
    const peers = cases.map((drawn) => drawn.peers.length);
    expect(Math.min(...peers)).toBeLessThan(20);
    expect(Math.max(...peers)).toBeGreaterThan(80);
    expect(cases.some(({ own }) => own.some(({ value }) => value.kind === 'absent'))).toBe(true);
    expect(cases.every(({ own, healthy }) => healthy.size > own.length / 2)).toBe(true);
  });

  it('show the fault in what the machine says, for every kind', () => {
    for (const kind of FAULT_KINDS) {
      const isSeen = [0, 1, 2, 3].some((n) => {
        const { own, healthy } = drawCase(5, n, kind, KNOWN);
        return healthy.size < own.length;
      });
      expect({ kind: kind.kind, isSeen }).toEqual({ kind: kind.kind, isSeen: true });
    }
  });
});

describe('a changed board', () => {
  it('counts from the change on, and does not fit what is not counted by it', () => {
    const kind = FAULT_KINDS.find((one) => one.kind === 'board-changed');
    const known = new Set(['meter-dispute']);
    for (let n = 0; n < 10; n += 1) {
      const { own, peers, healthy } = drawCase(11, n, kind, known);
      const total = (readings: readonly Reading[]): number =>
        readings.reduce((sum, { item, value }) => (item === 'copies.total' ? sum + numberOf(value) : sum), 0);
      const median = peers.map(total).toSorted((a, b) => a - b)[Math.floor(peers.length / 2)];
      expect(total(own)).toBeLessThan(median ?? 0);
      expect([...healthy].filter((key) => key.startsWith('toner.cartridges-used'))).toEqual([]);
    }
  });

  function numberOf(value: Reading['value']): number {
    return value.kind === 'number' ? value.number : 0;
  }
});

describe('the tally', () => {
  const outcome = (fault: string | undefined, ...measures: [string, number][]): Outcome => ({
    fault,
    symptom: 'light-print',
    measures: measures.map(([id, confidence]) => ({ id, confidence, score: 0 })),
    healthy: 10,
    falseOff: fault === undefined ? 1 : 0,
  });

  it('counts what came first, among three, and not at all', () => {
    const { top1, top3, claims, byKind } = tally([
      outcome('toner-save-on', ['turn-off-toner-save', 0.9]),
      outcome('toner-save-on', ['replace-drum', 0.5], ['turn-off-toner-save', 0.4]),
      outcome('toner-save-on', ['a', 0.3], ['b', 0.2], ['c', 0.1], ['turn-off-toner-save', 0.1]),
    ]);
    expect({ top1, top3, claims }).toEqual({ top1: 1, top3: 2, claims: 3 });
    expect(byKind.get('toner-save-on')).toEqual({ claims: 3, top1: 1, top3: 2 });
  });

  it('counts among the alarms what the complaint asks for by itself, and no other measure for it', () => {
    const disputed = (...measures: [string, number][]): Outcome => ({
      ...outcome(undefined, ...measures),
      symptom: 'meter-dispute',
    });
    const counted = tally([
      disputed(['read-out-meter', 0.85]),
      disputed(['show-counter-reset', 0.9]),
      disputed(['read-out-meter', 0.3]),
      outcome(undefined, ['read-out-meter', 0.85]),
    ]);
    expect(counted).toMatchObject({ healthyClaims: 4, alarms: 3, asked: 1 });
    expect(evaluationText(counted, counted)).toContain('what the complaint asks for by itself');
  });

  it('counts alarms over healthy machines, and how far stated and true confidence lie apart', () => {
    const counted = tally([
      outcome(undefined, ['replace-drum', 0.8]),
      outcome(undefined, ['replace-drum', 0.2]),
      outcome('worn-drum', ['replace-drum', 0.6]),
    ]);
    expect(counted).toMatchObject({ healthyClaims: 2, alarms: 1, healthyItems: 30, falseOff: 2 });
    expect(counted.calibration).toBeCloseTo(((0.8 + 0.2 + 0.4) / 3) * 100);
  });
});

describe('the evaluation', () => {
  it('meets most faults with the right measure, calls few healthy items off, and is as sure as it is right', () => {
    const { ours, naive } = runEvaluation(book, { from: 501, to: 502, per: 2 });
    expect([ours.claims, ours.healthyClaims]).toEqual([176, 22]);
    expect(ours.top1 / ours.claims).toBeGreaterThan(0.88);
    expect(ours.top3 / ours.claims).toBeGreaterThan(0.94);
    expect(ours.falseOff / ours.healthyItems).toBeLessThan(0.02);
    expect(naive.falseOff / naive.healthyItems).toBeGreaterThan(ours.falseOff / ours.healthyItems);
    expect(ours.calibration).toBeLessThan(5);
    const text = evaluationText(ours, naive);
    expect(text).toContain('right measure among the first three');
    for (const { kind } of kindsFor(KNOWN)) expect(text).toContain(kind);
  });
});

import { describe, expect, it } from 'vitest';
import { DEFAULT_BELL } from '../../src/core/bell.ts';
import { bellText } from '../../src/demo/evaluate/bell/bell-text.ts';
import { runBell } from '../../src/demo/evaluate/bell/run-bell.ts';

describe('the evaluation of the bell', () => {
  it('rings falsely less than once a year on desks where nothing but chance is at work, finds outbreaks, and is beaten by no thumb', () => {
    const { ours, naive } = runBell(DEFAULT_BELL, { from: 11, to: 11, years: 2 });
    const [steady] = ours;
    const [thumb] = naive;
    expect(steady?.claims).toBeGreaterThan(2_000);
    expect((steady?.falseBells ?? 9) / (steady?.years ?? 1)).toBeLessThanOrEqual(1);
    expect(thumb?.falseBells).toBeGreaterThan(20 * (1 + (steady?.falseBells ?? 0)));
    const epidemic = ours.find(({ scenario }) => scenario === 'epidemic');
    expect(epidemic?.outbreaks).toBeGreaterThanOrEqual(2);
    expect((epidemic?.found ?? 0) * 3).toBeGreaterThanOrEqual(epidemic?.outbreaks ?? 9);
    const text = bellText(ours, naive).split('\n');
    expect(text).toHaveLength(6);
    expect(text[1]).toMatch(/^chance alone +\d+ +\d\.\d\d/);
  }, 120_000);
});

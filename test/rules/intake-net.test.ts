import { describe, expect, it } from 'vitest';
import { valueOf } from '../../src/rules/intake-lessons.ts';
import { addUnits, trainNet, UNITS } from '../../src/rules/intake-net.ts';
import { addScores } from '../../src/rules/intake-train.ts';

/** Two classes; places 1 and 2 are of the first, 3 and 4 of the second, 5 of either. */
const rows = [
  [1, 5],
  [2, 5],
  [1, 2],
  [3, 5],
  [4, 5],
  [3, 4],
].map((row) => Int32Array.from(row));
const labels = [0, 0, 0, 1, 1, 1];
const often = Array.from({ length: 50 }, (_, turn) => turn).flatMap(() => rows.map((row, at) => ({ row, at })));
const lessons = { rows: often.map(({ row }) => row), labels: often.map(({ at }) => labels[at] ?? 0) };

function likelier(net: ReturnType<typeof trainNet>, row: Int32Array): number {
  const units = new Float64Array(UNITS);
  addScores(units, net.inner, row);
  const scores = new Float64Array(2);
  addUnits(
    scores,
    net.outer,
    units.map((unit) => Math.tanh(unit * valueOf(row))),
  );
  return (scores[0] ?? 0) > (scores[1] ?? 0) ? 0 : 1;
}

describe('a net with one layer between features and classes', () => {
  it('tells texts apart by what they are made of, the same every time, and another with another beginning', () => {
    const net = trainNet(lessons, 2, 1);
    expect(rows.map((row) => likelier(net, row))).toEqual(labels);
    expect(Buffer.from(trainNet(lessons, 2, 1).inner.buffer).equals(Buffer.from(net.inner.buffer))).toBe(true);
    expect(trainNet(lessons, 2, 2).outer).not.toEqual(net.outer);
  });
});

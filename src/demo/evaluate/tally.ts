import type { Outcome } from './judge-case.ts';
import { ASKED, HELPS } from './truth.ts';

/** How many measures are shown for a claim. */
const SHOWN = 3;
/** From this confidence on, a measure for a healthy machine is a false alarm. */
const ALARM = 0.5;
const BINS = 10;

/** How often the right measure came first, or among the three that are shown. Units: counts. */
export type Hits = { claims: number; top1: number; top3: number };

/**
 * The figures of a run.
 * Units: `healthyItems`, `falseOff`, `healthyClaims`, `alarms` and, of these, what the complaint asks for by itself (`asked`) counts; `calibration` the expected calibration error in points of a hundred.
 */
export type Tally = Hits & {
  byKind: Map<string, Hits>;
  healthyItems: number;
  falseOff: number;
  healthyClaims: number;
  alarms: number;
  asked: number;
  calibration: number;
  bins: { stated: number; right: number; n: number }[];
};

/** What all outcomes together say. */
export function tally(outcomes: readonly Outcome[]): Tally {
  const byKind = new Map<string, Hits>();
  const all: Hits = { claims: 0, top1: 0, top3: 0 };
  const bins = Array.from({ length: BINS }, () => ({ stated: 0, right: 0, n: 0 }));
  const healthy = { healthyItems: 0, falseOff: 0, healthyClaims: 0, alarms: 0, asked: 0 };
  for (const outcome of outcomes) {
    healthy.healthyItems += outcome.healthy;
    healthy.falseOff += outcome.falseOff;
    const right = outcome.fault === undefined ? [] : (HELPS[outcome.fault] ?? []);
    const shown = outcome.measures.slice(0, SHOWN);
    for (const { id, confidence = 0 } of shown) count(bins, confidence, right.includes(id));
    if (outcome.fault === undefined) {
      healthy.healthyClaims += 1;
      const alarm = (shown[0]?.confidence ?? 0) >= ALARM ? shown[0]?.id : undefined;
      if (alarm !== undefined) healthy.alarms += 1;
      if (alarm !== undefined && ASKED[outcome.symptom]?.includes(alarm) === true) healthy.asked += 1;
      continue;
    }
    const place = shown.findIndex(({ id }) => right.includes(id));
    const kind = byKind.get(outcome.fault) ?? { claims: 0, top1: 0, top3: 0 };
    byKind.set(outcome.fault, kind);
    for (const hits of [all, kind]) {
      hits.claims += 1;
      if (place === 0) hits.top1 += 1;
      if (place >= 0) hits.top3 += 1;
    }
  }
  return { ...all, ...healthy, byKind, bins, calibration: calibrationError(bins) };
}

function count(bins: Tally['bins'], confidence: number, isRight: boolean): void {
  const bin = bins[Math.min(BINS - 1, Math.floor(confidence * BINS))];
  if (bin === undefined) return;
  bin.n += 1;
  bin.stated += confidence;
  if (isRight) bin.right += 1;
}

/** How far what was stated and what came true lie apart on average, each tenth by its number. Units: points of a hundred. */
function calibrationError(bins: Tally['bins']): number {
  const n = bins.reduce((sum, bin) => sum + bin.n, 0);
  return n === 0 ? 0 : (bins.reduce((sum, bin) => sum + Math.abs(bin.stated - bin.right), 0) / n) * 100;
}

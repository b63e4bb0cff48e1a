import { FEATURES, featuresOf } from './intake-features.ts';
import { type Lessons, softmax, valueOf } from './intake-lessons.ts';
import { addUnits, type Net, PLACES, trainNet, UNITS } from './intake-net.ts';
import { makeSamples } from './intake-samples.ts';
import { addScores, train } from './intake-train.ts';
import type { SymptomDef } from './schema.ts';
import type { TalkDef } from './talk-schema.ts';

/**
 * What was learnt of the rules.
 * Shape: `weights` hold those of the words, a row of `ids.length + 1` for each feature, the last of a row being talk, and behind them those of each net; a
 * weight is its whole number times its column's scale, for a quarter of the memory. `scales` are in the same order.
 */
export type IntakeModel = { ids: readonly string[]; weights: Int8Array; scales: Float32Array };

/** Changes with the way in which rules are learnt from, so that what was learnt another way is not kept. */
export const WAY_OF_LEARNING = 6;

/** Two nets that began differently err differently, and their mean less than either. */
const SEEDS = [77, 82];

/** How likely each symptom is meant; what is left of one is talk. */
export type Shares = ReadonlyMap<string, number>;

/** Learns from the rules. Fails: never; takes most of a minute for the rules that come with the program, and gives the same for the same rules. */
export function learnModel(symptoms: ReadonlyMap<string, SymptomDef>, talk: readonly TalkDef[]): IntakeModel {
  const known = [...symptoms.values()];
  const classes = known.length + 1;
  const samples = makeSamples(known, talk);
  const labels = samples.map(({ label }) => label);
  const rows = samples.map(({ text }) => {
    const { words, all } = featuresOf(text);
    return { words, all: netPlaces(all) };
  });
  const words: Lessons = { rows: rows.map((row) => row.words), labels };
  const all: Lessons = { rows: rows.map((row) => row.all), labels };
  const model = emptyModel(known.map(({ id }) => id));
  const { linear, nets } = partsOf(model);
  shrink(train(words, classes), linear);
  for (const [at, net] of nets.entries()) {
    const { inner, outer } = trainNet(all, classes, SEEDS[at] ?? 0);
    shrink(inner, net.inner);
    shrink(outer, net.outer);
  }
  return model;
}

/** What a text most likely means. Fails: never. */
export function judgeText(model: IntakeModel, text: string): Shares {
  const { words, all } = featuresOf(text);
  const { linear, nets } = partsOf(model);
  const scores = sumOf(linear, words);
  const places = netPlaces(all);
  for (const { inner, outer } of nets) {
    const units = sumOf(inner, places).map(Math.tanh);
    const said = new Float64Array(scores.length);
    addUnits(said, outer.weights, units);
    for (let at = 0; at < scores.length; at += 1)
      scores[at] = (scores[at] ?? 0) + (said[at] ?? 0) * (outer.scales[at] ?? 0);
  }
  for (let at = 0; at < scores.length; at += 1) scores[at] = (scores[at] ?? 0) / (1 + nets.length);
  softmax(scores);
  return new Map(model.ids.map((id, at) => [id, scores[at] ?? 0]));
}

/** Weights with a scale for each column. */
type Part = { weights: Int8Array; scales: Float32Array };

/** What the weights' columns add up to for a text. */
function sumOf({ weights, scales }: Part, row: Int32Array): Float64Array {
  const sums = new Float64Array(scales.length);
  addScores(sums, weights, row);
  const value = valueOf(row);
  for (let at = 0; at < sums.length; at += 1) sums[at] = (sums[at] ?? 0) * value * (scales[at] ?? 0);
  return sums;
}

function netPlaces(row: Int32Array): Int32Array {
  return row.map((place) => place & (PLACES - 1));
}

/** Rounds weights into a part, the largest of each column to 127. */
function shrink(exact: Float32Array, { weights, scales }: Part): void {
  const columns = scales.length;
  scales.fill(0);
  for (let at = 0; at < exact.length; at += 1)
    scales[at % columns] = Math.max(scales[at % columns] ?? 0, Math.abs(exact[at] ?? 0));
  for (let at = 0; at < columns; at += 1) scales[at] = (scales[at] ?? 0) / 127 || 1;
  for (let at = 0; at < exact.length; at += 1) weights[at] = Math.round((exact[at] ?? 0) / (scales[at % columns] ?? 1));
}

/** The parts of a model, which are no copies of it. */
function partsOf({ ids, weights, scales }: IntakeModel): { linear: Part; nets: Net<Part>[] } {
  let weightsFrom = 0;
  let scalesFrom = 0;
  function next(rows: number, columns: number): Part {
    const part = {
      weights: weights.subarray(weightsFrom, weightsFrom + rows * columns),
      scales: scales.subarray(scalesFrom, scalesFrom + columns),
    };
    weightsFrom += rows * columns;
    scalesFrom += columns;
    return part;
  }
  const classes = ids.length + 1;
  return {
    linear: next(FEATURES, classes),
    nets: SEEDS.map(() => ({ inner: next(PLACES, UNITS), outer: next(UNITS, classes) })),
  };
}

function emptyModel(ids: readonly string[]): IntakeModel {
  const { weights, scales } = sizeOf(ids.length + 1);
  return { ids, weights: new Int8Array(weights), scales: new Float32Array(scales) };
}

function sizeOf(classes: number): { weights: number; scales: number } {
  return {
    weights: FEATURES * classes + SEEDS.length * (PLACES * UNITS + UNITS * classes),
    scales: classes + SEEDS.length * (UNITS + classes),
  };
}

/** A model as octets: one line of JSON, then the weights. `version` is that of the rules it was learnt from. */
export function packModel(model: IntakeModel, version: string): Buffer {
  const head = JSON.stringify({ version, ids: model.ids, scales: [...model.scales] });
  return Buffer.concat([Buffer.from(`${head}\n`), Buffer.from(model.weights.buffer)]);
}

/** Reads a packed model back. Fails: never; one of other rules, or a torn file, is undefined. */
export function unpackModel(octets: Buffer, version: string): IntakeModel | undefined {
  const end = octets.indexOf('\n');
  const head = end === -1 ? undefined : readHead(octets.subarray(0, end).toString());
  if (head === undefined || head.version !== version) return undefined;
  const weights = new Int8Array(octets.subarray(end + 1));
  const size = sizeOf(head.ids.length + 1);
  if (weights.length !== size.weights || head.scales.length !== size.scales) return undefined;
  return { ids: head.ids, weights, scales: Float32Array.from(head.scales) };
}

function readHead(text: string): { version: string; ids: string[]; scales: number[] } | undefined {
  try {
    const head: unknown = JSON.parse(text);
    if (typeof head !== 'object' || head === null) return undefined;
    if (!('version' in head) || !('ids' in head) || !('scales' in head)) return undefined;
    const { version, ids, scales } = head;
    if (typeof version !== 'string' || !Array.isArray(ids) || !Array.isArray(scales)) return undefined;
    return { version, ids: ids.map(String), scales: scales.map(Number) };
  } catch {
    return undefined;
  }
}

import { FEATURES, featuresOf } from './intake-features.ts';
import { makeSamples } from './intake-samples.ts';
import { scoreInto, softmax, train } from './intake-train.ts';
import type { SymptomDef } from './schema.ts';
import type { TalkDef } from './talk-schema.ts';

/**
 * What was learnt of the rules.
 * Shape: `weights` hold a row of `ids.length + 1` for each feature, the last of a row being talk; a weight is its whole number times its class's
 * scale, for a quarter of the memory.
 */
export type IntakeModel = { ids: readonly string[]; weights: Int8Array; scales: Float32Array };

/** Changes with the way in which rules are learnt from, so that what was learnt another way is not kept. */
export const WAY_OF_LEARNING = 5;

/** How likely each symptom is meant; what is left of one is talk. */
export type Shares = ReadonlyMap<string, number>;

/** Learns from the rules. Fails: never; takes about half a minute for the rules that come with the program, and gives the same for the same rules. */
export function learnModel(symptoms: ReadonlyMap<string, SymptomDef>, talk: readonly TalkDef[]): IntakeModel {
  const known = [...symptoms.values()];
  const classes = known.length + 1;
  const exact = train(makeSamples(known, talk), classes);
  const scales = new Float32Array(classes);
  for (let at = 0; at < exact.length; at += 1) {
    const size = Math.abs(exact[at] ?? 0);
    if (size > (scales[at % classes] ?? 0)) scales[at % classes] = size;
  }
  for (let at = 0; at < classes; at += 1) scales[at] = (scales[at] ?? 0) / 127 || 1;
  const weights = new Int8Array(exact.length);
  for (let at = 0; at < exact.length; at += 1) weights[at] = Math.round((exact[at] ?? 0) / (scales[at % classes] ?? 1));
  return { ids: known.map(({ id }) => id), weights, scales };
}

/** What a text most likely means. Fails: never. */
export function judgeText(model: IntakeModel, text: string): Shares {
  const scores = new Float64Array(model.ids.length + 1);
  scoreInto(scores, model.weights, featuresOf(text));
  for (let at = 0; at < scores.length; at += 1) scores[at] = (scores[at] ?? 0) * (model.scales[at] ?? 0);
  softmax(scores);
  return new Map(model.ids.map((id, at) => [id, scores[at] ?? 0]));
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
  if (weights.length !== FEATURES * (head.ids.length + 1)) return undefined;
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

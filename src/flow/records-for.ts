import type { Device } from '../core/device.ts';
import { modelName } from '../core/model-name.ts';
import type { TrackRecord } from '../core/track-record.ts';
import type { FlowDeps } from './flow-deps.ts';

/**
 * What became of the measures that serve these symptoms in earlier claims, by their ids.
 * Fails: when the store is down.
 */
export async function recordsFor(
  { store, book }: Pick<FlowDeps, 'store' | 'book'>,
  symptoms: readonly string[],
  device: Device,
): Promise<Map<string, TrackRecord>> {
  const serving = book.measures.filter((measure) => measure.symptoms.some((symptom) => symptoms.includes(symptom)));
  const ids = serving.map(({ id }) => id);
  const records = await store.listRecords(modelName(device.model, device), ids);
  return new Map(ids.flatMap((id, index) => (records[index] === undefined ? [] : [[id, records[index]]])));
}

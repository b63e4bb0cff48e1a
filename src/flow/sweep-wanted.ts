import type { Device } from '../core/device.ts';
import { modelKey } from '../core/model-name.ts';
import type { Clock, Store } from '../core/ports.ts';

/** Whether a claim of a device's model is open, so that what is known of its peers should be young. */
export type Wanted = (device: Pick<Device, 'model'>) => boolean;

/** Of more claims than these at a time, the newest count. */
const MOST_CLAIMS = 500;
const GOOD_FOR_MS = 30_000;
/** Names of models whose keys are remembered. */
const MOST_NAMES = 10_000;

/** Opens a look at the models of open claims that is renewed now and then, because every batch of a sweep asks. */
export function openWanted(store: Pick<Store, 'listClaims' | 'getDevice'>, clock: Clock): { now(): Promise<Wanted> } {
  const keys = new Map<string, string>();
  let models: ReadonlySet<string> = new Set();
  let lookedAt = Number.NEGATIVE_INFINITY;

  function keyOf(model: string): string {
    const known = keys.get(model);
    if (known !== undefined) return known;
    if (keys.size >= MOST_NAMES) keys.clear();
    const key = modelKey(model);
    keys.set(model, key);
    return key;
  }

  return {
    async now() {
      if (clock() - lookedAt >= GOOD_FOR_MS) {
        lookedAt = clock();
        const claims = await store.listClaims({ status: ['open', 'taken'], limit: MOST_CLAIMS });
        const serials = [...new Set(claims.map(({ serial }) => serial))];
        const devices = await Promise.all(serials.map((serial) => store.getDevice(serial)));
        models = new Set(devices.flatMap((device) => (device === undefined ? [] : [keyOf(device.model)])));
      }
      const { size } = models;
      return ({ model }) => size > 0 && models.has(keyOf(model));
    },
  };
}

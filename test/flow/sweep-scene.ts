import { toSweep } from '../../src/config/sweep.ts';
import { sweepSchema } from '../../src/config/sweep-schema.ts';
import type { Device } from '../../src/core/device.ts';
import type { Handle, Job, Queue, Store } from '../../src/core/ports.ts';
import type { SweepSettings } from '../../src/core/sweep-settings.ts';
import { openSweeper, sweepDevices, type SweepCounts, type SweepEntry } from '../../src/flow/sweep-devices.ts';
import type { Scene } from './scene.ts';

/** A quarter of an hour, of a fleet at many customers. */
export function fleetOf(devices: number, more: (n: number) => Partial<Device> = () => ({})): Device[] {
  return Array.from({ length: devices }, (_, n) => ({
    serial: `F-${String(n).padStart(5, '0')}`,
    customer: `Customer ${n % 7}`,
    model: 'M-1',
    address: `127.0.${n >> 8}.${n & 255}`,
    ...more(n),
  }));
}

/** Settings as the configuration would give them. */
export function settingsOf(written: object = {}): SweepSettings {
  return toSweep(sweepSchema.parse({ timeZone: 'UTC', ...written }));
}

/** Lets devices of a scene answer with a counter. */
export function letAnswer(scene: Scene, devices: readonly Device[]): void {
  for (const [n, { serial }] of devices.entries()) scene.fakes.set(serial, { values: { 'copies.total': 1000 + n } });
}

/** The entries of devices as the store has them. */
export async function entriesOf(store: Store, devices: readonly Device[]): Promise<SweepEntry[]> {
  const learnt = await store.listLearnt(devices.map(({ serial }) => serial));
  return devices.map((device, index) => ({ device, learnt: learnt[index] }));
}

/** Sweeps devices once. */
export async function sweepOnce(
  scene: Scene,
  devices: readonly Device[],
  options: { settings?: SweepSettings; signal?: AbortSignal; store?: Store } = {},
): Promise<SweepCounts> {
  const { settings = settingsOf(), signal = new AbortController().signal, store = scene.store } = options;
  const deps = { ...scene.deps, store };
  return sweepDevices(deps, openSweeper(deps, settings), await entriesOf(scene.store, devices), { signal });
}

/** A queue whose work is done when the test says so, by the scene's clock: what is due, by rank and then by time. */
export type StepQueue = Queue & { jobs: Job[]; step: () => Promise<void> };

/** Opens such a queue. Shape: what is put in while it is done is done once more, as the port says. */
export function openStepQueue(scene: Scene): StepQueue {
  const handlers = new Map<string, Handle>();
  const waiting = new Map<string, Job>();
  const jobs: Job[] = [];
  const running = new AbortController();
  function next(): Job | undefined {
    const due = [...waiting.values()].filter(({ kind, at = 0 }) => at <= scene.now.ms && handlers.has(kind));
    return due.toSorted((a, b) => (a.rank ?? 0) - (b.rank ?? 0) || (a.at ?? 0) - (b.at ?? 0))[0];
  }
  return {
    jobs,
    async put(given) {
      for (const job of given) {
        const before = waiting.get(`${job.kind} ${job.key}`);
        const at = Math.min(job.at ?? 0, before?.at ?? Number.POSITIVE_INFINITY);
        const rank = Math.min(job.rank ?? 0, before?.rank ?? Number.POSITIVE_INFINITY);
        waiting.set(`${job.kind} ${job.key}`, { ...job, at, rank });
        jobs.push(job);
      }
    },
    work(kind, _options, handle) {
      handlers.set(kind, handle);
      return { stop: async () => void handlers.delete(kind) };
    },
    count: async () => ({ waiting: waiting.size, running: 0 }),
    close: async () => running.abort(),
    async step() {
      for (let job = next(); job !== undefined; job = next()) {
        waiting.delete(`${job.kind} ${job.key}`);
        await handlers.get(job.kind)?.(job, running.signal);
      }
    },
  };
}

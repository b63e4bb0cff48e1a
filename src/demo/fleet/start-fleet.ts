import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { AppError } from '../../core/errors.ts';
import type { Fleet, FleetCounts, FleetOptions } from './fleet.ts';
import { startFleetHere } from './start-fleet-here.ts';
import type { FleetFacts, FleetNews, FleetOrder } from './worker-messages.ts';

/** A worker runs compiled code only; from source the fleet stays in the caller's thread. */
const IS_COMPILED = import.meta.url.endsWith('.js');

/**
 * Starts a simulated fleet on loopback, in a thread of its own, so that it takes no time from the thread that reads it.
 * Fails: rejects when a socket cannot be bound. A worker that breaks later rejects whatever is asked of it with AppError `bug`.
 */
export async function startFleet(options: FleetOptions = {}): Promise<Fleet> {
  return IS_COMPILED ? startInWorker(options) : startFleetHere(options);
}

type Waiting = { resolve: (counts: FleetCounts) => void; reject: (reason: Error) => void };

/** An order without its number. */
type Wish = FleetOrder extends infer Order ? (Order extends FleetOrder ? Omit<Order, 'id'> : never) : never;

async function startInWorker(options: FleetOptions): Promise<Fleet> {
  const worker = new Worker(new URL('./fleet-worker.js', import.meta.url), { workerData: options });
  const facts = await readyFacts(worker);
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let end: Error | undefined;
  worker.on('message', (news: FleetNews) => {
    if (news.kind === 'done') {
      waiting.get(news.id)?.resolve(news.counts);
      waiting.delete(news.id);
    }
  });
  function finish(reason: Error): void {
    end ??= reason;
    for (const { reject } of waiting.values()) {
      reject(end);
    }
    waiting.clear();
  }
  worker.on('error', (error) => finish(new AppError('bug', 'the fleet worker broke', {}, error)));
  worker.on('exit', () => finish(new AppError('bug', 'the fleet worker has ended')));
  async function order(wish: Wish): Promise<FleetCounts> {
    if (end !== undefined) {
      throw end;
    }
    lastId += 1;
    const id = lastId;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      worker.postMessage({ ...wish, id } satisfies FleetOrder, []);
    });
  }
  return {
    ...facts,
    async setLatency(latency) {
      await order({ kind: 'latency', latency });
    },
    async setLoss(percent) {
      await order({ kind: 'loss', percent });
    },
    async requests() {
      const { snmp, http } = await order({ kind: 'counts' });
      return snmp + http;
    },
    counts: async () => order({ kind: 'counts' }),
    async stop() {
      if (end !== undefined) {
        return;
      }
      const exited = once(worker, 'exit');
      await order({ kind: 'stop' });
      await exited;
    },
  };
}

/** Facts of a fleet whose worker has come up; the worker's own error when it has not. */
async function readyFacts(worker: Worker): Promise<FleetFacts> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (news: FleetNews) => {
      worker.off('error', reject);
      if (news.kind === 'ready') {
        resolve(news.facts);
      } else {
        reject(new AppError('bug', 'the fleet worker spoke before it was ready'));
      }
    });
  });
}

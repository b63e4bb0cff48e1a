import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Queue, Reader, Store } from './core/ports.ts';
import type { Log } from './log.ts';

/** What the program counts of itself, for Prometheus. It names no customer, no device and no person. */
export type Metrics = {
  /** The same log, counting what it is told. */
  log: Log;
  /** The same reader, counting what devices answer. */
  reader: (reader: Reader) => Reader;
  /** The same store, counting claims as they are opened and fetches as they are sealed. */
  store: (store: Store) => Store;
  /** Shows how much waits and is worked on. */
  watch: (queue: Pick<Queue, 'count'>) => void;
  /** All of it in Prometheus' text form. */
  text: () => Promise<{ type: string; text: string }>;
};

/** From a device in the next room to one that is waited for until the deadline. Units: seconds. */
const READ_SECONDS = [0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10];
const FETCH_SECONDS = [0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 60];

/** Opens the counters of one process. Shape: units and names as Prometheus wants them (seconds, `_total`). */
export function openMetrics(log: Log): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: 'claimscope_' });
  const events = new Counter({
    name: 'claimscope_events_total',
    help: 'Lines of the log by their event',
    labelNames: ['level', 'event'],
    registers,
  });
  const claims = new Counter({
    name: 'claimscope_claims_total',
    help: 'Claims opened, by the way they came in',
    labelNames: ['via'],
    registers,
  });
  const reads = new Histogram({
    name: 'claimscope_device_read_seconds',
    help: 'How long a device took to be read, by how it answered',
    labelNames: ['outcome'],
    buckets: READ_SECONDS,
    registers,
  });
  const fetches = new Histogram({
    name: 'claimscope_fetch_seconds',
    help: 'From asking for a fetch to its seal',
    buckets: FETCH_SECONDS,
    registers,
  });
  const peers = new Counter({
    name: 'claimscope_peers_total',
    help: 'Peers of sealed fetches: live, from stored readings, missing',
    labelNames: ['kind'],
    registers,
  });

  return {
    log(level, event, facts) {
      events.inc({ level, event });
      log(level, event, facts);
    },
    reader: (reader) => ({
      async read(request) {
        const end = reads.startTimer();
        const answer = await reader.read(request);
        end({ outcome: answer.outcome.kind });
        return answer;
      },
      close: () => reader.close(),
    }),
    store: (store) => ({
      ...store,
      async addClaim(claim, join) {
        const added = await store.addClaim(claim, join);
        if (added.isNew) claims.inc({ via: claim.origin.via });
        return added;
      },
      async sealFetch(claimId, fetch) {
        const result = await store.sealFetch(claimId, fetch);
        if (!result.sealed) return result;
        if (fetch.doneAt !== undefined) fetches.observe(Math.max(0, fetch.doneAt - fetch.askedAt) / 1000);
        for (const kind of ['live', 'stored', 'missing'] as const) peers.inc({ kind }, fetch.peers[kind]);
        return result;
      },
    }),
    watch(queue) {
      const jobs = new Gauge({
        name: 'claimscope_queue_jobs',
        help: 'Claims in the queue',
        labelNames: ['state'],
        async collect() {
          // A queue that is away is told by its absence, never as an empty one.
          this.reset();
          const counts = await queue.count('claim').catch(() => undefined);
          if (counts === undefined) return;
          this.set({ state: 'waiting' }, counts.waiting);
          this.set({ state: 'running' }, counts.running);
        },
        registers: [],
      });
      registry.registerMetric(jobs);
    },
    async text() {
      return { type: registry.contentType, text: await registry.metrics() };
    },
  };
}

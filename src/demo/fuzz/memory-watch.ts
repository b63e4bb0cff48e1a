import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Memory of the process. Units: octets. */
export type MemoryFigures = { firstRss: number; peakRss: number; lastRss: number; heapGrowth: number };

/** Watches what the process holds. `settle` notes what lives on the heap once everything is warm; `end` what lives there now. */
export type MemoryWatch = { settle(): void; end(): MemoryFigures };

const EVERY_MS = 100;

/** Starts to watch; the heap is measured after a collection, so that only what is kept counts. */
export function watchMemory(): MemoryWatch {
  const firstRss = process.memoryUsage.rss();
  const collect = collector();
  let peakRss = firstRss;
  let settled: number | undefined;
  const timer = setInterval(() => {
    peakRss = Math.max(peakRss, process.memoryUsage.rss());
  }, EVERY_MS);
  const live = (): number => {
    collect();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  return {
    settle() {
      settled ??= live();
    },
    end() {
      clearInterval(timer);
      const lastRss = process.memoryUsage.rss();
      const now = live();
      return { firstRss, peakRss: Math.max(peakRss, lastRss), lastRss, heapGrowth: now - (settled ?? now) };
    },
  };
}

/** V8 gives its collector away only when told to; this tells it while the process runs. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  return () => {
    if (typeof collect === 'function') collect();
  };
}

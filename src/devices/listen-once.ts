import { Slots } from './slots.ts';

/** Listeners to signals, one for each signal however many wait for it: hundreds of reads share one. */
export type SignalListeners = { add(signal: AbortSignal, onAbort: () => void): () => void };

/** Opens an empty set of listeners; `add` gives back how to stop listening. */
export function listenOnce(): SignalListeners {
  const waiting = new WeakMap<AbortSignal, Slots<() => void>>();
  return {
    add(signal, onAbort) {
      if (signal.aborted) {
        onAbort();
        return () => undefined;
      }
      const all = waiting.get(signal) ?? begin(signal, waiting);
      const own = all.add(onAbort);
      return () => all.delete(own);
    },
  };
}

function begin(signal: AbortSignal, waiting: WeakMap<AbortSignal, Slots<() => void>>): Slots<() => void> {
  const all = new Slots<() => void>();
  waiting.set(signal, all);
  signal.addEventListener(
    'abort',
    () => {
      waiting.delete(signal);
      for (const onAbort of all.values()) onAbort();
    },
    { once: true },
  );
  return all;
}

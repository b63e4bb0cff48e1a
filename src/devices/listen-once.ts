/** Listeners to signals, one for each signal however many wait for it: hundreds of reads share one. */
export type SignalListeners = { add(signal: AbortSignal, onAbort: () => void): () => void };

/** Opens an empty set of listeners; `add` gives back how to stop listening. */
export function listenOnce(): SignalListeners {
  const waiting = new WeakMap<AbortSignal, Set<() => void>>();
  return {
    add(signal, onAbort) {
      if (signal.aborted) {
        onAbort();
        return () => undefined;
      }
      const all = waiting.get(signal) ?? begin(signal, waiting);
      all.add(onAbort);
      return () => all.delete(onAbort);
    },
  };
}

function begin(signal: AbortSignal, waiting: WeakMap<AbortSignal, Set<() => void>>): Set<() => void> {
  const all = new Set<() => void>();
  waiting.set(signal, all);
  signal.addEventListener(
    'abort',
    () => {
      for (const onAbort of all) onAbort();
      all.clear();
    },
    { once: true },
  );
  return all;
}

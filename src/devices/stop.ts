import { listenOnce } from './listen-once.ts';

/** One signal may end thousands of reads at once. */
const signals = listenOnce();

/** The end of one read: its deadline, the caller's signal or the reader's closing, whichever comes first. */
export type Stop = {
  signal: AbortSignal;
  leftMs(): number;
  /** Ends the read and lets go of timer and listeners. */
  end(): void;
};

/**
 * Starts the clock of one read.
 * Units: `deadlineMs` milliseconds from now.
 */
export function startStop(deadlineMs: number, ends: (AbortSignal | undefined)[]): Stop {
  const controller = new AbortController();
  const endsAt = performance.now() + deadlineMs;
  // A reason of our own spares the exception, with its stack, that the default one is.
  const abort = (): void => controller.abort('the read is over');
  // Answers that lie in the sockets when the timer fires (a busy loop) still count: they are read before setImmediate runs.
  const timer = setTimeout(() => setImmediate(abort), Math.max(0, deadlineMs));
  const stopListening = ends.map((signal) => (signal === undefined ? undefined : signals.add(signal, abort)));
  return {
    signal: controller.signal,
    leftMs: () => Math.max(0, endsAt - performance.now()),
    end() {
      clearTimeout(timer);
      for (const stop of stopListening) stop?.();
      abort();
    },
  };
}

import { listenOnce } from './listen-once.ts';

/** One signal may end thousands of reads at once. */
const signals = listenOnce();

/** What tells that a read is over: an AbortSignal, or what does the same for less. */
export type Ending = {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options?: { once: true }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
};

/**
 * An end that comes once; its `signal` is made when somebody needs a real one, because that costs as much as a request.
 * Shape: listeners are called once, in the order of coming; those who come after the end are not called, as with a signal.
 */
export class End implements Ending {
  aborted = false;
  #listeners: (() => void)[] = [];
  #controller: AbortController | undefined;

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.aborted) this.#controller.abort(OVER);
    }
    return this.#controller.signal;
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    if (!this.aborted) this.#listeners.push(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    const at = this.#listeners.indexOf(listener);
    if (at >= 0) this.#listeners.splice(at, 1);
  }

  come(): void {
    if (this.aborted) return;
    this.aborted = true;
    // Who stops listening meanwhile is not called.
    for (let next = this.#listeners.shift(); next !== undefined; next = this.#listeners.shift()) next();
    this.#controller?.abort(OVER);
  }
}

/** A reason of our own spares the exception, with its stack, that the default one is. */
const OVER = 'the read is over';

/** The end of one read: its deadline, the caller's signal or the reader's closing, whichever comes first. */
export type Stop = {
  ending: Ending;
  readonly signal: AbortSignal;
  leftMs(): number;
  /** Ends the read and lets go of timer and listeners. */
  end(): void;
};

/**
 * Starts the clock of one read.
 * Units: `deadlineMs` milliseconds from now.
 */
export function startStop(deadlineMs: number, ends: (AbortSignal | undefined)[]): Stop {
  const ending = new End();
  const endsAt = performance.now() + deadlineMs;
  const come = (): void => ending.come();
  // Answers that lie in the sockets when the timer fires (a busy loop) still count: they are read before setImmediate runs.
  const timer = setTimeout(() => setImmediate(come), Math.max(0, deadlineMs));
  const stopListening = ends.map((signal) => (signal === undefined ? undefined : signals.add(signal, come)));
  return stopAt(
    ending,
    () => Math.max(0, endsAt - performance.now()),
    () => {
      clearTimeout(timer);
      for (const stop of stopListening) stop?.();
      come();
    },
  );
}

/** The stop that comes with an end. */
export function stopAt(ending: End, leftMs: Stop['leftMs'], end: Stop['end']): Stop {
  return new StopAt(ending, leftMs, end);
}

/** A class, because a literal with an accessor is a dictionary to the engine, which is slow to read. */
class StopAt implements Stop {
  readonly ending: End;
  readonly leftMs: Stop['leftMs'];
  readonly end: Stop['end'];

  constructor(ending: End, leftMs: Stop['leftMs'], end: Stop['end']) {
    this.ending = ending;
    this.leftMs = leftMs;
    this.end = end;
  }

  get signal(): AbortSignal {
    return this.ending.signal;
  }
}

import type { Fields } from '../json.ts';

/** One call of the Web API as it was answered. */
export interface CallRecord {
  readonly method: string;
  /** The parameters without the token. */
  readonly args: Fields;
  /** Units: milliseconds of performance.now. */
  readonly at: number;
  /** Units: milliseconds. */
  readonly tookMs: number;
  readonly status: number;
  readonly ok: boolean;
  readonly error?: string;
}

/** What can be made to go wrong with the next calls of a method. */
export type Fault =
  | { readonly kind: 'ratelimited'; readonly retryAfterS: number }
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'error'; readonly error: string }
  /** The connection breaks and nothing is done. */
  | { readonly kind: 'drop' }
  /** The call is carried out and the connection breaks before the answer. */
  | { readonly kind: 'lost-answer' }
  | { readonly kind: 'slow'; readonly delayMs: number };

/** The faults that wait for their call. */
export interface Faults {
  add(method: string, fault: Fault, times: number): void;
  take(method: string): Fault | undefined;
  clear(): void;
}

/** A list of faults, spent in the order they were added; the method '*' is any. */
export function createFaults(): Faults {
  let waiting: { method: string; fault: Fault; left: number }[] = [];
  return {
    add(method, fault, times) {
      waiting.push({ method, fault, left: times });
    },
    take(method) {
      const found = waiting.find((each) => each.method === method || each.method === '*');
      if (found === undefined) return undefined;
      found.left -= 1;
      waiting = waiting.filter((each) => each.left > 0);
      return found.fault;
    },
    clear() {
      waiting = [];
    },
  };
}

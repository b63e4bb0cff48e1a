import type { Fetch } from '../core/dossier.ts';
import type { HandlerRoute } from '../core/handlers.ts';
import type { Clock, Notify, Reader, Store } from '../core/ports.ts';
import type { Tracing } from '../core/tracing.ts';
import type { RuleBook } from '../rules/book.ts';

/** Numbers that decide how peers are read. Units: milliseconds, except counts. */
export type PeerSettings = {
  /** Peers asked live in one fetch; the rest stands in from stored readings. */
  live: number;
  /** Fewest peers with a value for statistics to be shown. */
  needed: number;
  /** Fewest other customers they must belong to; 3 unless it is said. */
  neededCustomers?: number | undefined;
  /** What has not answered by then is missing. */
  deadlineMs: number;
  /** From then on the comparison is said to stand over those who answered. */
  standMs: number;
  /** Stored readings older than this do not stand in for a peer. */
  storedMaxAgeMs: number;
  /** The same for what a service-mode list said: settings change rarely, and lists are made rarely. */
  reportMaxAgeMs: number;
  /** A device that was heard of once, and not for so long, is stale and no peer; never unless it is said. */
  staleMs?: number | undefined;
};

/** Everything the walks are handed: ports, rules, settings, and time itself. */
export type FlowDeps = {
  store: Store;
  reader: Reader;
  notify: Notify;
  book: RuleBook;
  routes: readonly HandlerRoute[];
  /** The workspace's time zone, by which words such as yesterday mean a day; UTC unless it is said. */
  zone?: string | undefined;
  peers: PeerSettings;
  /** A complaint about a device that has a claim of the same symptom this young joins it; nothing does unless it is said. Units: milliseconds. */
  joinMs?: number | undefined;
  /** A complaint comes back when the same symptom of the device was resolved no longer ago; never unless it is said. Units: milliseconds. */
  callbackMs?: number | undefined;
  clock: Clock;
  /** The fetches this process is answering, by claim, as they stand; nobody looks at them unless it is said. */
  running?: Map<number, Fetch> | undefined;
  /** Told of what is done for a claim; nobody is unless it is said. */
  tracing?: Tracing | undefined;
  /** Resolves after so many milliseconds, or at once when the signal fires. */
  wait: (ms: number, signal?: AbortSignal) => Promise<void>;
  log: (level: 'debug' | 'info' | 'warn' | 'error', event: string, facts: Record<string, unknown>) => void;
};

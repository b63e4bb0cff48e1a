/**
 * What a span tells. Numbers, ids of ours and words out of short lists: never what a customer or a device said, who or where anybody is, a secret.
 */
export type SpanFacts = Record<string, string | number | boolean | readonly string[]>;

/** A span that is going on. */
export type Span = {
  set: (facts: SpanFacts) => void;
  /** It did not do what it was for; `what` is a short word. */
  fail: (what: string) => void;
};

/**
 * How a span begins.
 * `parent` is a `traceparent` that came from elsewhere; one that is none, or nothing, begins a trace of its own. Without `parent` it belongs to the span
 * in which it begins, where there is one.
 */
export type SpanStart = {
  kind?: 'server' | 'client' | 'consumer';
  facts?: SpanFacts;
  parent?: { carried: string | undefined };
};

/** Tells what was done for a claim, and how long each step took. */
export interface Tracing {
  /** Runs work within a span. Fails: as the work does; the span then says so by the kind of the error alone. */
  span<T>(name: string, start: SpanStart, work: (span: Span) => Promise<T>): Promise<T>;
  /** The same for work that nobody waits for. */
  spanNow<T>(name: string, start: SpanStart, work: (span: Span) => T): T;
  /** The span that is going on, as another process takes it up; undefined where there is none. Source: W3C Trace Context, traceparent. */
  carry(): string | undefined;
}

const NO_SPAN: Span = { set: () => undefined, fail: () => undefined };

/** Tells nothing, and costs a call. */
export const UNTRACED: Tracing = {
  span: (_name, _start, work) => work(NO_SPAN),
  spanNow: (_name, _start, work) => work(NO_SPAN),
  carry: () => undefined,
};

/** The traces in which work on claims was asked for, for as long as it may have to be put in again. */
export type CarriedTraces = {
  keep: (claimId: number, traceparent: string | undefined) => void;
  /** What the job of a claim carries: in which trace it is done, or nothing. */
  bodyOf: (claimId: number) => { traceparent: string } | null;
  /** Forgets all others. */
  onlyOf: (claimIds: readonly number[]) => void;
};

/** More are not remembered: a claim that is put in again then has a trace of its own. */
const MOST = 10_000;

/** Starts with none. */
export function openCarried(): CarriedTraces {
  const traces = new Map<number, string>();
  return {
    keep(claimId, traceparent) {
      if (traceparent === undefined) return;
      if (traces.size >= MOST) traces.clear();
      traces.set(claimId, traceparent);
    },
    bodyOf(claimId) {
      const traceparent = traces.get(claimId);
      return traceparent === undefined ? null : { traceparent };
    },
    onlyOf(claimIds) {
      const wanted = new Set(claimIds);
      for (const claimId of traces.keys()) if (!wanted.has(claimId)) traces.delete(claimId);
    },
  };
}

/** The trace that a job was put in with. Fails: never; a body that says nothing carries none. */
export function carriedIn(body: unknown): string | undefined {
  const carried = typeof body === 'object' && body !== null && 'traceparent' in body ? body.traceparent : undefined;
  return typeof carried === 'string' ? carried : undefined;
}

import type { Value } from './value.ts';

/** How a device is spoken to. */
export type Protocol = 'snmp' | 'http' | 'ipp' | 'pjl';

/**
 * Where a figure came from, so that each one shown can be traced.
 * Units: `at` milliseconds since 1970 (when the answer came, or when we stopped waiting), `tookMs` milliseconds.
 */
export type Evidence = {
  /** `report` is a list that an engineer exported from the machine's service mode, `past` what was stored of the device. */
  protocol: Protocol | 'report' | 'past';
  /** OID with instance, URL and pick, or file and line. Never holds a community or a token. */
  place: string;
  /** The raw answer as text (`Counter32 18423`, `"half"`), or what happened instead (`no answer after 3 tries`). */
  raw: string;
  at: number;
  tookMs: number;
  /** Of what was worked out of the past: when the first of the counts was read. */
  from?: number | undefined;
};

/**
 * One item, or one part of an item, as it was read from one device.
 * `evidence` lists every place that was tried, in order; the last one gave the value.
 * `part` is a stable key that means the same on every device of a model (`tray-2`, `toner-black`); `partTitle` is the
 * device's own name for it and is hostile until escaped.
 */
export type Reading = {
  item: string;
  part?: string;
  partTitle?: string;
  value: Value;
  evidence: Evidence[];
  /** Milliseconds since 1970: when the value was true, as far as is known. */
  at: number;
};

/** Whether a reading came from a list of the machine's service mode, and not from the device itself. */
export function isReport(reading: Pick<Reading, 'evidence'>): boolean {
  return reading.evidence.at(-1)?.protocol === 'report';
}

/** Whether a reading was worked out of what was stored of the device, and not read. */
export function isOfPast(reading: Pick<Reading, 'evidence'>): boolean {
  return reading.evidence.at(-1)?.protocol === 'past';
}

/** The day of a moment as the lists are named by it, in UTC. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** Key of a reading within one device. */
export function readingKey(reading: { item: string; part?: string | undefined }): string {
  return reading.part === undefined ? reading.item : `${reading.item}/${reading.part}`;
}

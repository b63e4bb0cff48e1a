import { createHash } from 'node:crypto';
import type { AuditNote } from '../core/audit.ts';
import type { ChannelSettings } from '../core/channel-settings.ts';
import type { Claim } from '../core/claim.ts';
import type { Device } from '../core/device.ts';
import type { Fetch } from '../core/dossier.ts';
import type { Learnt } from '../core/learnt.ts';
import type { Installation } from '../core/installation.ts';
import type { Slot } from '../core/ports.ts';
import type { Reading } from '../core/reading.ts';
import { stableJson } from '../core/stable-json.ts';

/**
 * One thing that a store keeps, in the form that goes from one store to another. `key` is a device's as `serialKey` gives it: what was learnt, read and seen of
 * a device is kept whether it is registered or not. `packed` and `lines` of a past are as history-text.ts makes them. A claim comes with all that is its own;
 * `lastClaim` is the highest number ever given.
 */
export type StoreRecord =
  | { kind: 'device'; device: Device }
  | { kind: 'learnt'; key: string; learnt: Learnt }
  | { kind: 'readings'; key: string; readings: Reading[] }
  | { kind: 'past'; key: string; packed: string; lines: string[] }
  | { kind: 'claim'; claim: Claim; shown: number; fetches: Fetch[]; slots: Slot[] }
  | { kind: 'incoming'; key: string; at: number; body: unknown }
  | { kind: 'handled'; key: string; doneAt: number }
  | { kind: 'channel'; channel: string; settings: ChannelSettings }
  | { kind: 'note'; note: AuditNote }
  | { kind: 'installation'; installation: Installation }
  | { kind: 'lastClaim'; id: number };

export const RECORD_KINDS = [
  'device',
  'learnt',
  'readings',
  'past',
  'claim',
  'incoming',
  'handled',
  'channel',
  'note',
  'installation',
  'lastClaim',
] as const satisfies readonly StoreRecord['kind'][];

/** How many records of each kind, and a digest of them all that does not depend on their order. */
export type Tally = { counts: Record<StoreRecord['kind'], number>; digest: string };

/** A store that is read through, some records at a time. What belongs to a claim, and the claim, are of one moment. */
export type StoreSource = {
  where: string;
  records(): AsyncGenerator<StoreRecord[]>;
  /** Whether a mark that a target left is seen here: both are one store then, whatever they are called. */
  sees(mark: string): Promise<boolean>;
  close(): Promise<void>;
};

/**
 * A store that is filled. `half` is one whose filling was begun and not finished; nobody else opens it meanwhile.
 * `begin` empties it, `write` may be called until `finish`. Closed without `finish` it is left as `half`, or as it was.
 * Shape: `leaveMark` gives what a source of the same store sees; `readBack` what it holds, from `begin` on what was written since.
 */
export type StoreTarget = {
  where: string;
  state(): Promise<'empty' | 'half' | 'filled'>;
  leaveMark(): Promise<string>;
  begin(): Promise<void>;
  readBack(): Promise<StoreSource>;
  write(records: StoreRecord[]): Promise<void>;
  finish(): Promise<void>;
  close(): Promise<void>;
};

const DIGEST_BITS = 256n;

/** Counts records and adds up their digests. */
export function openTally(): { add(kind: StoreRecord['kind'], line: string): void; total(): Tally } {
  const counts = {
    device: 0,
    learnt: 0,
    readings: 0,
    past: 0,
    claim: 0,
    incoming: 0,
    handled: 0,
    channel: 0,
    note: 0,
    installation: 0,
    lastClaim: 0,
  };
  let sum = 0n;
  return {
    add(kind, line) {
      counts[kind] += 1;
      sum += BigInt(`0x${createHash('sha256').update(line).digest('hex')}`);
    },
    total: () => ({ counts: { ...counts }, digest: BigInt.asUintN(Number(DIGEST_BITS), sum).toString(16) }),
  };
}

/** A record as one line: equal records give equal lines, whichever store they come from. */
export function lineOf(record: StoreRecord): string {
  return stableJson(record);
}

/** What a source holds, of the records that are wanted. */
export async function tallyOf(source: StoreSource, isWanted: (record: StoreRecord) => boolean): Promise<Tally> {
  const tally = openTally();
  for await (const records of source.records()) {
    for (const record of records.filter(isWanted)) tally.add(record.kind, lineOf(record));
  }
  return tally.total();
}

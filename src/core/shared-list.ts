import type { Value } from './value.ts';

/** A service-mode list that somebody brought to a claim. `key` names the delivery: the same one twice is brought in once. Units: `sharedAt` milliseconds since 1970. */
export type SharedList = { key: string; name: string; octets: Uint8Array; sharedAt: number };

/** The largest list that is read; the longest there is has some thousand lines. Units: octets. */
export const LARGEST_LIST = 1_000_000;

/** What of the values of a list was kept: those that are new, that are known as they are, and of which something newer is known. */
export type SavedValues = { new: number; same: number; older: number };

/** A value that stands in a list. `title` is the item's; `lines` are where it stands. */
export type ListedValue = { title: string; part?: string | undefined; value: Value; lines: number[] };

/**
 * What became of a list: what it says and what of it was kept, or why nothing was.
 * Shape: `isDated` where the list itself says when it was made; `said` is what it calls its machine; `others` counts lines of no item. All of its texts, and `why`, are hostile until escaped.
 * Units: `readAt` milliseconds since 1970.
 */
export type ListOutcome =
  | { kind: 'refused'; why: string }
  | {
      kind: 'taken';
      serial: string;
      model: string;
      format: string;
      readAt: number;
      isDated: boolean;
      said: { serial?: string | undefined; model?: string | undefined };
      values: ListedValue[];
      saved: SavedValues;
      faults: { line: number; column: number; what: string; why: string }[];
      others: number;
    };

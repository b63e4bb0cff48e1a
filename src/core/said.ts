/** Parts of a machine that people name. */
export const PART_KINDS = [
  'tray',
  'bypass',
  'adf',
  'duplex',
  'registration',
  'transfer',
  'drum',
  'fuser',
  'exit',
  'finisher',
] as const;
export type PartKind = (typeof PART_KINDS)[number];

/** Ways through a machine: a fault on one alone tells where it lies. */
export const PATHS = ['copies', 'prints', 'scans', 'faxes'] as const;
export type Path = (typeof PATHS)[number];

/** A part that was named. Shape: `key` is the kind, and the number where one was said: `tray-2`. */
export type SaidPart = { kind: PartKind; key: string };

/**
 * When it began. Shape: `words` as they were said; `about` where they name no day ("a few days"), with the span they are taken for and what they may mean.
 * Units: `at` milliseconds since 1970, the first moment of what was said; `earliest` and `latest` likewise.
 */
export type SaidSince = {
  words: string;
  at: number;
  about?: { span: string; earliest: number; latest: number } | undefined;
};

/** What a complaint says beside its symptom; every list may be empty. */
export type Said = {
  parts: SaidPart[];
  /** The ways it was said to be on alone. */
  only: Path[];
  /** Toner colours: black, cyan, magenta, yellow; `colour` and `mono` where pages of a kind are meant. */
  colours: string[];
  /** Codes as the panel shows them. */
  codes: string[];
  /** Marks come again at this distance down the page. Units: mm. */
  repeatMm?: number | undefined;
  since?: SaidSince | undefined;
};

/** Whether any detail was said. */
export function saysAnything({ parts, only, colours, codes, repeatMm, since }: Said): boolean {
  return since !== undefined || repeatMm !== undefined || [parts, only, colours, codes].some((said) => said.length > 0);
}

/** Details with those that were said later: whatever is said anew stands for what was said of it before. */
export function withLater(before: Said, later: Said): Said {
  const of = <T>(one: T[], other: T[]): T[] => (other.length > 0 ? other : one);
  const since = later.since ?? before.since;
  const repeatMm = later.repeatMm ?? before.repeatMm;
  return {
    parts: of(before.parts, later.parts),
    only: of(before.only, later.only),
    colours: of(before.colours, later.colours),
    codes: of(before.codes, later.codes),
    ...(repeatMm === undefined ? {} : { repeatMm }),
    ...(since === undefined ? {} : { since }),
  };
}

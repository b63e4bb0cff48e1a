/** Distances between marks that somebody can measure on a page. Units: mm. */
export const LEAST_REPEAT_MM = 10;
export const MOST_REPEAT_MM = 500;

/** Something that turns and prints a mark once every turn. Units: `mm` its circumference; `tolerance` mm either side of it. */
export type Roller = { id: string; title: string; mm: number; tolerance?: number | undefined; source: string };

/** A roller whose circumference, or twice it, is the distance that was measured. */
export type RollerFit = { roller: Roller; turns: 1 | 2 };

/** A measured distance held to the rollers of a model. Units: mm. */
export type RulerMatch = { mm: number; fits: RollerFit[]; others: Roller[] };

/** What a person measures on paper is no truer than this, or than this share of it. Units: mm; 1 is all. */
const LEAST_TOLERANCE_MM = 2;
const TOLERANCE_SHARE = 0.02;

/**
 * Which rollers of a model make marks at a distance: those of that circumference, and those of half of it, whose every second mark may be too faint to see.
 * Shape: all that fit, whole turns first, in the order of the ruler. Units: mm.
 * Source: repetitive-defect rulers of service manuals.
 */
export function matchRuler(mm: number, ruler: readonly Roller[]): RulerMatch {
  const fits = ([1, 2] as const).flatMap((turns) =>
    ruler.filter((roller) => isWithin(mm, roller, turns)).map((roller): RollerFit => ({ roller, turns })),
  );
  const fitting = new Set(fits.map(({ roller }) => roller));
  return { mm, fits, others: ruler.filter((roller) => !fitting.has(roller)) };
}

/** The rollers that a distance names: those that fit at one turn, and only where none does, at two. Shape: ids, each once. */
export function rollersNamed({ fits }: RulerMatch): string[] {
  const once = fits.filter(({ turns }) => turns === 1);
  return [...new Set((once.length > 0 ? once : fits).map(({ roller }) => roller.id))];
}

/** A distance beside the ruler of a model, in one sentence; undefined where none was measured. Shape: not escaped. */
export function repeatInWords(mm: number | undefined, ruler: readonly Roller[] = []): string | undefined {
  if (mm === undefined) return undefined;
  const marks = `Marks every ${lengthInWords(mm)}`;
  if (ruler.length === 0) return `${marks}: no ruler is known for this model`;
  const { fits, others } = matchRuler(mm, ruler);
  const named = fits.map(({ roller, turns }) => `${turns === 2 ? 'twice the ' : ''}${rollerInWords(roller)} fits`);
  return `${marks}: ${[...named, ...others.map((roller) => `${rollerInWords(roller)} no`)].join('; ')}`;
}

/** A roller with its circumference. */
export function rollerInWords({ title, mm }: Roller): string {
  return `${title} ${lengthInWords(mm)}`;
}

/** Units: mm, to a tenth. */
export function lengthInWords(mm: number): string {
  return `${Number(mm.toFixed(1))} mm`;
}

function isWithin(mm: number, roller: Roller, turns: 1 | 2): boolean {
  const expected = roller.mm * turns;
  const tolerance = roller.tolerance ?? Math.max(LEAST_TOLERANCE_MM, expected * TOLERANCE_SHARE);
  return Math.abs(mm - expected) <= tolerance;
}

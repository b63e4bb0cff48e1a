import type { BellTally } from './run-bell.ts';

/** What a drawn desk goes through, in words. */
const NAMES: Record<BellTally['scenario'], string> = {
  steady: 'chance alone',
  rush: 'weekdays, and rushes of the whole fleet',
  uneven: 'customers and devices that differ, repeated claims',
  ageing: 'a third of the models wears, half as much again each year',
  epidemic: 'a firmware breaks something, twice a year',
};

/** False bells a year and outbreaks found, of our test and of the rule of thumb, as a table. */
export function bellText(ours: readonly BellTally[], naive: readonly BellTally[]): string {
  const rows = ours.map((tally, index) => [NAMES[tally.scenario], ...cells(tally), ...cells(naive[index])]);
  const head = ['desk', 'claims a year', 'false a year', 'found', 'days', 'false (thumb)', 'found', 'days'];
  const lines = [
    head,
    ...rows.map(([name = '', claims = '', ...rest]) => [name, claims, ...rest.filter((_, at) => at !== 3)]),
  ];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function cells(tally: BellTally | undefined): string[] {
  if (tally === undefined) return [];
  const { years, claims, falseBells, outbreaks, found, days } = tally;
  return [
    String(Math.round(claims / years)),
    (falseBells / years).toFixed(2),
    outbreaks === 0 ? '' : `${found} of ${outbreaks}`,
    days === undefined ? '' : days.toFixed(0),
  ];
}

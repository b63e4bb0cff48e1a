import type { Hits, Tally } from './tally.ts';

/** The figures as a table for a terminal, ours beside the naive ones. Shape: lines joined by newlines. */
export function evaluationText(ours: Tally, naive: Tally): string {
  const row = (name: string, one: string, other: string): string =>
    `${name.padEnd(48)}${one.padStart(10)}${other.padStart(14)}`;
  const hits = (pick: (of: Hits) => number): [string, string] => [
    share(pick(ours), ours.claims),
    share(pick(naive), naive.claims),
  ];
  const kinds = [...ours.byKind].sort(([, a], [, b]) => a.top1 / a.claims - b.top1 / b.claims);
  return [
    row('', 'claimscope', 'mean ± 2 sd'),
    row(`right measure first, of ${ours.claims} claims`, ...hits(({ top1 }) => top1)),
    row('right measure among the first three', ...hits(({ top3 }) => top3)),
    row(
      `healthy items called off, of ${ours.healthyItems}`,
      share(ours.falseOff, ours.healthyItems),
      share(naive.falseOff, naive.healthyItems),
    ),
    row(
      `healthy claims with a likely measure, of ${ours.healthyClaims}`,
      share(ours.alarms, ours.healthyClaims),
      share(naive.alarms, naive.healthyClaims),
    ),
    row(
      '  of them what the complaint asks for by itself',
      share(ours.asked, ours.healthyClaims),
      share(naive.asked, naive.healthyClaims),
    ),
    row('calibration error, points', ours.calibration.toFixed(1), naive.calibration.toFixed(1)),
    '',
    row('stated confidence: how often it was right', '', ''),
    ...ours.bins.flatMap((bin, index) =>
      bin.n === 0
        ? []
        : [row(`  ${index * 10} to ${index * 10 + 10} % (${bin.n} measures)`, share(bin.right, bin.n), '')],
    ),
    '',
    row('right measure first / among three, by kind', '', ''),
    ...kinds.map(([kind, of]) => row(`  ${kind} (${of.claims})`, both(of), both(naive.byKind.get(kind) ?? of))),
  ].join('\n');
}

function both({ claims, top1, top3 }: Hits): string {
  return `${Math.round((top1 / claims) * 100)} / ${Math.round((top3 / claims) * 100)}`;
}

function share(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((part / whole) * 100).toFixed(1)} %`;
}

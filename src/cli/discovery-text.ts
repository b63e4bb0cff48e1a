import type { Discovery, Found } from './discover.ts';
import { plain, table } from './terminal-text.ts';

/** What a search brought, as text for a terminal. Shape: lines joined by newlines; `notes` come last. */
export function discoveryText({ asked, of, isStopped, found }: Discovery, notes: readonly string[]): string {
  const printers = found.filter(({ kind }) => kind === 'printer');
  const stopped = isStopped ? ` (stopped before the other ${of - asked})` : '';
  const counts = [
    amount(printers.length, 'printer'),
    amount(countOf(found, 'other'), 'other device'),
    `${countOf(found, 'refused')} that refused`,
  ].join(', ');
  const rows = printers.map(({ address, port, serial, model, profile }) => {
    return [address, String(port), serial ?? 'not said', model ?? 'not said', profile ?? ''];
  });
  return [
    `${amount(asked, 'address')} asked${stopped}: ${counts}`,
    ...(rows.length === 0 ? [] : ['', ...table([['Address', 'Port', 'Serial', 'Model', 'Profile'], ...rows])]),
    ...found.flatMap(({ kind, address, said = '' }) => {
      if (kind === 'printer') return [];
      return [`${address} ${kind === 'other' ? 'is no printer' : 'is there and refused to answer'}: ${said}`];
    }),
    ...notes,
  ]
    .map(plain)
    .join('\n');
}

function amount(count: number, noun: string): string {
  if (count === 1) return `1 ${noun}`;
  return `${count} ${noun}${noun.endsWith('s') ? 'es' : 's'}`;
}

function countOf(found: readonly Found[], kind: Found['kind']): number {
  return found.filter((each) => each.kind === kind).length;
}

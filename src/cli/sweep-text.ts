import { spanInWords, valueInWords } from '../core/words.ts';
import type { ChangedDevice, SweepReport } from './sweep-now.ts';
import { plain } from './terminal-text.ts';

/** Devices whose changes, or addresses that answered as others, are listed unless all are asked for. */
const MOST_SHOWN = 10;

/** A sweep as text: how many devices said what, where another one answered, and what is not as it was. */
export function sweepText(report: SweepReport, isAll: boolean): string {
  const { read, silent, refused, wrongDevice, unasked, changed, of } = report;
  const asked = read + silent + refused + wrongDevice + unasked;
  const seconds = report.tookMs < 10_000 ? `${(report.tookMs / 1000).toFixed(1)} s` : spanInWords(report.tookMs);
  const left = unasked === 0 ? '' : `, ${unasked} not asked (read a moment ago by others, or no time was left)`;
  const head = [
    ...(report.isStopped ? [`Stopped: ${asked} of ${of} devices were asked; what they said is kept.`] : []),
    `${read} read, ${silent} silent, ${refused} refused, ${wrongDevice} ${wrongDevice === 1 ? 'is another device' : 'are other devices'}, ${changed} changed${left}`,
    `${asked} ${asked === 1 ? 'device' : 'devices'} in ${seconds}, ${report.perSecond} a second`,
  ];
  const wrong = report.wrong.map(({ serial, address, said }) => {
    return `  ${address}, where ${serial} is registered, answered as ${said}`;
  });
  return [
    ...head,
    ...shortened('Not the device that is registered there:', wrong, isAll),
    ...shortened('Changed since it was last read:', report.changes.map(changeText), isAll),
  ].join('\n');
}

function shortened(title: string, entries: readonly string[], isAll: boolean): string[] {
  if (entries.length === 0) return [];
  const shown = isAll ? entries : entries.slice(0, MOST_SHOWN);
  const more = entries.length - shown.length;
  return ['', title, ...shown, ...(more === 0 ? [] : [`  and ${more} more: --changes shows all`])];
}

function changeText({ serial, facts, items }: ChangedDevice): string {
  const said = [
    ...facts.map(({ what, before, now }) => `${what}: ${before} -> ${now}`),
    ...items.map(({ title, part, partTitle, before, now }) => {
      const name = part === undefined ? title : `${title}, ${partTitle ?? part}`;
      return `${name}: ${valueInWords(before)} -> ${valueInWords(now)}`;
    }),
  ];
  const [first = '', ...rest] = said.map(plain);
  return rest.length === 0
    ? `  ${plain(serial)}  ${first}`
    : [`  ${plain(serial)}`, ...said.map((line) => `    ${plain(line)}`)].join('\n');
}

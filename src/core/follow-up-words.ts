import type { ClaimEvent } from './claim.ts';
import type { CheckedRow, FollowUp, KeptFigure } from './check.ts';
import { figureInWords, numberInWords } from './words.ts';

/** Rows that are told; there are seldom more. */
const MOST_ROWS = 4;

/** What was found when a resolved claim was looked at again, in one sentence. Shape: not escaped; undefined for any other event. */
export function followUpInWords({ what, followUp }: Pick<ClaimEvent, 'what' | 'followUp'>): string | undefined {
  if (followUp === undefined) return undefined;
  const pages = pagesInWords(followUp);
  const rows = followUp.rows.slice(0, MOST_ROWS).map(rowInWords).join('; ');
  const left = followUp.rows.length - MOST_ROWS;
  const said = [rows, ...(left > 0 ? [`and ${left} more`] : [])].filter((one) => one !== '').join('; ');
  if (what === 'held') return `The fix has held${pages}: ${said}`;
  if (what === 'reopened') return `It has come back${pages}, and the claim is open again: ${said}`;
  const why = followUp.rows.length === 0 ? 'not enough pages since' : 'what was off could not be told again';
  return `Nobody knows whether the fix held: ${why}${pages}${said === '' ? '' : `: ${said}`}`;
}

function pagesInWords({ pages }: FollowUp): string {
  if (pages.kind === 'unknown') return ' (pages since unknown)';
  return ` (${numberInWords(pages.number, pages.unit)} since)`;
}

function rowInWords({ title, part, partTitle = part, before, now, isGone, verdict }: CheckedRow): string {
  const name = partTitle === undefined ? title : `${title}, ${partTitle}`;
  const was = `${name} ${figure(before)} before`;
  if (isGone === true) return `${was}, gone now`;
  if (now === undefined) return `${was}, not read since`;
  const is = { back: '', off: ', still off', unknown: ', too little to tell' }[verdict];
  return `${was}, ${figure(now)} now${is}`;
}

function figure(kept: KeptFigure): string {
  return figureInWords({ ...kept, from: [] });
}

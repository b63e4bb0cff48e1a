import type { Replay, ReplayedClaim } from '../flow/replay-claims.ts';
import { verdictInWords } from '../core/words.ts';
import { plain } from './terminal-text.ts';

const FLIP_WORDS: Record<NonNullable<ReplayedClaim['flip']>, string> = {
  towards: 'towards what worked',
  away: 'away from what worked',
  neither: 'neither is what worked',
};

/** A replay as text: how many claims, every flip, and what could not be judged again. */
export function replayText(replay: Replay): string {
  const { claims, unsealed, otherRules, flips, kept, gone, unread } = replay;
  const count = (flip: ReplayedClaim['flip']): number => flips.filter((one) => one.flip === flip).length;
  const rest = [
    ...(unsealed === 0 ? [] : [`${unsealed} claims have no complete fetch`]),
    ...(kept === 0
      ? []
      : [`${kept} verdicts stay as sealed: compared otherwise now, or sealed without what stood behind them`]),
    ...(gone === 0 ? [] : [`${gone} rows are of items that these rules do not ask for`]),
    ...Object.entries(unread).map(([item, n]) => `${item} was not read for ${n} claims, and these rules ask for it`),
  ];
  return [
    `${claims} claims, ${otherRules} of them sealed by other rules than these (${replay.rules}): ${flips.length} flip`,
    `first measure: ${count('towards')} towards what worked, ${count('away')} away from it, ${count('neither')} neither`,
    ...rest,
    ...flips.flatMap(flipLines),
  ].join('\n');
}

function flipLines({ claim, rows, first, flip }: ReplayedClaim): string[] {
  const measure = `  first measure: ${first.before ?? 'none'} -> ${first.now ?? 'none'}`;
  return [
    `claim ${claim}`,
    ...rows.map(({ title, part, before, now }) => {
      const name = part === undefined ? title : `${title} (${part})`;
      return plain(`  ${name}: ${verdictInWords(before)} -> ${verdictInWords(now)}`);
    }),
    ...(first.before === first.now ? [] : [flip === undefined ? measure : `${measure}, ${FLIP_WORDS[flip]}`]),
  ];
}

import { parseArgs } from 'node:util';
import { loadRules } from '../../rules/load.ts';
import { DEFAULT_BELL } from '../../core/bell.ts';
import { bellText } from './bell/bell-text.ts';
import { runBell } from './bell/run-bell.ts';
import { evaluationText } from './evaluation-text.ts';
import { type Evaluation, runEvaluation } from './run-evaluation.ts';

/** What the README's figures are of. Rules were written, and confidences fitted, on seeds 1 to 6 and 101 to 110. */
const FINAL = { from: 9001, to: 9010 };
const PER = 4;

/** Desks of so many years each, one a seed and scenario. */
const BELL_YEARS = 3;

const USAGE = 'npm run evaluate [-- --seeds A..B] [--per N] [--json], or -- --bell [--seeds A..B] [--years N] [--json]';

type Asked = { evaluation: Evaluation; bellYears?: number | undefined; isJson: boolean };

function askedIn(args: string[]): Asked | undefined {
  const { values } = parseArgs({
    args,
    options: {
      bell: { type: 'boolean', default: false },
      years: { type: 'string' },
      seeds: { type: 'string' },
      per: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const seeds = /^(\d{1,6})(?:\.\.(\d{1,6}))?$/.exec(values.seeds ?? `${FINAL.from}..${FINAL.to}`);
  const [from, to] = [Number(seeds?.[1]), Number(seeds?.[2] ?? seeds?.[1])];
  const per = Number(values.per ?? PER);
  if (seeds === null || to < from || !Number.isInteger(per) || per < 1 || per > 1000) return undefined;
  const years = Number(values.years ?? BELL_YEARS);
  if (!Number.isInteger(years) || years < 1 || years > 50) return undefined;
  return { evaluation: { from, to, per }, ...(values.bell ? { bellYears: years } : {}), isJson: values.json };
}

async function main(): Promise<void> {
  let asked: Asked | undefined;
  try {
    asked = askedIn(process.argv.slice(2));
  } catch {
    asked = undefined;
  }
  if (asked === undefined) {
    console.error(USAGE);
    process.exitCode = 2;
    return;
  }
  const { evaluation, bellYears, isJson } = asked;
  if (bellYears !== undefined) {
    const { from, to } = evaluation;
    const { ours, naive } = runBell(DEFAULT_BELL, { from, to, years: bellYears });
    const title = `Bell: seeds ${from} to ${to}, ${bellYears} years each, at most ${DEFAULT_BELL.falseAYear} false a year`;
    console.log(isJson ? JSON.stringify({ from, to, ours, naive }) : `${title}\n\n${bellText(ours, naive)}`);
    return;
  }
  const book = await loadRules();
  const { ours, naive, outcomes } = runEvaluation(book, evaluation);
  const kinds = [...ours.byKind].map(([kind, hits]) => ({ kind, ...hits }));
  console.log(
    isJson
      ? JSON.stringify({
          ...evaluation,
          rules: book.version,
          ours: { ...ours, byKind: kinds },
          naive: { ...naive, byKind: undefined },
          outcomes,
        })
      : `Seeds ${evaluation.from} to ${evaluation.to}, ${evaluation.per} claims of each of ${kinds.length} kinds, rules ${book.version}\n\n${evaluationText(ours, naive)}`,
  );
}

await main();

import { parseArgs } from 'node:util';
import { loadRules } from '../../rules/load.ts';
import { evaluationText } from './evaluation-text.ts';
import { type Evaluation, runEvaluation } from './run-evaluation.ts';

/** What the README's figures are of. Rules were written, and confidences fitted, on seeds 1 to 6. */
const FINAL = { from: 2001, to: 2005 };
const PER = 4;

const USAGE = 'npm run evaluate [-- --seeds A..B] [--per N] [--json]';

function evaluationOf(args: string[]): { evaluation: Evaluation; isJson: boolean } | undefined {
  const { values } = parseArgs({
    args,
    options: { seeds: { type: 'string' }, per: { type: 'string' }, json: { type: 'boolean', default: false } },
  });
  const seeds = /^(\d{1,6})(?:\.\.(\d{1,6}))?$/.exec(values.seeds ?? `${FINAL.from}..${FINAL.to}`);
  const [from, to] = [Number(seeds?.[1]), Number(seeds?.[2] ?? seeds?.[1])];
  const per = Number(values.per ?? PER);
  if (seeds === null || to < from || !Number.isInteger(per) || per < 1 || per > 1000) return undefined;
  return { evaluation: { from, to, per }, isJson: values.json };
}

async function main(): Promise<void> {
  let asked: ReturnType<typeof evaluationOf>;
  try {
    asked = evaluationOf(process.argv.slice(2));
  } catch {
    asked = undefined;
  }
  if (asked === undefined) {
    console.error(USAGE);
    process.exitCode = 2;
    return;
  }
  const { evaluation, isJson } = asked;
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

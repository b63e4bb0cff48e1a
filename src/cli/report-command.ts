import type { Command } from 'commander';
import type { ReportWish } from '../core/open-report.ts';
import type { CommandTools } from './command-tools.ts';

type Options = {
  config?: string;
  since?: string;
  until?: string;
  model?: string;
  customer?: string;
  within?: number;
  csv?: string;
  html?: string;
  force?: boolean;
  json?: boolean;
};

const DAY_MS = 86_400_000;

/** Adds the command that says how the desk did: report. */
export function addReportCommand(program: Command, { run, configOf, numberBetween }: CommandTools): void {
  program
    .command('report')
    .description('say how the desk did: times, callbacks, models, symptoms, measures, from the claims in the store')
    .option('--since <when>', 'claims from then on: 30d, or a date')
    .option('--until <when>', 'claims up to then: 7d, or a date')
    .option('--model <name>', 'claims on this model alone')
    .option('--customer <name>', 'claims of this customer alone')
    .option(
      '--within <days>',
      'a claim comes back when it does within so long (default: callbackDays)',
      numberBetween(0, 3650),
    )
    .option('--csv <file>', 'write every number to this file too')
    .option('--html <file>', 'write a page with charts to this file too')
    .option('--force', 'replace files that are there')
    .option('-c, --config <file>', 'configuration file')
    .option('--json', 'print as JSON')
    .action((options: Options) => run(options.json, () => report(options, configOf)));
}

async function report(options: Options, configOf: CommandTools['configOf']): Promise<undefined> {
  const { print } = await import('./output.ts');
  const { checkOut, writeOut } = await import('./write-out.ts');
  const { csv, html, force = false } = options;
  for (const file of [csv, html]) if (file !== undefined) await checkOut(file, force);
  const config = await configOf(options);
  const wish = await wishOf(options, config.callbackMs);
  const { loadRules } = await import('../rules/load.ts');
  const { openStore } = await import('../open-store.ts');
  const { makeReport } = await import('../flow/make-report.ts');
  const book = await loadRules(config.rulesDir);
  const store = await openStore(config);
  try {
    const made = await makeReport({ store, book, clock: Date.now }, wish);
    if (csv !== undefined) await writeOut(csv, (await import('../core/report-csv.ts')).reportCsv(made), force);
    if (html !== undefined) await writeOut(html, (await import('../core/report-html.ts')).reportHtml(made), force);
    const { claimsReportText } = await import('./claims-report-text.ts');
    print(options.json ?? false, made, claimsReportText(made));
  } finally {
    await store.close();
  }
  return undefined;
}

async function wishOf(options: Options, callbackMs: number): Promise<ReportWish> {
  const { readMoment } = await import('./read-moment.ts');
  const { AppError } = await import('../core/errors.ts');
  const now = Date.now();
  const { since, until, model, customer, within } = options;
  const wish = {
    ...(since === undefined ? {} : { from: readMoment(since, now) }),
    until: until === undefined ? now : readMoment(until, now, 'end'),
    ...(model === undefined ? {} : { model }),
    ...(customer === undefined ? {} : { customer }),
    withinMs: within === undefined ? callbackMs : within * DAY_MS,
  };
  if ((wish.from ?? wish.until) > wish.until) throw new AppError('bad_input', 'It ends before it begins.');
  return wish;
}

import type { Command } from 'commander';
import type { CommandTools } from './command-tools.ts';
import { EXIT, print } from './output.ts';

type SweepOptions = {
  config?: string;
  json?: boolean;
  model?: string;
  customer?: string;
  site?: string;
  serial?: string[];
  dueOnly?: boolean;
  atOnce?: number;
  changes?: boolean;
  demo?: boolean;
};

/** Adds `sweep`: reads the fleet once, now. */
export function addSweepCommand(program: Command, tools: CommandTools): void {
  program
    .command('sweep')
    .description('read the registered devices once, now, and keep what they say')
    .option('--model <text>', 'of a model')
    .option('--customer <text>', 'of a customer')
    .option('--site <text>', 'of a site')
    .option('--serial <names...>', 'these alone, by serial, asset tag or alias')
    .option('--due-only', 'only what the configuration says is due')
    .option('--at-once <number>', 'devices at once (default: sweep.atOnce of the configuration)', atOnceOf(tools))
    .option('--changes', 'show all devices of which something changed, not the first ten')
    .option('-c, --config <file>', 'configuration file')
    .option('--demo', 'sweep the simulated fleet')
    .option('--json', 'print as JSON')
    .action((options: SweepOptions) => tools.run(options.json, () => sweepAndTell(options, tools)));
}

async function sweepAndTell(options: SweepOptions, tools: CommandTools): Promise<number> {
  const { sweepNow } = await import('./sweep-now.ts');
  const { sweepText } = await import('./sweep-text.ts');
  const { openProgressBar } = await import('./progress-bar.ts');
  const { json = false, changes = false, model, customer, site, serial, atOnce } = options;
  const demo = options.demo === true ? await (await import('../demo/demo-fleet.ts')).startDemoFleet({}) : undefined;
  const stop = new AbortController();
  const onStop = (): void => stop.abort();
  process.once('SIGINT', onStop);
  process.once('SIGTERM', onStop);
  const bar = openProgressBar(process.stderr, !json);
  try {
    const config = demo?.config ?? (await tools.configOf(options));
    const wish = { model, customer, site, serials: serial, isDueOnly: options.dueOnly ?? false, atOnce };
    const report = await sweepNow(config, wish, {
      signal: stop.signal,
      onProgress: (progress) => bar.show(progress),
    }).finally(() => bar.end());
    print(json, report, sweepText(report, changes));
    return report.isStopped ? EXIT.failed : EXIT.done;
  } finally {
    process.off('SIGINT', onStop);
    process.off('SIGTERM', onStop);
    await demo?.stop();
  }
}

function atOnceOf({ numberBetween }: CommandTools): (text: string) => number {
  const most = numberBetween(1, 400);
  return (text) => Math.floor(most(text));
}

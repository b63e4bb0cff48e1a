#!/usr/bin/env node
import { Command, InvalidArgumentError } from 'commander';
import type { Config } from '../config/config.ts';
import { addAuditCommand } from './audit-command.ts';
import { addDeviceCommands } from './device-commands.ts';
import type { ImportReportOptions } from './import-report.ts';
import { addDiscoverCommand } from './discover-command.ts';
import { addDoctorCommand } from './doctor-command.ts';
import { addExportCommand } from './export-command.ts';
import { addFleetCommands } from './fleet-commands.ts';
import { addNeighboursCommands } from './neighbours-command.ts';
import { addProcessCommands } from './process-commands.ts';
import { addReportCommand } from './report-command.ts';
import { addRulesCommands } from './rules-commands.ts';
import { EXIT, print, reportError } from './output.ts';
import { addStoreCommands } from './store-commands.ts';
import { addSweepCommand } from './sweep-command.ts';

// Each command loads what it needs when it runs: --help and parse must not wait for Slack's and React's code.

type Common = { config?: string | undefined; json?: boolean };

/** Runs one command: its result or its fault is printed, and the exit code set. */
async function run(asJson: boolean | undefined, work: () => Promise<number | undefined>): Promise<void> {
  try {
    process.exitCode = (await work()) ?? EXIT.done;
  } catch (error) {
    process.exitCode = reportError(asJson ?? false, error);
  }
}

async function configOf(options: Common): Promise<Config> {
  const { loadConfig } = await import('../config/load.ts');
  return loadConfig({ file: options.config, env: process.env });
}

/** Reads an option as a number between two bounds. Fails: with commander's own error, which names the option. */
function numberBetween(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isFinite(value) || value < least || value > most) {
      throw new InvalidArgumentError(`It must be a number from ${least} to ${most}.`);
    }
    return value;
  };
}

const program = new Command('claimscope')
  .description('Reads a claimed copier live, compares it with the same model elsewhere, and proposes a measure.')
  .version('0.1.0')
  .showHelpAfterError('(claimscope --help lists the commands)')
  .configureOutput({ outputError: (text, write) => write(`claimscope: ${text}`) })
  .exitOverride((error) => {
    process.exit(error.exitCode === 0 ? EXIT.done : EXIT.wrong);
  });

program
  .command('demo')
  .description('start a simulated fleet, a local Slack with a page, and the bot; needs no account')
  .option('--once', 'play the whole story without a person, print the thread, and end')
  .option('--json', 'print as JSON')
  .option('--port <number>', 'port of the page (default: any free one)', numberBetween(0, 65_535))
  .option('--latency <ms>', 'how long each simulated device takes to answer', numberBetween(0, 60_000))
  .option('--loss <percent>', 'how many datagrams the simulated network loses', numberBetween(0, 100))
  .action((options: { once?: boolean; json?: boolean; port?: number; latency?: number; loss?: number }) =>
    run(options.json, async () => {
      const { runDemo } = await import('../demo/run-demo.ts');
      return runDemo(options);
    }),
  );

program
  .command('ask')
  .description('answer a claim in the terminal: serial=… symptom=…')
  .argument('<words...>', 'the claim, as it would be typed in Slack')
  .option('-c, --config <file>', 'configuration file')
  .option('--demo', 'ask the simulated fleet')
  .option('--json', 'print the dossier as JSON')
  .action((words: string[], options: Common & { demo?: boolean }) =>
    run(options.json, async () => {
      const text = words.join(' ');
      const tell = (problem: string): unknown => process.stderr.write(`claimscope: ${problem}\n`);
      const { askInTerminal } = await import('./ask.ts');
      const { dossierText } = await import('./dossier-text.ts');
      if (options.demo !== true) {
        const dossier = await askInTerminal(await configOf(options), text, tell);
        print(options.json ?? false, dossier, dossierText(dossier));
        return EXIT.done;
      }
      const { startDemoFleet } = await import('../demo/demo-fleet.ts');
      const demo = await startDemoFleet({});
      try {
        const dossier = await askInTerminal(demo.config, text, tell);
        print(options.json ?? false, dossier, dossierText(dossier));
        return EXIT.done;
      } finally {
        await demo.stop();
      }
    }),
  );

program
  .command('parse')
  .description('show what a text says when read as a claim')
  .argument('<words...>', 'the text')
  .option('-c, --config <file>', 'configuration file, whose rules it is read by')
  .option('--json', 'print as JSON')
  .action((words: string[], options: Common) =>
    run(options.json, async () => {
      const { loadRules } = await import('../rules/load.ts');
      const { parseText } = await import('../rules/parse.ts');
      const { parsedText } = await import('./parsed-text.ts');
      const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
      const { rulesDir } = await configOf(options);
      const parsed = parseText(await loadRules(rulesDir), words.join(' '), { at: Date.now(), zone });
      print(options.json ?? false, parsed, parsedText(parsed));
      return EXIT.done;
    }),
  );

const tools = { run, configOf, numberBetween };
addProcessCommands(program, tools);
addRulesCommands(program, tools);
addFleetCommands(program, tools);
addSweepCommand(program, tools);
addExportCommand(program, tools);
addAuditCommand(program, tools);
addNeighboursCommands(program, tools);
addReportCommand(program, tools);
addStoreCommands(program, tools);
program
  .command('import-report')
  .description('import a list that an engineer exported from service mode; the same file twice changes nothing')
  .argument('<file>', 'CSV or text; rules/reports says which forms are understood')
  .requiredOption('--serial <serial>', 'the registered device it was made on')
  .option('--at <time>', 'when it was made (ISO), where the list does not say; default: when the file was last changed')
  .option('--format <id>', 'which format it has, where that cannot be told')
  .option('--charset <name>', 'its character set, where it is neither Unicode nor known to the format')
  .option('--dry-run', 'show what stands in it and keep nothing')
  .option('-c, --config <file>', 'configuration file')
  .option('--json', 'print as JSON')
  .action((file: string, options: Common & ImportReportOptions) =>
    run(options.json, async () => {
      const { importReport } = await import('./import-report.ts');
      const { reportText, unknownSerialText } = await import('./report-text.ts');
      const result = await importReport(await configOf(options), file, options);
      if ('unknown' in result) {
        print(options.json ?? false, result, unknownSerialText(result));
        return EXIT.failed;
      }
      print(options.json ?? false, result, reportText(result));
      return result.report.readings.length === 0 ? EXIT.failed : EXIT.done;
    }),
  );

addDoctorCommand(program, tools);
addDeviceCommands(program, tools);
addDiscoverCommand(program, tools);

await program.parseAsync();

#!/usr/bin/env node
import { Command } from 'commander';
import { loadConfig } from '../config/load.ts';
import type { Config } from '../config/config.ts';
import { AppError } from '../core/errors.ts';
import { runDemo } from '../demo/run-demo.ts';
import { startDemoFleet } from '../demo/demo-fleet.ts';
import { openLog } from '../log.ts';
import { openStore, startBot } from '../main.ts';
import { checkRules } from '../rules/check.ts';
import { writeSchemas } from '../rules/json-schemas.ts';
import { loadRules } from '../rules/load.ts';
import { parseText } from '../rules/parse.ts';
import { askInTerminal } from './ask.ts';
import { dossierText } from './dossier-text.ts';
import { EXIT, print, reportError } from './output.ts';
import { readFleetFile } from './read-fleet-file.ts';

type Common = { config?: string; json?: boolean };

/** Runs one command: its result or its fault is printed, and the exit code set. */
async function run(asJson: boolean | undefined, work: () => Promise<number | undefined>): Promise<void> {
  try {
    process.exitCode = (await work()) ?? EXIT.done;
  } catch (error) {
    process.exitCode = reportError(asJson ?? false, error);
  }
}

function configOf(options: Common): Config {
  return loadConfig({ file: options.config, env: process.env });
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
  .command('start')
  .description('start the Slack bot')
  .option('-c, --config <file>', 'configuration file (default claimscope.yml, where there is one)')
  .option('--json', 'print one line of JSON when it has started')
  .action((options: Common) =>
    run(options.json, async () => {
      const config = configOf(options);
      const bot = await startBot(config, openLog(config.logLevel));
      const where = bot.url === undefined ? 'listening over Socket Mode' : `listening at ${bot.url}`;
      print(options.json ?? false, { started: true, mode: config.slack.mode, url: bot.url }, `claimscope is ${where}`);
      await new Promise<void>((resolve) => {
        process.once('SIGTERM', resolve);
        process.once('SIGINT', resolve);
      });
      await bot.stop();
      return EXIT.done;
    }),
  );

program
  .command('demo')
  .description('start a simulated fleet, a local Slack with a page, and the bot; needs no account')
  .option('--once', 'play the whole story without a person, print the thread, and end')
  .option('--json', 'print as JSON')
  .option('--port <number>', 'port of the page (default: any free one)', Number)
  .option('--latency <ms>', 'how long each simulated device takes to answer', Number)
  .option('--loss <percent>', 'how many datagrams the simulated network loses', Number)
  .action((options: { once?: boolean; json?: boolean; port?: number; latency?: number; loss?: number }) =>
    run(options.json, () => runDemo(options)),
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
      if (options.demo !== true) {
        const dossier = await askInTerminal(configOf(options), text);
        print(options.json ?? false, dossier, dossierText(dossier));
        return EXIT.done;
      }
      const demo = await startDemoFleet({});
      try {
        const dossier = await askInTerminal(demo.config, text);
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
  .option('--json', 'print as JSON')
  .action((words: string[], options: Common) =>
    run(options.json, async () => {
      const parsed = parseText(await loadRules(), words.join(' '));
      const text = parsed.isClaim
        ? `serial: ${parsed.serial ?? 'not said'}\nsymptom: ${parsed.symptoms.join(', ') || 'not said'}`
        : 'not a claim';
      print(options.json ?? false, parsed, [text, ...parsed.problems].join('\n'));
      return EXIT.done;
    }),
  );

const rules = program.command('rules').description('work on the rules');
rules
  .command('check')
  .description('check every rule file and run the tests beside them')
  .argument('[dir]', 'folder of the rules (default: those of the package)')
  .option('--json', 'print as JSON')
  .action((dir: string | undefined, options: Common) =>
    run(options.json, async () => {
      const result = await checkRules(dir);
      const failed = result.faults.length > 0;
      const summary = `${result.files} files, ${result.cases} cases, ${result.faults.length} faults`;
      print(options.json ?? false, result, [...result.faults, summary].join('\n'));
      return failed ? EXIT.wrong : EXIT.done;
    }),
  );
rules
  .command('schemas')
  .description('write the JSON Schemas that editors use')
  .argument('[dir]', 'folder of the rules (default: those of the package)')
  .option('--json', 'print as JSON')
  .action((dir: string | undefined, options: Common) =>
    run(options.json, async () => {
      const written = await writeSchemas(dir);
      print(options.json ?? false, { written }, written.join('\n'));
      return EXIT.done;
    }),
  );

program
  .command('fleet')
  .description('work on the registry of devices')
  .command('import')
  .description('import devices from a CSV or JSON file; the same file twice changes nothing')
  .argument('<file>', 'columns: serial, model, customer, address; optional: site, snmpPort, credential, assetTag')
  .option('-c, --config <file>', 'configuration file')
  .option('--json', 'print as JSON')
  .action((file: string, options: Common) =>
    run(options.json, async () => {
      const config = configOf(options);
      const devices = await readFleetFile(file);
      const unknown = devices.find(
        (device) => device.credential !== undefined && !(device.credential in config.credentials),
      );
      if (unknown !== undefined) {
        const { serial, credential } = unknown;
        throw new AppError(
          'bad_input',
          `${serial} names the credential ${credential}, which the configuration does not have.`,
        );
      }
      const store = await openStore(config);
      try {
        const result = await store.putDevices(devices);
        print(
          options.json ?? false,
          result,
          `${result.added} added, ${result.changed} changed, ${result.same} as they were`,
        );
        return EXIT.done;
      } finally {
        await store.close();
      }
    }),
  );

await program.parseAsync();

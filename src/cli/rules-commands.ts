import type { Command } from 'commander';
import type { CommandTools } from './command-tools.ts';
import { EXIT, print } from './output.ts';
import { addStarterCommand } from './starter-command.ts';

type Common = { json?: boolean };

/** Adds the commands that work on the rules: check, learn, schemas, replay, starter. */
export function addRulesCommands(program: Command, tools: CommandTools): void {
  const { run, configOf } = tools;
  const rules = program.command('rules').description('work on the rules');
  rules
    .command('check')
    .description('check every rule file and run the tests beside them')
    .argument('[dir]', 'folder of the rules (default: those of the package)')
    .option('--json', 'print as JSON')
    .action((dir: string | undefined, options: Common) =>
      run(options.json, async () => {
        const { checkRules } = await import('../rules/check.ts');
        const result = await checkRules(dir);
        const failed = result.faults.length > 0;
        const summary = `${result.files} files, ${result.cases} cases, ${result.faults.length} faults`;
        print(options.json ?? false, result, [...result.faults, summary].join('\n'));
        return failed ? EXIT.wrong : EXIT.done;
      }),
    );
  rules
    .command('learn')
    .description(
      'read the rules, learn from their phrases and keep both, so that every later start has them at once; the build does this for those of the package',
    )
    .option('-c, --config <file>', 'configuration file whose rules are learnt from (default: those of the package)')
    .option('--json', 'print as JSON')
    .action((options: Common & { config?: string }) =>
      run(options.json, async () => {
        const { keepRules } = await import('../rules/load.ts');
        const kept = await keepRules(options.config === undefined ? undefined : (await configOf(options)).rulesDir);
        const said =
          kept === undefined ? 'these rules have no talk, without which nothing is learnt' : `kept in ${kept}`;
        print(options.json ?? false, { kept: kept ?? null }, said);
        return EXIT.done;
      }),
    );
  rules
    .command('schemas')
    .description('write the JSON Schemas that editors use')
    .argument('[dir]', 'folder of the rules (default: those of the package)')
    .option('--json', 'print as JSON')
    .action((dir: string | undefined, options: Common) =>
      run(options.json, async () => {
        const { writeSchemas } = await import('../rules/json-schemas.ts');
        const written = await writeSchemas(dir);
        print(options.json ?? false, { written }, written.join('\n'));
        return EXIT.done;
      }),
    );
  rules
    .command('replay')
    .description(
      'judge past claims again, by the rules as they are or as they are in a folder, and list what would flip',
    )
    .option('--since <when>', 'claims from then on: 30d, or a date')
    .option('--rules <dir>', 'folder of the rules (default: those that are configured)')
    .option('-c, --config <file>', 'configuration file')
    .option('--json', 'print as JSON')
    .action((options: Common & { config?: string; since?: string; rules?: string }) =>
      run(options.json, async () => {
        const { readMoment } = await import('./read-moment.ts');
        const { openStore } = await import('../open-store.ts');
        const { loadRules } = await import('../rules/load.ts');
        const { replayClaims } = await import('../flow/replay-claims.ts');
        const { replayText } = await import('./replay-text.ts');
        const from = options.since === undefined ? undefined : readMoment(options.since, Date.now());
        const config = await configOf(options);
        const book = await loadRules(options.rules ?? config.rulesDir);
        const store = await openStore(config);
        try {
          const replay = await replayClaims({ store, book }, { from });
          print(options.json ?? false, replay, replayText(replay));
        } finally {
          await store.close();
        }
        return EXIT.done;
      }),
    );
  addStarterCommand(rules, tools);
}

import type { Command } from 'commander';
import type { CommandTools } from './command-tools.ts';
import { EXIT, print } from './output.ts';

type Common = { config?: string | undefined; json?: boolean };

/** Adds the commands that work on the registry of devices: fleet import. */
export function addFleetCommands(program: Command, { run, configOf }: CommandTools): void {
  program
    .command('fleet')
    .description('work on the registry of devices')
    .command('import')
    .description('import devices from a CSV or JSON file; the same file twice changes nothing')
    .argument(
      '<file>',
      'columns: serial, model, customer, address; optional: site, snmpPort, credential, ippPort, ippPath, ippTls, pjlPort, httpPort, httpTls, assetTag',
    )
    .option('-c, --config <file>', 'configuration file')
    .option('--json', 'print as JSON')
    .action((file: string, options: Common) =>
      run(options.json, async () => {
        const { importFleet } = await import('./import-fleet.ts');
        const result = await importFleet(await configOf(options), file);
        print(
          options.json ?? false,
          result,
          `${result.added} added, ${result.changed} changed, ${result.same} as they were`,
        );
        return EXIT.done;
      }),
    );
}

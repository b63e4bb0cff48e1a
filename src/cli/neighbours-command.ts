import type { Command } from 'commander';
import type { CommandTools } from './command-tools.ts';

type Options = { config?: string; customer?: string; json?: boolean };

/** Adds the commands that look beyond one claim: neighbours, bells. */
export function addNeighboursCommands(program: Command, { run, configOf, numberBetween }: CommandTools): void {
  program
    .command('neighbours')
    .description(
      'list devices of the model of a claim that go the way of its worst finding and have no claim, by what is stored',
    )
    .argument('<claim>', 'its number', numberBetween(1, Number.MAX_SAFE_INTEGER))
    .option('--customer <name>', 'of this customer alone, as it is registered')
    .option('-c, --config <file>', 'configuration file')
    .option('--json', 'print JSON')
    .action((claim: number, options: Options) =>
      run(options.json, async () => {
        const { neighboursOf } = await import('./neighbours.ts');
        const { neighbourInWords, neighboursInWords } = await import('../core/neighbour-words.ts');
        const { print } = await import('./output.ts');
        const { plain } = await import('./terminal-text.ts');
        const found = await neighboursOf(await configOf(options), claim, options.customer);
        const lines = found.found.map((one) => `  ${neighbourInWords(one, Date.now())}`);
        print(options.json ?? false, found, [neighboursInWords(found), ...lines].map(plain).join('\n'));
        return undefined;
      }),
    );
  program
    .command('bells')
    .description('list the bells that were rung for more claims than usual, newest first')
    .option('-c, --config <file>', 'configuration file')
    .option('--json', 'print JSON')
    .action((options: Options) =>
      run(options.json, async () => {
        const { bellLines, bellsOf } = await import('./neighbours.ts');
        const { print } = await import('./output.ts');
        const { plain } = await import('./terminal-text.ts');
        const bells = await bellsOf(await configOf(options));
        const lines = bells.flatMap((rung) => bellLines(rung, Date.now()));
        print(options.json ?? false, bells, lines.length === 0 ? 'No bell was rung.' : lines.map(plain).join('\n'));
        return undefined;
      }),
    );
}

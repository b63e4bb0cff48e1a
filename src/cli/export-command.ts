import { type Command, Option } from 'commander';
import type { CommandTools } from './command-tools.ts';

type Options = { config?: string; format: 'csv' | 'html'; out?: string; force?: boolean; json?: boolean };

/** Adds the command that writes a claim to a file: export. */
export function addExportCommand(program: Command, { run, configOf, numberBetween }: CommandTools): void {
  program
    .command('export')
    .description('write a claim with every figure and its source, as CSV or as one page of HTML')
    .argument('<claim>', 'its number', numberBetween(1, Number.MAX_SAFE_INTEGER))
    .addOption(new Option('--format <format>', 'how').choices(['csv', 'html']).default('csv'))
    .option('--out <file>', 'write to this file instead of standard output')
    .option('--force', 'replace the file where it is there')
    .option('-c, --config <file>', 'configuration file')
    .option('--json', 'print what was written as JSON (with --out)')
    .action((claim: number, options: Options) =>
      run(options.json, async () => {
        const { claimOf } = await import('./export-claim.ts');
        const { dossierCsv } = await import('../core/export-csv.ts');
        const { dossierHtml } = await import('../core/export-html.ts');
        const { checkOut, writeOut } = await import('./write-out.ts');
        const { print } = await import('./output.ts');
        const { out, format, force = false } = options;
        if (out !== undefined) await checkOut(out, force);
        const dossier = await claimOf(await configOf(options), claim, format);
        const text = format === 'csv' ? dossierCsv(dossier) : dossierHtml(dossier);
        if (out === undefined) {
          process.stdout.write(text);
          return undefined;
        }
        await writeOut(out, text, force);
        print(options.json ?? false, { claim, format, out }, `${out} holds claim ${claim}`);
        return undefined;
      }),
    );
}

import { type Command, Option } from 'commander';
import type { CommandTools } from './command-tools.ts';

type Options = {
  config?: string;
  format?: 'csv' | 'html' | 'json';
  out?: string;
  check?: string;
  force?: boolean;
  json?: boolean;
};

/** Adds the command that writes a claim to a file: export. */
export function addExportCommand(program: Command, { run, configOf, numberBetween }: CommandTools): void {
  program
    .command('export')
    .description('write a claim with every figure and its source, as CSV, as one page of HTML, or sealed as JSON')
    .argument('[claim]', 'its number', numberBetween(1, Number.MAX_SAFE_INTEGER))
    .addOption(new Option('--format <format>', 'how').choices(['csv', 'html', 'json']))
    .option('--out <file>', 'write to this file instead of standard output')
    .option('--check <file>', 'say whether a sealed claim is as it was written, instead')
    .option('--force', 'replace the file where it is there')
    .option('-c, --config <file>', 'configuration file')
    .option('--json', 'print it sealed as JSON; with --out or --check, what was done')
    .action((claim: number | undefined, options: Options) =>
      run(options.json, async () => {
        if (options.check !== undefined) return check(options.check, options.json ?? false);
        if (claim === undefined) {
          const { AppError } = await import('../core/errors.ts');
          throw new AppError('bad_input', 'Say which claim, or --check and a file.');
        }
        const { claimOf } = await import('./export-claim.ts');
        const { dossierCsv } = await import('../core/export-csv.ts');
        const { dossierHtml } = await import('../core/export-html.ts');
        const { checkOut, writeOut } = await import('./write-out.ts');
        const { print } = await import('./output.ts');
        const { sealedDossier } = await import('../core/sealed-dossier.ts');
        const { out, force = false } = options;
        const format = options.format ?? (options.json === true && out === undefined ? 'json' : 'csv');
        if (out !== undefined) await checkOut(out, force);
        const dossier = await claimOf(await configOf(options), claim, format);
        const write = { csv: dossierCsv, html: dossierHtml, json: sealedDossier }[format];
        const text = write(dossier);
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

/** Says whether a file holds a sealed claim as it was written; what is not, ends with 1. */
async function check(file: string, asJson: boolean): Promise<number> {
  const { readFile } = await import('node:fs/promises');
  const { AppError } = await import('../core/errors.ts');
  const { checkDossier } = await import('../core/sealed-dossier.ts');
  const { EXIT, print } = await import('./output.ts');
  const octets = await readFile(file).catch((error: unknown) => {
    throw new AppError('bad_input', `${file} cannot be read.`, { file }, error);
  });
  const checked = checkDossier(octets);
  const { faults } = checked;
  const unsealed =
    checked.unsealed === 0 ? '' : `, ${checked.unsealed} of them from before fetches had seals of their own`;
  const words =
    faults.length === 0
      ? `intact: claim ${checked.claim}, ${checked.fetches} ${checked.fetches === 1 ? 'fetch' : 'fetches'}${unsealed}, ${checked.digest}`
      : faults.map((fault) => `not intact: ${fault}`).join('\n');
  print(asJson, { file, intact: faults.length === 0, ...checked }, words);
  return faults.length === 0 ? EXIT.done : EXIT.failed;
}

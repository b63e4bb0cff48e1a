import type { Command } from 'commander';
import type { Finding } from '../core/finding.ts';
import type { CommandTools } from './command-tools.ts';
import { EXIT, print } from './output.ts';
import { plain } from './terminal-text.ts';

/** A device that has not said who it is by then will not be read in time for a claim either. */
const DEVICE_SECONDS = 8;

type Options = { config?: string | undefined; json?: boolean; serial?: string; timeout: number };

/** Adds the command that looks into whether a bot with this configuration can do its work. */
export function addDoctorCommand(program: Command, { run, configOf, numberBetween }: CommandTools): void {
  program
    .command('doctor')
    .description('look into tokens, scopes, channels, clock, rules, store and a device, and say what to do')
    .option('--serial <serial>', 'the device that is asked who it is (default: the first that is registered)')
    .option('--timeout <seconds>', 'how long that device has to answer', numberBetween(1, 60), DEVICE_SECONDS)
    .option('-c, --config <file>', 'configuration file (default claimscope.yml, where there is one)')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nPosts nothing, changes no device. Exit code 1 where something is ill.')
    .action((options: Options) =>
      run(options.json, async () => {
        const config = await configOf(options);
        const { examineSetup } = await import('./examine-setup.ts');
        const findings = await examineSetup(config, options);
        print(options.json ?? false, { findings }, findings.map(lineOf).join('\n'));
        return findings.some(({ state }) => state === 'ill') ? EXIT.failed : EXIT.done;
      }),
    );
}

const MARKS = { well: 'ok      ', unsure: 'unsure  ', ill: 'NOT OK  ' };

function lineOf({ what, state, says, remedy }: Finding): string {
  const line = `${MARKS[state]}${plain(`${what}: ${says}`)}`;
  return remedy === undefined ? line : `${line}\n        -> ${plain(remedy)}`;
}

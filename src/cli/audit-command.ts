import { type Command, InvalidArgumentError } from 'commander';
import type { AuditLine } from '../core/audit.ts';
import type { CommandTools } from './command-tools.ts';
import { print } from './output.ts';
import { plain } from './terminal-text.ts';

type Options = { config?: string; claim?: number; since: number; json?: boolean };

const UNITS = { h: 3_600_000, d: 86_400_000 } as const;
const SINCE_DEFAULT = '30d';
/** A note may hold all that a customer wrote. */
const LONGEST_NOTE = 200;

/** Adds the command that lists who did what: audit. */
export function addAuditCommand(program: Command, { run, configOf, numberBetween }: CommandTools): void {
  program
    .command('audit')
    .description(
      'list who did what and when: claims, fetches, exports, backups, changes to the registry, settings of channels',
    )
    .option('--claim <number>', 'of this claim alone', numberBetween(1, Number.MAX_SAFE_INTEGER))
    .option(
      '--since <when>',
      'from a day (2026-11-20), a moment, or so long ago (12h, 7d)',
      readSince,
      readSince(SINCE_DEFAULT),
    )
    .option('-c, --config <file>', 'configuration file')
    .option('--json', 'print JSON')
    .action((options: Options) =>
      run(options.json, async () => {
        const { auditOf } = await import('./audit.ts');
        const { claim, since } = options;
        const lines = await auditOf(await configOf(options), { claim, since });
        const from = new Date(since).toISOString();
        const none = `Nothing was done since ${from}.`;
        const value = { since: from, lines: lines.map((line) => ({ ...line, at: momentOf(line.at) })) };
        print(options.json ?? false, value, lines.length === 0 ? none : lines.map(textOf).join('\n'));
        return undefined;
      }),
    );
}

/** A moment as somebody types it. Fails: InvalidArgumentError. Units: milliseconds since 1970. */
function readSince(typed: string): number {
  const [, count, unit] = /^(\d{1,5})([hd])$/.exec(typed) ?? [];
  const ms = count === undefined ? Date.parse(typed) : Date.now() - Number(count) * UNITS[unit === 'h' ? 'h' : 'd'];
  if (!Number.isFinite(ms) || ms < -8.64e15)
    throw new InvalidArgumentError('must be a day, a moment, or such as 12h or 7d');
  return ms;
}

function textOf({ at, by, what, claim, channel, note }: AuditLine): string {
  const about = [...(claim === undefined ? [] : [`claim ${claim}`]), ...(channel === undefined ? [] : [channel])].join(
    ' ',
  );
  const said = note === undefined ? '' : `: ${plain(note).slice(0, LONGEST_NOTE)}`;
  return `${momentOf(at)}  ${plain(about)}  ${what} by ${plain(by)}${said}`;
}

/** Events carry what came with them; a time that no calendar knows stays a number. */
function momentOf(at: number): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? String(at) : date.toISOString();
}

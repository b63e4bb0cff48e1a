import { basename } from 'node:path';
import type { Command } from 'commander';
import type { Credential } from '../core/credential.ts';
import { AppError } from '../core/errors.ts';
import type { RuleBook } from '../rules/book.ts';
import type { CommandTools } from './command-tools.ts';
import {
  type AtDevice,
  deviceAt,
  type ProtocolOptions,
  withCredential,
  withDevice,
  withProtocols,
} from './device-options.ts';
import { EXIT, print } from './output.ts';
import type { StarterInput } from './starter-profile.ts';

type StarterOptions = AtDevice &
  ProtocolOptions & { timeout: number; walkPrivate?: boolean; out?: string; force?: boolean };

/** Objects of the maker's own subtree at most, and how long they may take: enough to find a place, little enough for any device. */
const MOST_ROWS = 2000;
const WALK_MS = 60_000;
const PAUSE_MS = 10;

/** Adds `rules starter`: a profile to begin with, made from what a device answers. */
export function addStarterCommand(rules: Command, tools: CommandTools): void {
  const command = rules
    .command('starter')
    .description('print a profile to begin with, and its test, made from what a device answers');
  withCredential(withProtocols(withDevice(command, tools), tools))
    .option('--timeout <seconds>', 'how long to wait for all items', tools.numberBetween(1, 600), 20)
    .option('--walk-private', "also list what the maker's own subtree holds (at most 2,000 objects, a minute)")
    .option('--out <file>', 'write FILE.yml and FILE.test.yml; the profile gets the name of the file')
    .option('--force', 'replace files that are there already')
    .action((address: string, options: StarterOptions) =>
      tools.run(options.json, () => printStarter(address, options, tools)),
    );
}

async function printStarter(address: string, options: StarterOptions, tools: CommandTools): Promise<number> {
  const { out, force = false, json = false } = options;
  const files = out === undefined ? undefined : filesOf(out);
  const { checkOut, writeOut } = await import('./write-out.ts');
  for (const file of files?.names ?? []) await checkOut(file, force);
  const at = deviceAt(address, options);
  const config = await tools.configOf(options);
  const { readAtTerminal } = await import('./read-at-terminal.ts');
  const { unheardInWords } = await import('./identify.ts');
  const { starterProfile } = await import('./starter-profile.ts');
  const { read, book, credential } = await readAtTerminal({ ...at, isPrintPortShut: !options.pjl }, options, config);
  if ('silent' in read) {
    print(json, read, unheardInWords(read));
    return EXIT.failed;
  }
  const walk = options.walkPrivate === true && read.sysObjectID !== undefined;
  const objects = walk ? await walkPrivate(at, read.sysObjectID ?? '', credential, book) : undefined;
  const on = new Date().toISOString().slice(0, 10);
  const starter = starterProfile(book, { read, on, id: files?.id, objects });
  if (starter === undefined) {
    const silent = 'it says neither its model nor a sysObjectID, so that nothing recognises it';
    print(json, { address, silent }, `${address} gets no profile: ${silent}`);
    return EXIT.failed;
  }
  if (files !== undefined) {
    const [profile, test] = files.names;
    await writeOut(profile, starter.profile, force);
    await writeOut(test, starter.test, force);
    print(json, { ...starter, files: files.names }, `${profile} and ${test} are written; now "claimscope rules check"`);
    return EXIT.done;
  }
  // One file to the eye and to YAML: the test stands in comments.
  const test = starter.test.trimEnd().replaceAll(/^/gm, '# ');
  print(json, starter, `${starter.profile}\n# models/${starter.id}.test.yml, the test beside it:\n${test}`);
  return EXIT.done;
}

async function walkPrivate(
  at: { address: string; snmpPort?: number | undefined },
  sysObjectID: string,
  credential: Credential,
  book: RuleBook,
): Promise<StarterInput['objects']> {
  const enterprise = /^1\.3\.6\.1\.4\.1\.\d+/.exec(sysObjectID)?.[0];
  if (enterprise === undefined) return { list: [], notes: [`${sysObjectID} lies in no maker's subtree`] };
  const { walkDevice } = await import('../devices/walk-device.ts');
  const { scrub } = await import('./scrub.ts');
  const { tellingOf } = await import('./walk.ts');
  // Asked along, so that what stands there is recognised and replaced in the maker's own texts too.
  const standard = ['1.3.6.1.2.1.1.5', '1.3.6.1.2.1.2.2.1.6', '1.3.6.1.2.1.43.5.1.1.17'];
  const walk = await walkDevice({
    address: at.address,
    port: at.snmpPort ?? 161,
    credential,
    subtrees: [...standard, enterprise],
    mostRows: MOST_ROWS,
    deadlineMs: WALK_MS,
    pauseMs: PAUSE_MS,
    clock: Date.now,
  });
  const list = scrub(walk.objects, tellingOf(book)).filter(({ oid }) => oid.startsWith(`${enterprise}.`));
  return { list, notes: walk.notes };
}

/** Fails: AppError `bad_input` when the file's name cannot be a profile's. */
function filesOf(out: string): { id: string; names: [profile: string, test: string] } {
  const stem = out.replace(/\.yml$/, '');
  const id = basename(stem);
  if (!/^[a-z0-9]+([.-][a-z0-9]+)*$/.test(id) || id.endsWith('.test')) {
    throw new AppError(
      'bad_input',
      `${out} is no name of a profile: lowercase words joined by dashes, such as acme.yml.`,
    );
  }
  return { id, names: [`${stem}.yml`, `${stem}.test.yml`] };
}

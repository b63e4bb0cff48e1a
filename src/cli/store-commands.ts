import type { Command } from 'commander';
import type { Config } from '../config/config.ts';
import type { AuditNote } from '../core/audit.ts';
import type { OnRecords } from '../store/portable-file.ts';
import type { StoreSource, Tally } from '../store/store-record.ts';
import type { CommandTools } from './command-tools.ts';
import { EXIT, print } from './output.ts';
import { openSource, openTarget, readStorePlace } from './store-places.ts';
import type { StorePlace } from './store-places.ts';

type Options = { config?: string | undefined; json?: boolean; force?: boolean };
type BackupOptions = Options & { portable?: boolean };
type MigrateOptions = Options & { to: string; from?: string; prefix: string; cluster?: boolean };

/** Adds the commands that copy a store: backup, restore, migrate. */
export function addStoreCommands(program: Command, tools: CommandTools): void {
  const { run, configOf } = tools;
  program
    .command('backup')
    .description('copy the store to a file, while the bot runs')
    .argument('<file>', 'the copy')
    .option('--portable', 'in the form that goes into any store; a Redis is always copied so')
    .option('--force', 'replace the file')
    .option('-c, --config <file>', 'configuration file')
    .option('--json', 'print as JSON')
    .action((file: string, options: BackupOptions) =>
      run(options.json, async () => backup(await configOf(options), file, options)),
    );
  program
    .command('restore')
    .description('put a copy in the place of the store; the bot and its workers must be stopped')
    .argument('<file>', 'the copy')
    .option('--force', 'replace the store that is there')
    .option('-c, --config <file>', 'configuration file')
    .option('--json', 'print as JSON')
    .action((file: string, options: Options) =>
      run(options.json, async () => restore((await configOf(options)).store, file, options)),
    );
  program
    .command('migrate')
    .description(
      'copy everything from the store that is configured to another; the bot and its workers must be stopped',
    )
    .requiredOption('--to <store>', 'redis://HOST:PORT, rediss://…, sqlite:PATH, or env:NAME for one in a variable')
    .option('--from <store>', 'another store than the configured one')
    .option('--prefix <text>', 'begins the keys in Redis', 'claimscope')
    .option('--cluster', 'the Redis is a cluster')
    .option('--force', 'replace what the other store holds')
    .option('-c, --config <file>', 'configuration file')
    .option('--json', 'print as JSON')
    .action((options: MigrateOptions) =>
      run(options.json, async () => {
        const read = (word: string): StorePlace =>
          readStorePlace(word, process.env, { prefix: options.prefix, cluster: options.cluster ?? false });
        const from = options.from === undefined ? (await configOf(options)).store : read(options.from);
        const to = read(options.to);
        return fill(await openSource(from), to, { what: 'store-migrated' }, options);
      }),
    );
}

/** Copies the store; that it was is noted in it before anybody has the copy. Who copies a store that takes nothing any more needs the copy: they get it, and are told. */
async function backup(config: Config, file: string, options: BackupOptions): Promise<number> {
  const { store } = config;
  const mayReplace = options.force ?? false;
  const { terminalNote } = await import('./terminal-note.ts');
  if (store.kind === 'sqlite' && options.portable !== true) {
    const { backupSqlite } = await import('../store/sqlite-backup.ts');
    const note = terminalNote('store-copied', { note: `to ${file}` });
    const { unnoted, ...facts } = await backupSqlite(store.path, file, { mayReplace, note });
    const what = `${facts.devices} devices, ${facts.claims} claims, schema version ${facts.version}`;
    const isNoted = tellUnnoted(unnoted);
    const report = { file, store: store.path, ...facts, isNoted };
    print(options.json ?? false, report, `${store.path} was copied to ${file}: ${what}`);
    return EXIT.done;
  }
  const { writePortable } = await import('../store/portable-file.ts');
  const source = await openSource(store);
  try {
    const { checkOut } = await import('./write-out.ts');
    await checkOut(file, mayReplace);
    const unnoted = await noteCopy(config, terminalNote('store-copied', { note: `portable to ${file}` }));
    const tally = await showing((onRecords) => writePortable(source, file, { mayReplace, onRecords }));
    const isNoted = tellUnnoted(unnoted);
    const { where } = source;
    const report = { file, store: where, ...tally, isNoted };
    print(options.json ?? false, report, `${where} was copied to ${file}: ${words(tally)}`);
    return EXIT.done;
  } finally {
    await source.close();
  }
}

/** Why the note could not be entered; nothing where it was. */
async function noteCopy(config: Config, note: AuditNote): Promise<string | undefined> {
  const { openStore } = await import('../open-store.ts');
  try {
    const store = await openStore(config);
    try {
      await store.addNote(note);
      return undefined;
    } finally {
      await store.close();
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Says beside the result that the store does not know what was done with it. Shape: whether it does. */
function tellUnnoted(unnoted: string | undefined, done: 'copied' | 'restored' = 'copied'): boolean {
  if (unnoted === undefined) return true;
  process.stderr.write(
    `claimscope: That the store was ${done} could not be noted in it (${unnoted}): "claimscope audit" does not tell of this copy.\n`,
  );
  return false;
}

async function restore(store: StorePlace, file: string, options: Options): Promise<number> {
  const told: Told = { what: 'store-restored', from: file };
  const { checkPortable, isPortable, openPortable } = await import('../store/portable-file.ts');
  if (await isPortable(file)) {
    await checkPortable(file);
    return fill(openPortable(file), store, told, options);
  }
  if (store.kind === 'redis') {
    const { openSqliteCopy } = await import('../store/sqlite-copy.ts');
    return fill(await openSqliteCopy(file), store, told, options);
  }
  const { restoreSqlite } = await import('../store/sqlite-backup.ts');
  const { terminalNote } = await import('./terminal-note.ts');
  const note = terminalNote('store-restored', { note: `from ${file}` });
  const { unnoted, ...facts } = await restoreSqlite(file, store.path, { mayReplace: options.force ?? false, note });
  const isNoted = tellUnnoted(unnoted, 'restored');
  const what = `${facts.devices} devices, ${facts.claims} claims, schema version ${facts.version}`;
  print(options.json ?? false, { file, store: store.path, ...facts, isNoted }, `${file} is ${store.path} now: ${what}`);
  return EXIT.done;
}

/** What is noted in a store that was filled; from where, where the source's own name does not say it. */
type Told = { what: 'store-restored' | 'store-migrated'; from?: string };

/** Fills a store, notes it there, and says what it holds now. */
async function fill(source: StoreSource, to: StorePlace, { what, from }: Told, options: Options): Promise<number> {
  try {
    const { copyStore } = await import('../store/copy-store.ts');
    const target = await openTarget(to);
    try {
      const { terminalNote } = await import('./terminal-note.ts');
      const note = terminalNote(what, { note: `from ${from ?? source.where}` });
      const copying = { mayReplace: options.force ?? false, now: Date.now(), note };
      const { isSame, ...tally } = await showing((onRecords) => copyStore(source, target, { ...copying, onRecords }));
      const text = isSame
        ? `${target.where} holds the same as ${source.where} already: ${words(tally)}`
        : `${source.where} was copied to ${target.where}: ${words(tally)}`;
      print(options.json ?? false, { from: source.where, to: target.where, isSame, ...tally }, text);
      return EXIT.done;
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

const SHOW_EVERY_MS = 200;

/** Shows on a terminal how far it is. */
async function showing<T>(work: (onRecords: OnRecords) => Promise<T>): Promise<T> {
  const screen = process.stderr;
  let shownAt = performance.now();
  try {
    return await work((records) => {
      if (!screen.isTTY || performance.now() - shownAt < SHOW_EVERY_MS) return;
      shownAt = performance.now();
      screen.write(`\r\u001b[K${records} records`);
    });
  } finally {
    if (screen.isTTY) screen.write('\r\u001b[K');
  }
}

function words({ counts, digest }: Tally): string {
  const { device, claim, readings, past } = counts;
  return `${device} devices, ${claim} claims, readings of ${readings} and the past of ${past} devices (digest ${digest.slice(0, 12)})`;
}

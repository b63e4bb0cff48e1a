import type { Command } from 'commander';
import { AppError } from '../core/errors.ts';
import type { CommandTools } from './command-tools.ts';
import { EXIT, print } from './output.ts';

type Options = { config?: string | undefined; json?: boolean; force?: boolean };

/** Adds the commands that copy the embedded store and put a copy in its place: backup, restore. */
export function addStoreCommands(program: Command, { run, configOf }: CommandTools): void {
  for (const [name, description, isBackup] of [
    ['backup', 'copy the embedded store to a file, while the bot runs', true],
    ['restore', 'put a copy in the place of the embedded store; the bot must be stopped', false],
  ] as const) {
    program
      .command(name)
      .description(description)
      .argument('<file>', 'the copy')
      .option('--force', isBackup ? 'replace the file' : 'replace the store that is there')
      .option('-c, --config <file>', 'configuration file')
      .option('--json', 'print as JSON')
      .action((file: string, options: Options) =>
        run(options.json, async () => {
          const { store } = await configOf(options);
          if (store.kind !== 'sqlite') {
            throw new AppError(
              'bad_input',
              'The store is a Redis: it is copied by its own means (its append-only file, BGSAVE).',
            );
          }
          const { backupSqlite, restoreSqlite } = await import('../store/sqlite-backup.ts');
          const facts = isBackup
            ? await backupSqlite(store.path, file, options.force ?? false)
            : await restoreSqlite(file, store.path, options.force ?? false);
          const what = `${facts.devices} devices, ${facts.claims} claims, schema version ${facts.version}`;
          const where = isBackup ? `${store.path} was copied to ${file}` : `${file} is ${store.path} now`;
          print(options.json ?? false, { file, store: store.path, ...facts }, `${where}: ${what}`);
          return EXIT.done;
        }),
      );
  }
}

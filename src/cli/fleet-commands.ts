import { extname } from 'node:path';
import { type Command, Option } from 'commander';
import { AppError } from '../core/errors.ts';
import type { ItemDef } from '../core/item.ts';
import type { Store } from '../core/ports.ts';
import type { CommandTools } from './command-tools.ts';
import type { FleetFormat } from './fleet-export.ts';
import type { FleetFilter } from './fleet-list.ts';
import { EXIT, print } from './output.ts';

type Common = { config?: string | undefined; json?: boolean };

const STATES = ['active', 'silent', 'unmonitored', 'retired'];

/** Adds the commands that work on the registry of devices. */
export function addFleetCommands(program: Command, tools: CommandTools): void {
  const fleet = program.command('fleet').description('work on the registry of devices');
  const add = (name: string, description: string): Command =>
    fleet
      .command(name)
      .description(description)
      .option('-c, --config <file>', 'configuration file')
      .option('--json', 'print as JSON');
  addImport(add, tools);
  addReading(add, tools);
  addExport(add, tools);
  addRetire(add, tools);
}

type Add = (name: string, description: string) => Command;

async function withStore<T>(
  { configOf }: CommandTools,
  options: Common,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const { openStore } = await import('../open-store.ts');
  const store = await openStore(await configOf(options));
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

function addImport(add: Add, { run, configOf }: CommandTools): void {
  add('import', 'import devices from a CSV or JSON file; the same file twice changes nothing')
    .argument(
      '<file>',
      'CSV, or JSON where it is named so, or - for standard input; columns: serial, model, customer, address; optional: site, snmpPort, credential, ippPort, ippPath, ippTls, pjlPort, httpPort, httpTls, ' +
        'assetTag, aliases, tags, state',
    )
    .action((file: string, options: Common) =>
      run(options.json, async () => {
        const { importFleet } = await import('./import-fleet.ts');
        const result = await importFleet(await configOf(options), file);
        const { added, changed, same } = result;
        print(options.json ?? false, result, `${added} added, ${changed} changed, ${same} as they were`);
        return EXIT.done;
      }),
    );
}

function addReading(add: Add, tools: CommandTools): void {
  const { run, configOf, numberBetween } = tools;
  add('list', 'list devices, those whose texts hold what is given')
    .option('--model <text>', 'of a model')
    .option('--customer <text>', 'of a customer')
    .option('--site <text>', 'of a site')
    .addOption(new Option('--state <state>', 'in a state').choices(STATES))
    .option('--text <text>', 'with this anywhere: a name, an address, a tag')
    .option('--limit <number>', 'how many at most', numberBetween(1, 1_000_000), 50)
    .option('--after <serial>', 'go on after this serial, as the page before says')
    .action((options: Common & FleetFilter) =>
      run(options.json, () =>
        withStore(tools, options, async (store) => {
          const { fleetListText, listFleet } = await import('./fleet-list.ts');
          const list = await listFleet(store, options);
          print(options.json ?? false, list, fleetListText(list, Date.now(), options));
          return EXIT.done;
        }),
      ),
    );
  add('show', 'show all that is known of one device')
    .argument('<name>', 'its serial, asset tag or alias')
    .option('--past [item]', 'what is kept of its past, of one item or of all, and what follows from it')
    .action((name: string, options: Common & { past?: string | true }) =>
      run(options.json, () =>
        withStore(tools, options, async (store) => {
          const { noDeviceText, showDevice, showText } = await import('./fleet-show.ts');
          const { loadRules } = await import('../rules/load.ts');
          const book = await loadRules((await configOf(options)).rulesDir);
          if (options.past !== undefined) return printPast(store, name, book.items, options);
          const shown = await showDevice(store, name, [...book.items.keys()]);
          print(options.json ?? false, shown, 'unknown' in shown ? noDeviceText(shown) : showText(shown, Date.now()));
          return 'unknown' in shown ? EXIT.failed : EXIT.done;
        }),
      ),
    );
  add('doctor', 'check the registry and say what to mend; exit code 1 when there is something').action(
    (options: Common) =>
      run(options.json, () =>
        withStore(tools, options, async (store) => {
          const { doctorText, examineFleet } = await import('./fleet-doctor.ts');
          const { loadRules } = await import('../rules/load.ts');
          const config = await configOf(options);
          const known = new Set(Object.keys(config.credentials));
          const result = await examineFleet(store, await loadRules(config.rulesDir), known);
          print(options.json ?? false, result, doctorText(result));
          return result.troubles.length === 0 ? EXIT.done : EXIT.failed;
        }),
      ),
  );
}

async function printPast(
  store: Store,
  name: string,
  items: ReadonlyMap<string, ItemDef>,
  options: Common & { past?: string | true },
): Promise<number> {
  const { pastText, showPast } = await import('./fleet-past.ts');
  const { noDeviceText } = await import('./fleet-show.ts');
  const item = options.past === true ? undefined : options.past;
  if (item !== undefined && !items.has(item))
    throw new AppError('bad_input', `There is no item ${item}. Without one the past of all is shown.`, { item });
  const shown = await showPast(store, name, items, item);
  print(options.json ?? false, shown, 'unknown' in shown ? noDeviceText(shown) : pastText(shown, Date.now()));
  return 'unknown' in shown ? EXIT.failed : EXIT.done;
}

function addExport(add: Add, tools: CommandTools): void {
  add(
    'export',
    'write the registry as a file that "fleet import" takes back; to standard output where no file is named',
  )
    .argument('[file]', 'CSV, or JSON where it is named so; - for standard output')
    .addOption(new Option('--format <format>', 'csv or json').choices(['csv', 'json']))
    .option('--force', 'replace the file')
    .action((said: string | undefined, options: Common & { format?: FleetFormat; force?: boolean }) =>
      tools.run(options.json, () =>
        withStore(tools, options, async (store) => {
          const { PIPED } = await import('./read-fleet-file.ts');
          const file = said === PIPED ? undefined : said;
          const { exportFleet, exportPieces } = await import('./fleet-export.ts');
          const { terminalNote } = await import('./terminal-note.ts');
          const { checkOut } = await import('./write-out.ts');
          const named = extname(file ?? '').toLowerCase() === '.json' ? 'json' : 'csv';
          const format = options.format ?? named;
          if (file !== undefined) await checkOut(file, options.force ?? false);
          const note = file === undefined ? format : `${format} to ${file}`;
          await store.addNote(terminalNote('fleet-exported', { note }));
          if (file === undefined) {
            for await (const piece of exportPieces(store, format)) process.stdout.write(piece);
            return EXIT.done;
          }
          await exportFleet(store, file, { format, mayReplace: options.force ?? false });
          const devices = await store.countDevices();
          print(options.json ?? false, { file, format, devices }, `${devices} devices written to ${file}`);
          return EXIT.done;
        }),
      ),
    );
}

function addRetire(add: Add, tools: CommandTools): void {
  for (const [name, description, isRetired] of [
    ['retire', 'retire devices: they are asked and compared no more, and nothing of them is deleted', true],
    ['unretire', 'take devices back that were retired', false],
  ] as const) {
    add(name, description)
      .argument('<names...>', 'their serials, asset tags or aliases')
      .option('-y, --yes', 'do not ask')
      .action((names: string[], options: Common & { yes?: boolean }) =>
        tools.run(options.json, () =>
          withStore(tools, options, async (store) => {
            const { confirmed, setRetired } = await import('./fleet-retire.ts');
            const { namedDevices } = await import('./named-devices.ts');
            const devices = await namedDevices(store, names, 'Nothing was changed.');
            if (options.yes !== true && !(await confirmed(devices, name))) return EXIT.failed;
            const changed = await setRetired(store, devices, isRetired);
            const serials = devices.map(({ serial }) => serial);
            print(options.json ?? false, { changed, serials }, `${changed} of ${devices.length} changed`);
            return EXIT.done;
          }),
        ),
      );
  }
}

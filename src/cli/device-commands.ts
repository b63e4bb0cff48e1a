import type { Command } from 'commander';
import type { CommandTools } from './command-tools.ts';
import {
  type AtDevice,
  deviceAt,
  hostOf,
  type ProtocolOptions,
  withCredential,
  withDevice,
  withProtocols,
} from './device-options.ts';
import { EXIT, print } from './output.ts';

/** How long a person waits at a terminal for all items of one device. */
const READ_SECONDS = 20;

/** Adds the commands that work on one device, or on recordings of devices: simulate, read, walk. */
export function addDeviceCommands(program: Command, tools: CommandTools): void {
  addSimulate(program, tools);
  addRead(program, tools);
  addWalk(program, tools);
}

function addSimulate(program: Command, { run, numberBetween }: CommandTools): void {
  program
    .command('simulate')
    .description('serve recordings of devices over SNMP on loopback, one device a file, until it is stopped')
    .requiredOption('--walk <files...>', 'recordings (.snmprec)')
    .option(
      '--port <number>',
      'port of the first device, the others follow (default: any free ones)',
      numberBetween(0, 65_535),
    )
    .option('--address <address>', 'loopback address of the first device; the others follow, all on one port')
    .option('--lenient', 'pass over broken lines and repeated OIDs')
    .option('--json', 'print one line of JSON when it has started')
    .action((options: { walk: string[]; port?: number; address?: string; lenient?: boolean; json?: boolean }) =>
      run(options.json, async () => {
        const { loadRecordings } = await import('../demo/replay/load-recordings.ts');
        const { startReplay } = await import('../demo/replay/start-replay.ts');
        const { plain, table } = await import('./terminal-text.ts');
        const { recordings, faults } = await loadRecordings(options.walk, options.lenient ?? false);
        const replay = await startReplay({ recordings, port: options.port, address: options.address });
        const rows = replay.devices.map((device) => [
          device.address,
          String(device.port),
          device.community,
          `${device.file} (${device.objects} objects)`,
        ]);
        const lines = [
          ...faults.map((fault) => `passed over ${fault}`),
          ...table([['Address', 'Port', 'Community', 'Recording'], ...rows]),
        ];
        print(options.json ?? false, { devices: replay.devices, faults }, lines.map(plain).join('\n'));
        await new Promise<void>((resolve) => {
          process.once('SIGTERM', resolve);
          process.once('SIGINT', resolve);
        });
        await replay.stop();
        return EXIT.done;
      }),
    );
}

function addRead(program: Command, tools: CommandTools): void {
  const command = program.command('read').description('identify a device and read every item the rules know');
  withCredential(withProtocols(withDevice(command, tools), tools))
    .option('--timeout <seconds>', 'how long to wait for all items', tools.numberBetween(1, 600), READ_SECONDS)
    .action((address: string, options: AtDevice & ProtocolOptions & { timeout: number }) =>
      tools.run(options.json, async () => {
        const at = deviceAt(address, options);
        const config = await tools.configOf(options);
        const { readAtTerminal } = await import('./read-at-terminal.ts');
        const { readText } = await import('./read-text.ts');
        const { unheardInWords } = await import('./identify.ts');
        const { read } = await readAtTerminal({ ...at, isPrintPortShut: !options.pjl }, options, config);
        const isUnheard = 'silent' in read;
        print(options.json ?? false, read, isUnheard ? unheardInWords(read) : readText(read, Date.now()));
        return isUnheard ? EXIT.failed : EXIT.done;
      }),
    );
}

type WalkOptions = AtDevice & { out: string; force?: boolean; scrub?: boolean; subtree?: string[]; bulk?: boolean };

function addWalk(program: Command, tools: CommandTools): void {
  const command = program.command('walk').description('record a device to a file that "simulate" can serve');
  withCredential(withDevice(command, tools))
    .requiredOption('--out <file>', 'where the recording goes')
    .option('--force', 'replace the file where it is there already')
    .option('--bulk', 'ask for many objects at once (GETBULK), which some devices take harm from')
    .option('--subtree <oid...>', 'only these subtrees (default: those of printers and of their makers)')
    .option(
      '--scrub',
      'replace serial numbers, addresses, names of hosts, domains and queues, contact and location by made-up ones',
    )
    .action((address: string, options: WalkOptions) =>
      tools.run(options.json, async () => {
        const { host, port } = hostOf(address, options.port);
        const config = await tools.configOf(options);
        const { credentialsFor } = await import('./snmp-options.ts');
        const { recordDevice, subtreesOf } = await import('./walk.ts');
        const { loadRules } = await import('../rules/load.ts');
        const subtrees = subtreesOf(options.subtree);
        const { default: credential } = credentialsFor(options, process.env, config);
        const book = options.scrub === true ? await loadRules(config.rulesDir) : undefined;
        const { out: file, force: mayReplace = false } = options;
        const at = { address: host, port, credential, file, mayReplace, subtrees, bulk: options.bulk };
        const recorded = await recordDevice(at, book);
        const text =
          'silent' in recorded
            ? `${address} did not answer: ${recorded.silent}`
            : [`${recorded.objects} objects written to ${recorded.file}`, ...recorded.notes].join('\n');
        print(options.json ?? false, recorded, text);
        return 'silent' in recorded ? EXIT.failed : EXIT.done;
      }),
    );
}

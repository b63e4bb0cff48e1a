import { type Command, InvalidArgumentError } from 'commander';
import type { CommandTools } from './command-tools.ts';
import { type CredentialOptions, withCredential } from './device-options.ts';
import { EXIT, print } from './output.ts';

type DiscoverCommandOptions = CredentialOptions & {
  ports: number[];
  rate: number;
  timeout: number;
  exclude?: string[];
  out?: string;
  force?: boolean;
  customer: string;
};

const MOST_PORTS = 8;

/** Adds `discover`: finds printers and writes a fleet file. */
export function addDiscoverCommand(program: Command, tools: CommandTools): void {
  const command = program
    .command('discover')
    .description('find printers: one small SNMP request and one retry to each address, at a steady pace')
    .argument('<ranges...>', 'ranges or addresses to ask, such as 192.0.2.0/24; at most 65,536 addresses')
    .option('--exclude <ranges...>', 'ranges or addresses not to ask')
    .option('--ports <numbers>', 'SNMP ports, joined by commas', portsOf, [161])
    .option('--rate <number>', 'addresses a second at most', tools.numberBetween(0.1, 1000), 50)
    .option('--timeout <seconds>', 'how long to wait for each of the two tries', tools.numberBetween(0.1, 30), 0.8)
    .option('--out <file>', 'write a CSV that "fleet import" takes')
    .option('--force', 'replace the file where it is there already')
    .option('--customer <name>', 'what the CSV says as customer', 'unassigned');
  withCredential(command).action((ranges: string[], options: DiscoverCommandOptions) =>
    tools.run(options.json, () => discoverAndTell(ranges, options, tools)),
  );
}

async function discoverAndTell(
  ranges: string[],
  options: DiscoverCommandOptions,
  tools: CommandTools,
): Promise<number> {
  const { addressesOf } = await import('./address-ranges.ts');
  const { fleetCsv } = await import('./fleet-csv.ts');
  const { checkOut, writeOut } = await import('./write-out.ts');
  const addresses = addressesOf(ranges, options.exclude);
  const { out, force = false, json = false, customer } = options;
  if (out !== undefined) await checkOut(out, force);
  const config = await tools.configOf(options);
  const { credentialsFor } = await import('./snmp-options.ts');
  const { discover } = await import('./discover.ts');
  const { discoveryText } = await import('./discovery-text.ts');
  const { openProgressBar } = await import('./progress-bar.ts');
  const { loadRules } = await import('../rules/load.ts');
  const { addServicePlaces } = await import('../rules/service-places.ts');
  const { default: credential } = credentialsFor(options, process.env, config);
  const book = addServicePlaces(await loadRules(config.rulesDir), config.services, config.file);
  const stop = new AbortController();
  const onStop = (): void => stop.abort();
  process.once('SIGINT', onStop);
  process.once('SIGTERM', onStop);
  const bar = openProgressBar(process.stderr, !json);
  const found = await discover(book, {
    addresses,
    ports: options.ports,
    perSecond: options.rate,
    tryMs: options.timeout * 1000,
    credential,
    services: config.services,
    signal: stop.signal,
    onProgress: (progress) => bar.show({ ...progress, what: 'addresses' }),
  });
  bar.end();
  process.off('SIGINT', onStop);
  process.off('SIGTERM', onStop);
  const csv = fleetCsv(found.found, { customer, credential: options.credential });
  // A file without a device is one that "fleet import" refuses.
  const written = out !== undefined && csv.rows > 0 ? out : undefined;
  if (written !== undefined) await writeOut(written, csv.text, force);
  const notes = [
    ...csv.leftOut,
    ...(written === undefined
      ? []
      : [`${csv.rows === 1 ? '1 printer' : `${csv.rows} printers`} written to ${written}`]),
    ...(out !== undefined && written === undefined ? [`Nothing to write to ${out}`] : []),
  ];
  print(json, { ...found, leftOut: csv.leftOut, file: written }, discoveryText(found, notes));
  return found.isStopped ? EXIT.failed : EXIT.done;
}

function portsOf(text: string): number[] {
  const ports = [...new Set(text.split(',').map(Number))];
  const isSound = ports.every((port) => Number.isInteger(port) && port >= 1 && port <= 65_535);
  if (isSound && ports.length <= MOST_PORTS) return ports;
  throw new InvalidArgumentError(`It must be at most ${MOST_PORTS} numbers from 1 to 65535, joined by commas.`);
}

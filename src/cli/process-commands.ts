import { type Command, InvalidArgumentError } from 'commander';
import type { CommandTools } from './command-tools.ts';
import { EXIT, print } from './output.ts';

type Options = { config?: string | undefined; json?: boolean };

/** Adds the commands that run until they are stopped: start, worker. */
export function addProcessCommands(program: Command, { run, configOf }: CommandTools): void {
  program
    .command('start')
    .description('start the Slack bot')
    .option('-c, --config <file>', 'configuration file (default claimscope.yml, where there is one)')
    .option('--no-work', 'only listen: claims are worked on by "claimscope worker"')
    .option('--json', 'print one line of JSON when it has started')
    .action((options: Options & { work: boolean }) =>
      run(options.json, async () => {
        const given = await configOf(options);
        const config = { ...given, queue: { ...given.queue, works: given.queue.works && options.work } };
        const { startBot } = await import('../main.ts');
        const { openLog } = await import('../log.ts');
        const bot = await startBot(config, openLog(config.logLevel));
        // Whoever reads that it has started may end it at once.
        const stopped = untilStopped(bot.stop);
        const where = bot.url === undefined ? 'listening over Socket Mode' : `listening at ${bot.url}`;
        const facts = { started: true, mode: config.slack.mode, url: bot.url, works: config.queue.works };
        print(
          options.json ?? false,
          facts,
          `claimscope is ${where}${config.queue.works ? '' : '; workers answer claims'}`,
        );
        return stopped;
      }),
    );

  program
    .command('worker')
    .description(
      'work on claims beside the bot, in as many processes as wanted; shares its store and queue (REDIS_URL)',
    )
    .option('-c, --config <file>', 'configuration file, the same as the bot has')
    .option(
      '--metrics-port <port>',
      'answer /healthz, /readyz and /metrics there (0: any), whatever "metrics" says',
      portOf,
    )
    .option('--json', 'print one line of JSON when it has started')
    .addHelpText('after', '\nNeeds SLACK_BOT_TOKEN; it sends to Slack and hears nothing from it.')
    .action((options: Options & { metricsPort?: number }) =>
      run(options.json, async () => {
        const given = await configOf(options);
        const { host = '127.0.0.1' } = given.metrics ?? {};
        const { metricsPort: port } = options;
        const config = port === undefined ? given : { ...given, metrics: { host, port } };
        const { startWorker } = await import('../start-worker.ts');
        const { openLog } = await import('../log.ts');
        const worker = await startWorker(config, openLog(config.logLevel));
        const stopped = untilStopped(worker.stop);
        const { store, claimsAtOnce } = config;
        const { metricsUrl } = worker;
        const facts = { started: true, store: store.kind, claimsAtOnce, metricsUrl };
        const told = metricsUrl === undefined ? '' : `; metrics at ${metricsUrl}/metrics`;
        print(options.json ?? false, facts, `claimscope works on claims, at most ${claimsAtOnce} at once${told}`);
        return stopped;
      }),
    );
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('It must be a port: 0 to 65535.');
}

/** How long stopping may take, and how long what a library still holds open may keep the process after it. Units: milliseconds. */
const STOP_MS = 15_000;
const LINGER_MS = 500;

/** Runs until it is told to stop; a second signal ends it where it stands, which loses nothing either. */
async function untilStopped(stop: () => Promise<void>): Promise<number> {
  await new Promise<void>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  setTimeout(() => process.exit(EXIT.failed), STOP_MS).unref();
  await stop();
  // A socket to Slack that was just being opened again would keep the process for ever.
  setTimeout(() => process.exit(EXIT.done), LINGER_MS).unref();
  return EXIT.done;
}

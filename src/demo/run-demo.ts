import type { FleetOptions } from './fleet/fleet.ts';
import type { LocalSlack } from './slack/options.ts';
import { type Demo, startDemo } from './start-demo.ts';
import { playStory, type Story } from './story.ts';
import { type Names, threadText } from './thread-text.ts';

/** What can be said on the demo's command line. */
export type DemoOptions = {
  once?: boolean | undefined;
  json?: boolean | undefined;
  port?: number | undefined;
  latency?: number | undefined;
  loss?: number | undefined;
};

/** Runs the demo until it is interrupted, or plays the story once. Shape: the exit code; 1 when a step was not seen. */
export async function runDemo(options: DemoOptions): Promise<number> {
  const fleet: FleetOptions = {
    latencyMs: options.latency ?? { min: 4, max: 40 },
    lossPercent: options.loss ?? 0,
  };
  const demo = await startDemo({ fleet, ...(options.port === undefined ? {} : { port: options.port }) });
  try {
    return options.once === true ? await once(demo, options.json === true) : await stay(demo, options.json === true);
  } finally {
    await demo.stop();
  }
}

async function once(demo: Demo, asJson: boolean): Promise<number> {
  const story = await playStory(demo.slack);
  process.stdout.write(`${asJson ? JSON.stringify(story) : storyText(story, namesOf(demo.slack))}\n`);
  return story.failed === undefined ? 0 : 1;
}

function storyText(story: Story, names: Names): string {
  const steps = story.steps.map(({ step, seen, ms }) => `ok   ${step}: ${seen} (${ms} ms)`);
  if (story.failed !== undefined) steps.push(`FAIL ${story.failed}`);
  const threads = story.threads.map((thread) => threadText(thread, names));
  const told = threadText(story.told, names);
  return [...threads, `Told in person:\n\n${told}`, steps.join('\n')].join(`\n\n${'='.repeat(72)}\n\n`);
}

async function stay(demo: Demo, asJson: boolean): Promise<number> {
  const { slack, fleet } = demo;
  const tries = [
    '/claim serial=SIM-3500-0042 symptom=light-print',
    '/claim serial=SIM-9100-0007 symptom=jam-feed',
    'SIM-1200-0031 keeps going offline',
  ];
  const text = [
    `claimscope is in #claims of a local Slack: ${slack.url}`,
    `${fleet.fleet.devices.length} simulated devices answer on loopback. Open the page and try, in #claims:`,
    '',
    ...tries.map((line) => `  ${line}`),
    '',
    'or let another system bring the claim:',
    '',
    `  ${apiTry(demo)}`,
    '',
    'Ctrl-C ends it.',
  ].join('\n');
  process.stdout.write(
    `${asJson ? JSON.stringify({ url: slack.url, devices: fleet.fleet.devices.length, tries }) : text}\n`,
  );
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  return 0;
}

/** A request that a person can paste into a shell; the token is the demo's own. */
function apiTry({ bot, fleet }: Demo): string {
  const claim = JSON.stringify({ serial: 'SIM-3500-0007', text: 'prints are too light since Monday' });
  const headers = {
    Authorization: `Bearer ${fleet.env['DEMO_API_TOKEN']}`,
    'Idempotency-Key': 'ticket-1',
    'Content-Type': 'application/json',
  };
  const shown = Object.entries(headers).map(([name, value]) => `-H '${name}: ${value}'`);
  return `curl -s ${bot.apiUrl}/claims ${shown.join(' ')} -d '${claim}'`;
}

function namesOf(slack: LocalSlack): Names {
  const names = new Map<string, string>([
    [slack.bot.id, slack.bot.realName],
    ...slack.users.map((user): [string, string] => [user.id, user.realName]),
    ...slack.groups.map((group): [string, string] => [group.id, group.handle]),
    ...slack.channels.map((channel): [string, string] => [channel.id, channel.name]),
  ]);
  return (id) => names.get(id);
}

import { afterEach, describe, expect, it } from 'vitest';
import { type DemoFleet, startDemoFleet } from '../../src/demo/demo-fleet.ts';
import type { LocalSlack } from '../../src/demo/slack/options.ts';
import { startLocalSlack } from '../../src/demo/slack/start-local-slack.ts';
import { type Bot, startBot } from '../../src/main.ts';
import { type ClaimWorker, startWorker } from '../../src/start-worker.ts';
import { type Arrived, type Collector, startCollector } from '../trace/collector.ts';

type Line = { event: string; facts: Record<string, unknown> };
type Scene = {
  slack: LocalSlack;
  fleet: DemoFleet;
  bot: Bot;
  worker?: ClaimWorker | undefined;
  lines: Line[];
  stop: () => Promise<void>;
};

const opened: { stop: () => Promise<void> }[] = [];
function add<T extends { stop: () => Promise<void> }>(part: T): T {
  opened.push(part);
  return part;
}
afterEach(async () => {
  for (const part of opened.splice(0).toReversed()) await part.stop();
});

/** A bot over a small fleet, and, where it only listens, a worker beside it; both are stopped by `stop`, which has them tell what is left. */
async function startScene(env: Record<string, string>, claims: 'here' | 'workers'): Promise<Scene> {
  const slack = add(await startLocalSlack({ transport: 'socket', limits: { postsPerSecondPerChannel: null } }));
  const fleet = add(
    await startDemoFleet({
      fleet: { quirks: false, devices: { 'SIM-3500': 9 } },
      slack: { apiUrl: slack.apiUrl, postsPerSecond: null },
      peers: { deadlineSeconds: 5, standSeconds: 0.5 },
      queue: { claims },
      env: { ...env, SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken },
    }),
  );
  const lines: Line[] = [];
  const log = (_level: string, event: string, facts: Record<string, unknown>): void =>
    void lines.push({ event, facts });
  const bot = add(await startBot(fleet.config, log));
  const worker = claims === 'here' ? undefined : add(await startWorker(fleet.config, log));
  async function stop(): Promise<void> {
    for (const part of [bot, worker]) {
      if (part === undefined) continue;
      opened.splice(opened.indexOf(part), 1);
      await part.stop();
    }
  }
  return { slack, fleet, bot, worker, lines, stop };
}

async function claim({ slack }: Scene, serial: string): Promise<void> {
  await slack.control.typeCommand('ben', 'claims', `/claim serial=${serial} symptom=light-print words never told`);
  await answered(slack, serial);
}
async function answered(slack: LocalSlack, serial: string): Promise<void> {
  const isThere = (): boolean =>
    slack.control
      .messages('claims')
      .some(({ text, blocks }) => text.includes(serial) && JSON.stringify(blocks).includes('Complete'));
  await slack.control.waitFor(isThere, 60_000, `the card of ${serial}`);
}

/** Each span below its parent, names alone, those that say the same once. */
function childrenOf(spans: Arrived[], parent: Arrived | undefined): Set<string> {
  return new Set(spans.filter(({ parentSpanId }) => parentSpanId === parent?.spanId).map(({ name }) => name));
}

describe('the trace of a claim', () => {
  it('goes from the command over the queue to the worker, its devices and its messages, and names nobody', async () => {
    const collector: Collector = add(await startCollector());
    const scene = await startScene({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url }, 'workers');
    await claim(scene, 'SIM-3500-0002');
    await scene.worker?.engine.runner.idle();
    await scene.stop();

    const command = collector.spans.find(({ name }) => name === 'slack command');
    const spans = collector.spans.filter(({ traceId }) => traceId === command?.traceId);
    const named = (name: string): Arrived[] => spans.filter((span) => span.name === name);
    expect(command?.parentSpanId ?? '').toBe('');
    expect(childrenOf(spans, command)).toEqual(new Set(['claim take-in']));
    const [takeIn] = named('claim take-in');
    expect(takeIn?.facts.get('intake.result')).toBe('claim');
    // The job carried the trace: what the worker did belongs to it.
    expect(childrenOf(spans, takeIn)).toEqual(new Set(['claim work']));
    const [work] = named('claim work');
    expect(work?.facts.get('claim.id')).toBe(takeIn?.facts.get('claim.id'));
    expect(childrenOf(spans, work)).toEqual(new Set(['claim fetch', 'claim show']));
    const [fetch] = named('claim fetch');
    expect(childrenOf(spans, fetch)).toEqual(new Set(['device read', 'claim compare', 'claim show']));
    expect(fetch?.facts.get('fetch.phase')).toBe('complete');
    expect(fetch?.facts.get('peers.live')).toBe('8');

    const reads = named('device read');
    expect(reads.filter(({ facts }) => facts.get('device.outcome') === 'answered')).toHaveLength(9);
    for (const { facts } of reads) {
      expect(facts.get('device.protocols')).toContain('snmp');
      expect(Number(facts.get('device.readings'))).toBeGreaterThan(3);
    }
    // Every call to Slack for this claim is in its trace, below the state that was being shown.
    const shows = new Set(named('claim show').map(({ spanId }) => spanId));
    const posts = named('slack chat.postMessage');
    expect(posts.length).toBeGreaterThanOrEqual(3);
    expect(posts.every(({ parentSpanId }) => shows.has(parentSpanId ?? ''))).toBe(true);
    for (const { startTimeUnixNano, endTimeUnixNano, status, service } of spans) {
      expect(BigInt(endTimeUnixNano) >= BigInt(startTimeUnixNano)).toBe(true);
      expect(status.code ?? 0).toBe(0);
      expect(service).toBe('claimscope');
    }

    const customers = scene.fleet.fleet.devices.map(({ customer }) => customer);
    const secrets = [scene.fleet.fleet.community, scene.slack.botToken, scene.slack.appToken];
    const told = collector.raw.join('\n');
    for (const word of ['SIM-3500', 'words never told', '127.0.0.1', ...customers, ...secrets]) {
      expect(told).not.toContain(word);
    }

    // The log names the trace beside the claim.
    const taken = scene.lines.find(({ event }) => event === 'claim.taken-in');
    expect(taken?.facts['trace_id']).toBe(command?.traceId);
    expect(String(taken?.facts['claim'])).toBe(work?.facts.get('claim.id'));
  });

  it('goes on where the trace of another system was, when that system says which', async () => {
    const collector: Collector = add(await startCollector());
    const scene = await startScene({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.url}/v1/traces` }, 'here');
    const post = (token: string | undefined, key: string): Promise<Response> =>
      fetch(`${scene.bot.apiUrl}/claims`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'idempotency-key': key,
          'content-type': 'application/json',
          traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
        },
        body: JSON.stringify({ serial: 'SIM-3500-0002', symptoms: ['light-print'] }),
      });
    expect((await post('no such token at all', 'k1')).status).toBe(401);
    expect((await post(scene.fleet.env['DEMO_API_TOKEN'], 'k2')).status).toBe(201);
    await answered(scene.slack, 'SIM-3500-0002');
    await scene.bot.idle();
    await scene.stop();
    const spans = collector.spans.filter(({ traceId }) => traceId === '0af7651916cd43dd8448eb211c80319c');
    const requests = spans.filter(({ name }) => name === 'POST /claims');
    expect(requests).toHaveLength(1);
    expect(requests[0]?.parentSpanId).toBe('b7ad6b7169203331');
    expect(requests[0]?.facts.get('http.response.status_code')).toBe('201');
    expect(spans.some(({ name }) => name === 'slack chat.postMessage')).toBe(true);
  });

  it('holds nobody up where the collector is away', async () => {
    const gone = await startCollector();
    await gone.stop();
    const scene = await startScene({ OTEL_EXPORTER_OTLP_ENDPOINT: gone.url }, 'here');
    await claim(scene, 'SIM-3500-0002');
    await claim(scene, 'SIM-3500-0003');
    await scene.bot.idle();
    await scene.stop();
    expect(scene.lines.filter(({ event }) => /^(slack|queue|claim.*not)/.test(event))).toEqual([]);
  });
});

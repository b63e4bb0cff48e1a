import { createHmac } from 'node:crypto';
import { type RequestOptions, request } from 'node:http';
import { App, HTTPReceiver, type ReceiverEvent, ReceiverMultipleAckError } from '@slack/bolt';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Secret } from '../../src/core/secret.ts';
import { boltLogger } from '../../src/slack/bolt-logger.ts';
import { openCommandDoor } from '../../src/slack/command-door.ts';

const PATH = '/slack/events';
const SECRET = '0123456789abcdef0123456789abcdef';
const FORM = 'application/x-www-form-urlencoded';

type Heard = { body: ReceiverEvent['body']; retryNum: number | undefined; retryReason: string | undefined };
type Handle = (event: ReceiverEvent) => Promise<void>;
type Answer = { status: number; type: string | undefined; length: string | undefined; body: string };

/** Bolt's receiver over HTTP, with the door before it or as it comes; what the app was given, and whether Bolt took the request. */
async function openSide(hasDoor: boolean, logged: string[]) {
  const heard: Heard[] = [];
  const side = {
    heard,
    handle: (async ({ ack }) => ack()) as Handle,
    passed: 0,
    port: 0,
    stop: async () => undefined as void,
  };
  const logger = boltLogger(
    (_level, _event, facts) => logged.push(JSON.stringify(facts)),
    (text) => text,
  );
  const receiver = new HTTPReceiver({ signingSecret: SECRET, endpoints: PATH, logger });
  const app = new App({ token: 'xoxb-test', botId: 'B1', botUserId: 'U1', receiver, convoStore: false, logger });
  app.processEvent = async (event) => {
    const { body, retryNum, retryReason } = event;
    heard.push({ body: { ...body }, retryNum, retryReason });
    await side.handle(event);
  };
  const bolt = receiver.requestListener;
  const counted: typeof bolt = (incoming, response) => {
    side.passed += 1;
    return bolt(incoming, response);
  };
  const signingSecret = new Secret(SECRET);
  receiver.requestListener = hasDoor
    ? openCommandDoor({ path: PATH, signingSecret, app, bolt: counted, logger })
    : bolt;
  const server = await receiver.start({ port: 0, host: '127.0.0.1' });
  const address = server.address();
  side.port = typeof address === 'object' && address !== null ? address.port : 0;
  side.stop = async () => {
    server.closeAllConnections();
    await receiver.stop();
  };
  return side;
}

type Side = Awaited<ReturnType<typeof openSide>>;

/** What is sent: a body, and what differs from a request as Slack signs it. Units: `age` seconds. */
type Sent = {
  body: string;
  age?: number;
  secret?: string;
  signature?: string;
  timestamp?: string;
  headers?: Record<string, string>;
  how?: Pick<RequestOptions, 'method' | 'path'>;
  isChunked?: boolean;
};

function send(port: number, { body, age = 0, secret = SECRET, isChunked = false, ...more }: Sent): Promise<Answer> {
  const timestamp = more.timestamp ?? String(Math.floor(Date.now() / 1000) - age);
  const hash = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  const headers = {
    'content-type': FORM,
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': more.signature ?? `v0=${hash}`,
    ...(isChunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': String(Buffer.byteLength(body)) }),
    ...more.headers,
  };
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, path: PATH, method: 'POST', agent: false, headers, ...more.how },
      (response) => {
        let said = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (said += chunk));
        response.on('end', () => {
          const { 'content-type': type, 'content-length': length } = response.headers;
          resolve({ status: response.statusCode ?? 0, type, length, body: said });
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

const formOf = (fields: Record<string, string>): string => new URLSearchParams(fields).toString();
const COMMAND = {
  command: '/claim',
  text: 'A1B2C3 zieht “Streifen” & graut = 100 %',
  user_id: 'U1',
  trigger_id: '1.2',
};

let door: Side;
let bolt: Side;
const logged = { door: [] as string[], bolt: [] as string[] };

beforeAll(async () => {
  door = await openSide(true, logged.door);
  bolt = await openSide(false, logged.bolt);
});
afterAll(async () => {
  await door.stop();
  await bolt.stop();
});
beforeEach(() => {
  for (const side of [door, bolt]) {
    side.handle = async ({ ack }) => ack();
    side.passed = 0;
    side.heard.length = 0;
  }
  for (const lines of Object.values(logged)) lines.length = 0;
});
afterEach(() => vi.useRealTimers());

/** Both answer the same and give the app the same; what they said. */
async function bothSay(sent: Sent): Promise<Answer> {
  const [ours, theirs] = [await send(door.port, sent), await send(bolt.port, sent)];
  expect({ ...ours, length: undefined }).toEqual({ ...theirs, length: undefined });
  expect(door.heard).toEqual(bolt.heard);
  expect(logged.door).toEqual(logged.bolt);
  return ours;
}

describe('signed commands', () => {
  it('reach the app as Bolt brings them, and are acknowledged without Bolt', async () => {
    expect(await bothSay({ body: formOf(COMMAND) })).toEqual({ status: 200, type: undefined, length: '0', body: '' });
    expect(door.heard[0]?.body).toEqual(COMMAND);
    expect(door.passed).toBe(0);
  });

  it('whatever was typed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.string(), async (text, name) => {
        await bothSay({ body: formOf({ ...COMMAND, text, user_name: name }) });
        expect(door.heard.at(-1)?.body['text']).toBe(bolt.heard.at(-1)?.body['text']);
      }),
      { numRuns: 60 },
    );
  });

  it('that Slack sends again say so', async () => {
    const headers = { 'x-slack-retry-num': '2', 'x-slack-retry-reason': 'http_timeout' };
    await bothSay({ body: formOf(COMMAND), headers });
    expect(door.heard[0]).toMatchObject({ retryNum: 2, retryReason: 'http_timeout' });
  });

  it('are answered with words of their own, the same each time where they never change, with their length', async () => {
    const fixed = Object.freeze({ text: 'Hilfe – “help”', response_type: 'ephemeral' });
    let n = 0;
    for (const answer of [() => fixed, () => fixed, () => ({ text: `answer ${n}` }), () => ({ text: `answer ${n}` })]) {
      n += 1;
      door.handle = bolt.handle = async ({ ack }) => ack(answer());
      const said = await bothSay({ body: formOf(COMMAND) });
      expect(JSON.parse(said.body)).toEqual(answer());
      expect(said).toMatchObject({ type: 'application/json', length: String(Buffer.byteLength(said.body)) });
    }
  });

  it('are acknowledged once', async () => {
    const second: unknown[] = [];
    door.handle = bolt.handle = async ({ ack }) => {
      await ack();
      await ack({ text: 'again' }).catch((error: unknown) => second.push(error));
    };
    expect((await bothSay({ body: formOf(COMMAND) })).status).toBe(200);
    expect(second).toEqual([expect.any(ReceiverMultipleAckError), expect.any(ReceiverMultipleAckError)]);
  });

  it('that the app fails on are refused, so that Slack says so; after their acknowledgement it is logged', async () => {
    door.handle = bolt.handle = async () => Promise.reject(new Error('the store is down'));
    expect((await bothSay({ body: formOf(COMMAND) })).status).toBe(500);
    door.handle = bolt.handle = async ({ ack }) => {
      await ack();
      throw new Error('the store is down');
    };
    expect((await bothSay({ body: formOf(COMMAND) })).status).toBe(200);
    await vi.waitFor(() => expect(logged.door).toHaveLength(2));
    expect(logged.door).toEqual(logged.bolt);
  });

  it('that nobody acknowledges within three seconds are refused, and it is logged', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    door.handle = async () => undefined;
    const answer = send(door.port, { body: formOf(COMMAND) });
    await vi.waitFor(() => expect(door.heard).toHaveLength(1));
    vi.advanceTimersByTime(2900);
    expect(logged.door).toEqual([]);
    vi.advanceTimersByTime(200);
    expect((await answer).status).toBe(404);
    expect(logged.door).toEqual([expect.stringContaining('not acknowledged within 3 seconds')]);
  });
});

describe('what is refused', () => {
  const body = formOf(COMMAND);
  it.each<[string, Sent]>([
    ['another secret', { body, secret: 'ffffffffffffffffffffffffffffffff' }],
    ['no signature', { body, signature: '' }],
    ['a signature of another version', { body, signature: `v1=${'0'.repeat(64)}` }],
    ['a signature cut short', { body, signature: 'v0=00' }],
    ['a signature that is no number', { body, signature: `v0=${'z'.repeat(64)}` }],
    ['a time that is none', { body, timestamp: 'soon' }],
    ['signed six minutes ago', { body, age: 360 }],
    ['signed at the beginning of time', { body, timestamp: '0' }],
  ])('%s', async (_why, sent) => {
    expect((await bothSay(sent)).status).toBe(401);
    expect(door.heard).toEqual([]);
    expect(logged.door).toHaveLength(1);
  });

  it('a body with one letter changed after it was signed', async () => {
    const timestamp = String(Math.floor(Date.now() / 1000));
    const signature = `v0=${createHmac('sha256', SECRET).update(`v0:${timestamp}:${body}`).digest('hex')}`;
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: body.length - 1 }), async (at) => {
        const changed = `${body.slice(0, at)}${body[at] === 'x' ? 'y' : 'x'}${body.slice(at + 1)}`;
        logged.door.length = logged.bolt.length = 0;
        expect((await bothSay({ body: changed, timestamp, signature })).status).toBe(401);
        expect(door.heard).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('a body beyond the limit, with and without its length', async () => {
    const large = formOf({ ...COMMAND, text: 'x'.repeat(4 * 1024 * 1024) });
    expect((await send(door.port, { body: large })).status).toBe(413);
    expect((await send(door.port, { body: large, isChunked: true })).status).toBe(413);
    expect(door.heard).toEqual([]);
  });

  it('another path', async () => {
    expect((await bothSay({ body, how: { path: '/slack/other' } })).status).toBe(404);
    expect((await bothSay({ body, how: { method: 'PUT' } })).status).toBe(404);
    expect(door.heard).toEqual([]);
  });
});

describe('what is left to Bolt', () => {
  it.each<[string, Sent]>([
    [
      'an event',
      {
        body: JSON.stringify({ type: 'event_callback', event: { type: 'message' } }),
        headers: { 'content-type': 'application/json' },
      },
    ],
    ['a button', { body: formOf({ payload: JSON.stringify({ type: 'block_actions', command: '/claim' }) }) }],
    ['a payload beside a command', { body: formOf({ ...COMMAND, payload: '{"type":"block_actions"}' }) }],
    ['a long command', { body: formOf({ ...COMMAND, text: 'x'.repeat(70_000) }) }],
    ['a command without its length', { body: formOf(COMMAND), isChunked: true }],
  ])('%s', async (_what, sent) => {
    expect((await bothSay(sent)).status).toBe(200);
    expect(door.heard).toHaveLength(1);
    expect(door.passed).toBe(1);
  });

  it('a look at the certificate, which is not signed and brings no command in', async () => {
    const sent = { body: formOf({ ...COMMAND, ssl_check: '1' }), signature: '' };
    expect((await bothSay(sent)).status).toBe(200);
    expect(door.heard).toEqual([]);
  });
});

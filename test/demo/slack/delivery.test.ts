import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { clientOf, connectRaw } from './raw-socket.ts';
import { signatureOf } from '../../../src/demo/slack/delivery/http-transport.ts';
import { fieldsOf, type Fields } from '../../../src/demo/slack/json.ts';
import type { LocalSlack, LocalSlackOptions } from '../../../src/demo/slack/options.ts';
import { startLocalSlack } from '../../../src/demo/slack/start-local-slack.ts';

const open: { stop(): Promise<unknown> }[] = [];

afterEach(async () => {
  for (const each of open.splice(0).toReversed()) await each.stop();
});

async function start(options: Partial<LocalSlackOptions> = {}): Promise<LocalSlack> {
  const slack = await startLocalSlack({
    transport: 'socket',
    limits: { postsPerSecondPerChannel: null },
    retryDelaysMs: [0, 20],
    ...options,
  });
  open.push(slack);
  return slack;
}

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

async function listen(
  answer: (received: Received, count: number) => { status: number; headers?: Record<string, string> },
): Promise<{ url: string; got: Received[] }> {
  const got: Received[] = [];
  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString('utf8')));
    request.on('end', () => {
      got.push({ headers: request.headers, body });
      const { status, headers } = answer({ headers: request.headers, body }, got.length);
      response.writeHead(status, headers).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({
    stop: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return { url: `http://127.0.0.1:${port}/slack/events`, got };
}

describe('Socket Mode', () => {
  it('gives each parcel to one socket only', async () => {
    const slack = await start();
    const one = await connectRaw(slack);
    const two = await connectRaw(slack);
    expect(two.got[0]).toMatchObject({ type: 'hello', num_connections: 2 });
    for (const text of ['a', 'b', 'c', 'd']) slack.control.typeMessage('aiko', '#claims', text);
    await slack.control.waitFor(() => slack.control.deliveries.every((each) => each.tries[0]?.outcome !== undefined));
    const heard = [...one.got, ...two.got].filter((each) => each['type'] === 'events_api');
    expect(heard).toHaveLength(4);
    expect(one.got.length).toBe(two.got.length);
  });

  it('sends an event again with its id, until it is acknowledged', async () => {
    const slack = await start({ ackTimeoutMs: 300 });
    const { got } = await connectRaw(slack, (envelope) => (envelope['retry_attempt'] === 2 ? {} : 'silent'));
    slack.control.typeMessage('aiko', '#claims', 'hello');
    await slack.control.waitFor(() => slack.control.deliveries[0]?.tries[2]?.outcome?.kind === 'acked');
    const events = got.filter((each) => each['type'] === 'events_api');
    expect(events.map((each) => [each['retry_attempt'], each['retry_reason']])).toEqual([
      [0, ''],
      [1, 'timeout'],
      [2, 'timeout'],
    ]);
    expect(new Set(events.map((each) => fieldsOf(each['payload'])['event_id'])).size).toBe(1);
    expect(new Set(events.map((each) => each['envelope_id'])).size).toBe(3);
  });

  it('delivers an event twice when told to', async () => {
    const slack = await start();
    const { got } = await connectRaw(slack);
    slack.control.typeMessage('aiko', '#claims', 'hello');
    const id = slack.control.deliveries[0]?.id ?? '';
    await slack.control.waitFor(() => slack.control.deliveries[0]?.tries[0]?.outcome);
    expect(slack.control.redeliver(id)).toBe(true);
    expect(slack.control.redeliver('Ev0')).toBe(false);
    await slack.control.waitFor(() => slack.control.deliveries[0]?.tries[1]?.outcome);
    const events = got.filter((each) => each['type'] === 'events_api');
    expect(events.map((each) => fieldsOf(each['payload'])['event_id'])).toEqual([id, id]);
  });

  it('takes a ticket once', async () => {
    const slack = await start();
    const { url } = await clientOf(slack, slack.appToken).apps.connections.open({});
    const first = new WebSocket(url ?? '');
    await new Promise((resolve) => first.once('message', resolve));
    const second = new WebSocket(url ?? '');
    const code = await new Promise((resolve) => second.once('close', resolve));
    expect(code).toBe(4001);
    first.close();
  });

  it('asks the sockets to come again, or cuts them', async () => {
    const slack = await start();
    const { got, socket } = await connectRaw(slack);
    slack.control.dropSocket('refresh');
    await new Promise((resolve) => socket.once('message', resolve));
    expect(got.at(-1)).toMatchObject({ type: 'disconnect', reason: 'refresh_requested' });
    slack.control.dropSocket('cut');
    await slack.control.waitFor(() => slack.control.socketCount() === 0);
  });

  it('tells a person when no one answers a command', async () => {
    const slack = await start({ ackTimeoutMs: 300 });
    expect(await slack.control.typeCommand('aiko', '#claims', '/claim x')).toEqual({
      ok: false,
      error: 'dispatch_failed',
    });
    await connectRaw(slack, () => 'silent');
    expect(await slack.control.typeCommand('aiko', '#claims', '/claim x')).toEqual({
      ok: false,
      error: 'operation_timeout',
    });
    expect(slack.control.ephemerals('aiko').map((each) => [each.from, each.text])).toEqual([
      ['USLACKBOT', '/claim failed with the error "dispatch_failed"'],
      ['USLACKBOT', '/claim failed with the error "operation_timeout"'],
    ]);
  });
});

describe('requests to the app', () => {
  it('signs what it sends, so that the app can check it', async () => {
    const { url, got } = await listen(() => ({ status: 200 }));
    const slack = await start({ transport: { http: url } });
    await slack.control.typeCommand('aiko', '#claims', '/claim serial=1');
    const { headers, body } = got[0] ?? { headers: {}, body: '' };
    const stamp = String(headers['x-slack-request-timestamp']);
    expect(headers['x-slack-signature']).toBe(signatureOf(slack.signingSecret, stamp, body));
    expect(Object.fromEntries(new URLSearchParams(body))).toMatchObject({
      command: '/claim',
      text: 'serial=1',
      channel_name: 'claims',
      user_id: 'U0AIKOMORI1',
      team_domain: 'toner-and-co',
      is_enterprise_install: 'false',
    });
    expect(
      await clientOf(slack, slack.appToken)
        .apps.connections.open({})
        .catch((error: Error) => error.message),
    ).toContain('socket_mode_not_enabled');
  });

  it('tries an event again with number and reason, but not when told not to', async () => {
    const { url, got } = await listen((_received, count) => ({ status: count < 3 ? 500 : 200 }));
    const slack = await start({ transport: { http: url } });
    slack.control.typeMessage('aiko', '#claims', 'hello');
    await slack.control.waitFor(() => slack.control.deliveries[0]?.tries[2]?.outcome?.kind === 'acked');
    expect(got.map((each) => [each.headers['x-slack-retry-num'], each.headers['x-slack-retry-reason']])).toEqual([
      [undefined, undefined],
      ['1', 'http_error'],
      ['2', 'http_error'],
    ]);
    const stubborn = await listen(() => ({ status: 500, headers: { 'x-slack-no-retry': '1' } }));
    slack.control.setRequestUrl(stubborn.url);
    slack.control.typeMessage('aiko', '#claims', 'again');
    await slack.control.waitFor(() => slack.control.deliveries[1]?.tries[0]?.outcome);
    expect(slack.control.deliveries[1]?.tries[0]?.outcome).toMatchObject({ isFinal: true });
  });

  it('speaks to no other machine', async () => {
    await expect(start({ transport: { http: 'http://198.51.100.7/slack' } })).rejects.toThrow('on this machine');
  });
});

describe('what the app may hear', () => {
  const manifest = {
    features: {
      slash_commands: [{ command: '/claim', should_escape: true }, { command: '/plain' }],
      app_home: { home_tab_enabled: true },
    },
    oauth_config: { scopes: { bot: ['channels:history', 'app_mentions:read', 'commands'] } },
    settings: { event_subscriptions: { bot_events: ['message.channels', 'app_mention'] } },
  };

  it('hears of messages in its channels only, and twice of a mention', async () => {
    const slack = await start({ manifest });
    await connectRaw(slack);
    slack.control.typeMessage('aiko', '#random', 'not here');
    slack.control.typeMessage('aiko', '#claims', '@claimscope a copier, please');
    slack.control.openHome('aiko');
    const types = slack.control.deliveries.map((each) => each.type);
    expect(types).toEqual(['message', 'app_mention']);
    expect(slack.control.deliveries[0]?.payload).toMatchObject({
      type: 'event_callback',
      authorizations: [{ user_id: slack.bot.id, is_bot: true }],
      event: { channel: 'C0CLAIMS001', channel_type: 'channel', text: '<@U0CLAIMBOT1> a copier, please' },
    });
  });

  it('escapes mentions and links in commands that ask for it, and refuses commands it does not know', async () => {
    const slack = await start({ manifest });
    await connectRaw(slack);
    const typed = 'for @Ben Okafor in #service-desk see http://127.0.0.1/a & <b>';
    await slack.control.typeCommand('aiko', '#claims', `/claim ${typed}`);
    await slack.control.typeCommand('aiko', '#claims', `/plain ${typed}`);
    expect(slack.control.deliveries.map((each) => each.payload['text'])).toEqual([
      'for <@U0BENOKAFO1|ben> in <#C0SERVDESK1|service-desk> see <http://127.0.0.1/a> &amp; &lt;b&gt;',
      'for @Ben Okafor in #service-desk see http://127.0.0.1/a &amp; &lt;b&gt;',
    ]);
    expect(await slack.control.typeCommand('aiko', '#claims', '/other')).toMatchObject({ error: 'invalid_command' });
    expect(await slack.control.typeCommand('aiko', '#claims', '/claim', { threadTs: '1.1' })).toMatchObject({
      error: 'not_in_threads',
    });
  });

  it('tells the app of edits, deletions, photos and its own posts', async () => {
    const slack = await start();
    await connectRaw(slack);
    const { ts } = slack.control.typeMessage('aiko', '#claims', 'pale copies');
    slack.control.editMessage('aiko', '#claims', ts, 'very pale copies');
    slack.control.deleteMessage('aiko', '#claims', ts);
    slack.control.typeMessage('aiko', '#claims', 'see', { files: [{ name: 'a.jpg', bytes: Buffer.from('x') }] });
    await clientOf(slack).apiCall('chat.postMessage', { channel: 'C0CLAIMS001', text: 'mine' });
    const events = slack.control.deliveries.map((each) => fieldsOf(each.payload['event']));
    expect(events.map((each) => each['subtype'])).toEqual([
      undefined,
      'message_changed',
      'message_deleted',
      'file_share',
      undefined,
    ]);
    expect(events[4]).toMatchObject({ bot_id: 'B0CLAIMBOT1', text: 'mine' });
  });
});

describe('triggers and response addresses', () => {
  const view = { type: 'modal', title: { type: 'plain_text', text: 'A' }, blocks: [] };

  it('opens one modal for one trigger, in time', async () => {
    const slack = await start();
    await connectRaw(slack);
    const web = clientOf(slack);
    const openWith = (trigger: unknown): Promise<unknown> =>
      web.apiCall('views.open', { trigger_id: trigger, view }).then(
        () => 'opened',
        (error: { data?: { error?: string } }) => error.data?.error,
      );
    await slack.control.typeCommand('aiko', '#claims', '/claim');
    const first = slack.control.deliveries[0]?.payload['trigger_id'];
    expect(await openWith(first)).toBe('opened');
    expect(await openWith(first)).toBe('exchanged_trigger_id');
    expect(await openWith('1.2')).toBe('invalid_trigger_id');
    await slack.control.typeCommand('aiko', '#claims', '/claim');
    slack.control.expireTriggers();
    expect(await openWith(slack.control.deliveries[1]?.payload['trigger_id'])).toBe('expired_trigger_id');
  });

  it('takes five answers at a response_url, to the person or the channel, and then no more', async () => {
    const slack = await start();
    await connectRaw(slack);
    await slack.control.typeCommand('aiko', '#random', '/claim');
    const url = String(slack.control.deliveries[0]?.payload['response_url']);
    const answer = async (body: Fields): Promise<[number, string]> => {
      const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
      return [response.status, await response.text()];
    };
    expect(await answer({ text: 'to you' })).toEqual([200, 'ok']);
    expect(await answer({ text: 'to all', response_type: 'in_channel' })).toEqual([200, 'ok']);
    expect(await answer({})).toEqual([400, '{"ok":false,"error":"no_text"}']);
    await answer({ text: 'four' });
    await answer({ text: 'five' });
    expect(await answer({ text: 'six' })).toEqual([404, '{"ok":false,"error":"used_url"}']);
    expect(slack.control.ephemerals('aiko').map((each) => each.text)).toEqual(['to you', 'four', 'five']);
    expect(slack.control.messages('#random').map((each) => each.text)).toEqual(['to all']);
  });

  it('replaces and removes the message a button was on', async () => {
    const slack = await start();
    await connectRaw(slack);
    const button = { type: 'button', action_id: 'go', text: { type: 'plain_text', text: 'Go' } };
    const blocks = [{ type: 'actions', elements: [button] }];
    const posted = await clientOf(slack).apiCall('chat.postMessage', { channel: 'C0CLAIMS001', text: 'a', blocks });
    await slack.control.press('aiko', '#claims', String(fieldsOf(posted)['ts']), 'go');
    const url = String(slack.control.deliveries.at(-1)?.payload['response_url']);
    await fetch(url, { method: 'POST', body: JSON.stringify({ replace_original: true, text: 'done', blocks: [] }) });
    expect(slack.control.messages('#claims').map((each) => each.text)).toEqual(['done']);
    await fetch(url, { method: 'POST', body: JSON.stringify({ delete_original: true }) });
    expect(slack.control.messages('#claims')).toEqual([]);
    slack.control.expireResponseUrls();
    expect((await fetch(url, { method: 'POST', body: '{"text":"late"}' })).status).toBe(404);
  });
});

describe('pings', () => {
  it('counts mentions in posts and direct messages, but not edits, escaped words or people elsewhere', async () => {
    const slack = await start();
    const web = clientOf(slack);
    const say = async (args: Fields): Promise<Fields> => fieldsOf(await web.apiCall('chat.postMessage', args));
    const channel = 'C0CLAIMS001';
    const root = await say({ channel, text: 'device &lt;!channel&gt; &lt;@U0BENOKAFO1&gt;' });
    expect(slack.control.pings()).toEqual([]);
    await web.chat.update({ channel, ts: String(root['ts']), text: 'now for <@U0BENOKAFO1>' });
    expect(slack.control.pings()).toEqual([]);
    await say({ channel, text: 'for <@U0BENOKAFO1> and <@U0NOBODY>' });
    await say({ channel, text: 'for <!subteam^S0TONERDESK>' });
    await say({ channel: 'U0CARLARUI1', text: 'summary' });
    await say({
      channel,
      text: 'raw',
      blocks: [{ type: 'table', rows: [[{ type: 'raw_text', text: '<!channel>' }]] }],
    });
    expect(slack.control.pings().map((each) => [each.user, each.why])).toEqual([
      ['U0BENOKAFO1', 'mention'],
      ['U0AIKOMORI1', 'group'],
      ['U0BENOKAFO1', 'group'],
      ['U0CARLARUI1', 'dm'],
    ]);
  });

  it('pings those who follow a thread, when someone else replies', async () => {
    const slack = await start();
    const { ts } = slack.control.typeMessage('aiko', '#claims', 'pale copies');
    slack.control.typeMessage('ben', '#claims', 'on it', { threadTs: ts });
    slack.control.typeMessage('aiko', '#claims', 'thanks', { threadTs: ts });
    expect(slack.control.pings().map((each) => [each.user, each.why])).toEqual([
      ['U0AIKOMORI1', 'thread'],
      ['U0BENOKAFO1', 'thread'],
    ]);
  });
});

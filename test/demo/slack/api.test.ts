import { ErrorCode, WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LocalSlack, LocalSlackOptions } from '../../../src/demo/slack/options.ts';
import { fieldsOf } from '../../../src/demo/slack/json.ts';
import { startLocalSlack } from '../../../src/demo/slack/start-local-slack.ts';
import { SILENT } from './raw-socket.ts';

let slack: LocalSlack;
let web: WebClient;

const UNLIMITED = { postsPerSecondPerChannel: null };
const CLAIMS = 'C0CLAIMS001';
const RANDOM = 'C0RANDOM001';
const AIKO = 'U0AIKOMORI1';

async function start(options: Partial<LocalSlackOptions> = {}): Promise<void> {
  slack = await startLocalSlack({ transport: 'socket', limits: UNLIMITED, ...options });
  web = clientWith(slack.botToken);
}

function clientWith(token: string): WebClient {
  return new WebClient(token, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: SILENT,
  });
}

/** Slack's error word and what came with it. */
async function refusal(
  method: string,
  args: Record<string, unknown> = {},
  client = web,
): Promise<Record<string, unknown>> {
  try {
    await client.apiCall(method, args);
  } catch (error) {
    if (error instanceof Error && 'data' in error) return fieldsOf(error.data);
    throw error;
  }
  throw new Error(`${method} was not refused`);
}

async function post(text: string, more: Record<string, unknown> = {}): Promise<string> {
  const answer = await web.apiCall('chat.postMessage', { channel: CLAIMS, text, ...more });
  return String(fieldsOf(answer)['ts']);
}

beforeEach(() => start());
afterEach(() => slack.stop());

describe('tokens and scopes', () => {
  it('knows the bot by its token and no one by another', async () => {
    expect(await web.auth.test()).toMatchObject({ ok: true, user_id: slack.bot.id, team_id: slack.team.id });
    expect(await refusal('auth.test', {}, clientWith('xoxb-wrong'))).toMatchObject({ error: 'invalid_auth' });
    expect(await refusal('users.list', {}, new WebClient(undefined, { slackApiUrl: slack.apiUrl }))).toMatchObject({
      error: 'not_authed',
    });
  });

  it('lets only the app token open sockets, and nothing else', async () => {
    expect(await refusal('apps.connections.open')).toMatchObject({ error: 'not_allowed_token_type' });
    const app = clientWith(slack.appToken);
    expect(await app.apps.connections.open({})).toMatchObject({ ok: true });
    expect(await refusal('users.list', {}, app)).toMatchObject({ error: 'not_allowed_token_type' });
  });

  it('names the missing scope and those the manifest asks for', async () => {
    await slack.stop();
    await start({ manifest: { oauth_config: { scopes: { bot: ['chat:write', 'commands'] } } } });
    expect(await post('hello')).toMatch(/^\d+\.\d{6}$/);
    expect(await refusal('users.list')).toMatchObject({
      error: 'missing_scope',
      needed: 'users:read',
      provided: 'chat:write,commands',
    });
    expect(await refusal('conversations.history', { channel: CLAIMS })).toMatchObject({ needed: 'channels:history' });
  });

  it('answers an unknown method with 200 and a word, so that clients do not try again', async () => {
    const response = await fetch(`${slack.apiUrl}chat.shout`, { method: 'POST' });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ ok: false, error: 'unknown_method' });
  });
});

describe('posting', () => {
  it('takes forms and JSON alike', async () => {
    const response = await fetch(`${slack.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${slack.botToken}` },
      body: JSON.stringify({ channel: CLAIMS, text: 'as JSON' }),
    });
    expect(await response.json()).toMatchObject({ ok: true, channel: CLAIMS });
    await post('as a form');
    expect(slack.control.messages('#claims').map((each) => each.text)).toEqual(['as JSON', 'as a form']);
  });

  it.each([
    [{ channel: RANDOM, text: 'a' }, 'not_in_channel'],
    [{ channel: 'C0NOWHERE', text: 'a' }, 'channel_not_found'],
    [{ channel: CLAIMS }, 'no_text'],
    [{ channel: CLAIMS, text: 'a', thread_ts: '1.000001' }, 'thread_not_found'],
    [{ channel: CLAIMS, text: 'a', blocks: 'no json' }, 'invalid_blocks_format'],
    [{ channel: CLAIMS, text: 'a', metadata: { event_type: 'x' } }, 'invalid_metadata_format'],
  ])('refuses %j with %s', async (args, error) => {
    expect(await refusal('chat.postMessage', args)).toMatchObject({ ok: false, error });
  });

  it('says where blocks are wrong', async () => {
    const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: '' } }];
    expect(await refusal('chat.postMessage', { channel: CLAIMS, text: 'a', blocks })).toMatchObject({
      error: 'invalid_blocks',
      errors: ['must be more than 0 characters [json-pointer:/blocks/0/text/text]'],
    });
    const table = { type: 'table', rows: [[{ type: 'raw_text', text: '1' }]] };
    const both = { channel: CLAIMS, text: 'a', blocks: [table, table] };
    expect(await refusal('chat.postMessage', both)).toMatchObject({ error: 'only_one_table_allowed' });
    const long = { type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(3000) } };
    const many = { channel: CLAIMS, text: 'a', blocks: [long, long, long, long, long] };
    expect(await refusal('chat.postMessage', many)).toMatchObject({ error: 'msg_blocks_too_long' });
  });

  it('replies only to a root', async () => {
    const root = await post('root');
    const reply = await post('reply', { thread_ts: root });
    expect(await refusal('chat.postMessage', { channel: CLAIMS, text: 'a', thread_ts: reply })).toMatchObject({
      error: 'thread_not_found',
    });
  });

  it('opens the direct conversation when it posts to a person', async () => {
    const answer = await web.apiCall('chat.postMessage', { channel: AIKO, text: 'for you' });
    const opened = await web.conversations.open({ users: AIKO });
    expect(opened).toMatchObject({ already_open: true, channel: { id: fieldsOf(answer)['channel'] } });
    expect(slack.control.dms('aiko').map((each) => each.text)).toEqual(['for you']);
  });

  it('shows an ephemeral to one person and keeps it out of the history', async () => {
    await web.chat.postEphemeral({ channel: CLAIMS, user: AIKO, text: 'only you' });
    expect(slack.control.ephemerals('aiko').map((each) => each.text)).toEqual(['only you']);
    expect((await web.conversations.history({ channel: CLAIMS })).messages).toEqual([]);
    const ts = slack.control.ephemerals('aiko')[0]?.ts;
    expect(await refusal('chat.update', { channel: CLAIMS, ts, text: 'b' })).toMatchObject({
      error: 'message_not_found',
    });
    await web.conversations.open({ users: AIKO });
    const stranger = { channel: CLAIMS, user: 'U0NOBODY', text: 'a' };
    expect(await refusal('chat.postEphemeral', stranger)).toMatchObject({ error: 'user_not_in_channel' });
  });
});

describe('changing', () => {
  it('keeps blocks and metadata that an update does not send, and takes away what it empties', async () => {
    const blocks = [{ type: 'divider' }];
    const metadata = { event_type: 'claim', event_payload: { id: 'c1' } };
    const ts = await post('one', { blocks, metadata });
    await web.chat.update({ channel: CLAIMS, ts, text: 'two' });
    const [message] = slack.control.messages('#claims');
    expect(message).toMatchObject({ text: 'two', blocks: [{ type: 'divider' }], metadata });
    await web.chat.update({ channel: CLAIMS, ts, text: 'three', blocks: [] });
    expect(slack.control.messages('#claims')[0]?.blocks).toEqual([]);
  });

  it('changes and deletes only what the bot wrote', async () => {
    const { ts } = slack.control.typeMessage('aiko', '#claims', 'mine');
    expect(await refusal('chat.update', { channel: CLAIMS, ts, text: 'a' })).toMatchObject({
      error: 'cant_update_message',
    });
    expect(await refusal('chat.delete', { channel: CLAIMS, ts })).toMatchObject({ error: 'cant_delete_message' });
    expect(await refusal('chat.update', { channel: CLAIMS, ts: '1.1', text: 'a' })).toMatchObject({
      error: 'message_not_found',
    });
  });

  it('leaves a tombstone where a deleted root has replies', async () => {
    const root = await post('root');
    await post('reply', { thread_ts: root });
    await web.chat.delete({ channel: CLAIMS, ts: root });
    expect(slack.control.messages('#claims')[0]).toMatchObject({ subtype: 'tombstone' });
    const alone = await post('alone');
    await web.chat.delete({ channel: CLAIMS, ts: alone });
    expect(slack.control.messages('#claims').some((each) => each.ts === alone)).toBe(false);
  });
});

describe('reading', () => {
  it('tells metadata only when asked', async () => {
    await post('one', { metadata: { event_type: 'claim', event_payload: { id: 'c1' } } });
    const bare = await web.conversations.history({ channel: CLAIMS });
    expect(bare.messages?.[0]?.metadata).toBeUndefined();
    const full = await web.conversations.history({ channel: CLAIMS, include_all_metadata: true });
    expect(full.messages?.[0]?.metadata).toEqual({ event_type: 'claim', event_payload: { id: 'c1' } });
  });

  it('pages the history newest first and honours its ends', async () => {
    const all = [await post('1'), await post('2'), await post('3'), await post('4'), await post('5')];
    const first = await web.conversations.history({ channel: CLAIMS, limit: 2 });
    expect(first.messages?.map((each) => each.text)).toEqual(['5', '4']);
    expect(first.has_more).toBe(true);
    const cursor = first.response_metadata?.next_cursor ?? '';
    const second = await web.conversations.history({ channel: CLAIMS, limit: 2, cursor });
    expect(second.messages?.map((each) => each.text)).toEqual(['3', '2']);
    const ends = { channel: CLAIMS, oldest: all[1] ?? '', latest: all[3] ?? '' };
    const open = await web.conversations.history(ends);
    expect(open.messages?.map((each) => each.text)).toEqual(['3']);
    const closed = await web.conversations.history({ ...ends, inclusive: true });
    expect(closed.messages?.map((each) => each.text)).toEqual(['4', '3', '2']);
  });

  it('keeps replies in their thread, unless they are broadcast', async () => {
    const root = await post('root');
    await post('quiet', { thread_ts: root });
    await post('loud', { thread_ts: root, reply_broadcast: true });
    const history = await web.conversations.history({ channel: CLAIMS });
    expect(history.messages?.map((each) => [each.text, each.reply_count])).toEqual([
      ['loud', undefined],
      ['root', 2],
    ]);
    const replies = await web.conversations.replies({ channel: CLAIMS, ts: root });
    expect(replies.messages?.map((each) => each.text)).toEqual(['root', 'quiet', 'loud']);
    expect(await refusal('conversations.replies', { channel: CLAIMS, ts: '1.1' })).toMatchObject({
      error: 'thread_not_found',
    });
  });

  it('needs to be in a channel to read it, and may join a public one', async () => {
    expect(await refusal('conversations.history', { channel: RANDOM })).toMatchObject({ error: 'not_in_channel' });
    await web.conversations.join({ channel: RANDOM });
    expect((await web.conversations.history({ channel: RANDOM })).ok).toBe(true);
  });

  it('tells people, groups, channels and members', async () => {
    expect((await web.users.info({ user: AIKO })).user).toMatchObject({ real_name: 'Aiko Mori' });
    expect((await web.users.lookupByEmail({ email: 'ben@example.test' })).user?.id).toBe('U0BENOKAFO1');
    expect((await web.usergroups.list({ include_users: true })).usergroups?.[0]).toMatchObject({
      handle: 'toner-desk',
    });
    const channels = (await web.conversations.list()).channels;
    expect(channels?.map((each) => [each.name, each.is_member])).toEqual([
      ['claims', true],
      ['service-desk', true],
      ['random', false],
    ]);
    expect((await web.conversations.members({ channel: CLAIMS })).members).toContain(AIKO);
    expect(await refusal('users.info', { user: 'U0NOBODY' })).toMatchObject({ error: 'user_not_found' });
  });
});

describe('reactions and files', () => {
  it('adds a reaction once and takes it away once', async () => {
    const timestamp = await post('look');
    const args = { channel: CLAIMS, timestamp, name: 'eyes' };
    await web.reactions.add(args);
    expect(await refusal('reactions.add', args)).toMatchObject({ error: 'already_reacted' });
    await web.reactions.remove(args);
    expect(await refusal('reactions.remove', args)).toMatchObject({ error: 'no_reaction' });
    expect(await refusal('reactions.add', { ...args, name: 'No Name' })).toMatchObject({ error: 'invalid_name' });
  });

  it('takes an upload into a thread and gives the bytes back to the bot only', async () => {
    const root = await post('root');
    const bytes = Buffer.from('serial;copies\n1;2\n');
    await web.filesUploadV2({
      channel_id: CLAIMS,
      thread_ts: root,
      initial_comment: 'the figures',
      filename: 'a.csv',
      file: bytes,
    });
    const [, shared] = slack.control.thread('#claims', root);
    expect(shared).toMatchObject({ text: 'the figures', subtype: 'file_share' });
    const id = shared?.files[0]?.id ?? '';
    const { file } = await web.files.info({ file: id });
    expect(file).toMatchObject({ name: 'a.csv', mimetype: 'text/csv', size: bytes.length });
    const link = file?.url_private ?? '';
    const headers = { authorization: `Bearer ${slack.botToken}` };
    expect(Buffer.from(await (await fetch(link, { headers })).arrayBuffer())).toEqual(bytes);
    expect((await fetch(link, { redirect: 'manual' })).status).toBe(302);
  });
});

describe('limits and faults', () => {
  it('takes one post a second and channel, and says how long to wait', async () => {
    await slack.stop();
    await start({ limits: { postsPerSecondPerChannel: 1 } });
    await post('one');
    await expect(post('two')).rejects.toMatchObject({ code: ErrorCode.RateLimitedError, retryAfter: 1 });
    const other = await web.apiCall('chat.postMessage', { channel: AIKO, text: 'elsewhere' });
    expect(other.ok).toBe(true);
    expect(slack.control.calls.at(-2)).toMatchObject({ method: 'chat.postMessage', status: 429 });
  });

  it('counts the tiers of other methods', async () => {
    await slack.stop();
    await start({ limits: { postsPerSecondPerChannel: 1 } });
    const ts = await post('one');
    const from = performance.now();
    const edits = Array.from({ length: 80 }, (_, i) => web.chat.update({ channel: CLAIMS, ts, text: `edit ${i}` }));
    const settled = await Promise.allSettled(edits);
    // Fifty at once, and fifty a minute from then on.
    const gained = Math.ceil(((performance.now() - from) / 60_000) * 50);
    const taken = settled.filter((each) => each.status === 'fulfilled').length;
    expect(taken).toBeGreaterThanOrEqual(50);
    expect(taken).toBeLessThanOrEqual(50 + gained);
    expect(gained).toBeLessThan(30);
  });

  it('goes wrong on order: 429, 500, an error word, a lost answer', async () => {
    const { control } = slack;
    control.failNext('chat.postMessage', { kind: 'ratelimited', retryAfterS: 7 });
    await expect(post('a')).rejects.toMatchObject({ retryAfter: 7 });
    control.failNext('chat.postMessage', { kind: 'status', status: 500 });
    await expect(post('b')).rejects.toMatchObject({ code: ErrorCode.HTTPError });
    control.failNext('*', { kind: 'error', error: 'fatal_error' });
    await expect(post('c')).rejects.toMatchObject({ data: { error: 'fatal_error' } });
    control.failNext('chat.postMessage', { kind: 'drop' });
    await expect(post('d')).rejects.toMatchObject({ code: ErrorCode.RequestError });
    expect(control.messages('#claims')).toEqual([]);
    control.failNext('chat.postMessage', { kind: 'lost-answer' });
    await expect(post('e')).rejects.toMatchObject({ code: ErrorCode.RequestError });
    expect(control.messages('#claims').map((each) => each.text)).toEqual(['e']);
    expect(await post('f')).toMatch(/^\d/);
  });

  it('keeps no token in the record of calls', async () => {
    await fetch(`${slack.apiUrl}auth.test`, { method: 'POST', body: new URLSearchParams({ token: slack.botToken }) });
    expect(JSON.stringify(slack.control.calls)).not.toContain(slack.botToken);
  });

  it('validates blocks and views for anyone', async () => {
    const nobody = new WebClient(undefined, { slackApiUrl: slack.apiUrl });
    expect((await nobody.blocks.validate({ blocks: [{ type: 'divider' }] })).ok).toBe(true);
    expect(await refusal('blocks.validate', { blocks: [{ type: 'x' }] }, nobody)).toMatchObject({
      error: 'invalid_blocks',
      errors: [{ pointer: '/0/type', code: 'unsupported_type' }],
    });
    expect(await refusal('blocks.validate', {}, nobody)).toMatchObject({ error: 'invalid_arguments' });
  });

  it('answers only requests made for this machine', async () => {
    const { request } = await import('node:http');
    const status = await new Promise((resolve) => {
      request(slack.url, { headers: { host: 'evil.example' } }, (response) => resolve(response.statusCode)).end();
    });
    expect(status).toBe(403);
  });
});

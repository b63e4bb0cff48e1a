import { afterEach, describe, expect, it } from 'vitest';
import type { IntakeResult } from '../../src/core/intake.ts';
import { withoutMention } from '../../src/slack/listeners/on-mention.ts';
import { onMessage } from '../../src/slack/listeners/on-message.ts';
import { eventKey, readKept, readSaid, type Said } from '../../src/slack/listeners/said.ts';
import { readVerb } from '../../src/slack/listeners/verb.ts';
import { sampleClaim } from './dossiers.ts';
import { fakeRoom } from './fakes.ts';
import { type Bot, startTestBot } from './bot.ts';

const ME = 'U0CLAIMBOT1';
const ROOT = '1700000000.000001';

describe('what is typed after our name', () => {
  it('is a verb, a choice of peers, or words', () => {
    expect(['', 'help', '?', ' HELP '].map((text) => readVerb(text).kind)).toEqual(['help', 'help', 'help', 'help']);
    expect(['take', 'Take it!'].map((text) => readVerb(text).kind)).toEqual(['take', 'take']);
    expect(['reopen', 'Re-open it.'].map((text) => readVerb(text).kind)).toEqual(['reopen', 'reopen']);
    expect(readVerb('refetch')).toEqual({ kind: 'refetch' });
    expect(readVerb('Refetch tighten=firmware,region widen=yes')).toEqual({
      kind: 'refetch',
      options: { tighten: ['firmware', 'region'], widen: true },
    });
    expect(readVerb('tighten=“firmware”')).toEqual({ kind: 'refetch', options: { tighten: ['firmware'] } });
    expect(readVerb('resolve: new drum,\nand cleaned')).toEqual({ kind: 'resolve', note: 'new drum,\nand cleaned' });
    expect(readVerb('resolved')).toEqual({ kind: 'resolve', note: '' });
  });

  it('is told when it names peers that do not exist', () => {
    expect(readVerb('tighten=shoes')).toMatchObject({ kind: 'problem' });
  });

  it('is left as words when a claim stands beside a choice, or a verb is only how a word begins', () => {
    for (const text of [
      'SIM-1 light tighten=firmware',
      'takes forever to print',
      'resolution is poor',
      'again it jams',
      'reopened yesterday and it jams',
    ]) {
      expect(readVerb(text)).toEqual({ kind: 'words', text });
    }
  });

  it('is found wherever our name stands', () => {
    expect(withoutMention(`<@${ME}> take`, ME)).toBe('take');
    expect(withoutMention(`<@${ME}|claimscope>: take`, ME)).toBe('take');
    expect(withoutMention(`refetch <@${ME}>`, ME)).toBe('refetch');
    expect(withoutMention('<@U0AIKOMORI1> take', ME)).toBe('<@U0AIKOMORI1> take');
  });
});

describe('which events call us', () => {
  const ears = { claimsChannels: new Set(['C0CLAIMS001']), me: { userId: ME, botId: 'B0CLAIMBOT1' } };
  const mention = { type: 'app_mention', channel: 'C0RANDOM001', user: 'U1', text: `<@${ME}> take`, ts: '2.1' };

  it('are mentions in any channel and thread, but never a bot’s', () => {
    expect(readSaid(mention, ears)).toMatchObject({ channel: 'C0RANDOM001', isMention: true });
    expect(readSaid({ ...mention, thread_ts: '1.1' }, ears)).toMatchObject({ threadTs: '1.1', isMention: true });
    expect(readSaid({ ...mention, bot_id: 'B1' }, ears)).toBeUndefined();
  });

  it('are one for a message that comes as a mention and as a message of a claims channel, in either order', () => {
    const both = ['app_mention', 'message'].map((type, n) => {
      const event = { ...mention, channel: 'C0CLAIMS001', type };
      const said = readSaid(event, ears);
      return said === undefined ? undefined : { said, key: eventKey({ event_id: `Ev${n}`, event }, said) };
    });
    expect(both[0]).toEqual(both[1]);
    expect(both[0]?.key).toBe('event:mention:C0CLAIMS001:2.1');
    expect(readKept(JSON.parse(JSON.stringify(both[0]?.said)))).toEqual(both[0]?.said);
  });
});

describe('a mention', () => {
  const said = (text: string, over: Partial<Said> = {}): Said => ({
    channel: 'C0SERVDESK1',
    ts: '1700000009.000001',
    user: 'U0CARLARUI1',
    text: `<@${ME}> ${text}`,
    threadTs: ROOT,
    isMention: true,
    ...over,
  });

  async function inThread(
    understand?: Parameters<typeof fakeRoom>[0],
    status: 'open' | 'taken' | 'resolved' = 'open',
  ): Promise<
    ReturnType<typeof fakeRoom> & { say: (text: string, over?: Partial<Said>) => Promise<string | undefined> }
  > {
    const made = fakeRoom(understand);
    made.store.claims.set(1, sampleClaim({ id: 1, status }));
    await made.store.claimSlot({ claimId: 1, slot: 'root', channel: 'C0SERVDESK1' });
    await made.store.fillSlot(1, 'root', { ts: ROOT, channel: 'C0SERVDESK1', digest: '' });
    return {
      ...made,
      async say(text, over) {
        await onMessage(made.room, 'event:mention:x', said(text, over));
        return made.calls.whispers.at(-1)?.content.text;
      },
    };
  }

  it('takes, reads again and resolves the claim of its thread, and tells only who asked, there', async () => {
    const { say, desk, calls } = await inThread();
    expect(await say('take')).toBe('Claim 1 is yours.');
    expect(await say('tighten=firmware')).toContain('is read again');
    expect(await say('resolve new drum')).toBe('Claim 1 is resolved.');
    expect(desk.done).toEqual([
      'taken 1 U0CARLARUI1',
      'refetched 1 U0CARLARUI1 mention:C0SERVDESK1:1700000009.000001 {"tighten":["firmware"]}',
      'resolved 1 U0CARLARUI1 new drum',
    ]);
    expect(calls.whispers.map(({ userId, threadTs }) => [userId, threadTs])).toEqual(
      Array.from({ length: 3 }, () => ['U0CARLARUI1', ROOT]),
    );
    expect(calls.posts).toEqual([]);
  });

  it('opens a resolved claim again, once', async () => {
    const { say, desk } = await inThread();
    expect(await say('reopen')).toBe('Claim 1 is not resolved.');
    await say('resolve');
    expect(await say('take')).toContain('`reopen` opens it again');
    expect(await say('reopen')).toBe('Claim 1 is open again.');
    expect(await say('reopen')).toBe('Claim 1 is not resolved.');
    expect(desk.done).toEqual(['resolved 1 U0CARLARUI1', 'reopened 1 U0CARLARUI1']);
  });

  it('changes nothing the second time, nor what somebody else did', async () => {
    const { say, desk } = await inThread();
    await say('take');
    await say('take');
    expect(await say('take', { user: 'U0BENOKAFO1' })).toBe('Claim 1 was taken by Person CAR already.');
    await say('resolve a');
    expect(await say('resolve b', { user: 'U0BENOKAFO1' })).toContain('Claim 1 was resolved by Person CAR already');
    expect(await say('take', { user: 'U0BENOKAFO1' })).toContain('was resolved by Person CAR');
    expect(await say('resolve c')).toContain('was resolved by you already');
    expect(desk.done).toEqual(['taken 1 U0CARLARUI1', 'resolved 1 U0CARLARUI1 a']);
  });

  it('tells what can be said there for help, for a choice that does not exist, and for words without a device', async () => {
    const { say } = await inThread(() => ({ kind: 'help', problem: 'none', symptoms: [] }));
    expect(await say('help')).toContain('`take`, `refetch`');
    expect(await say('tighten=shoes')).toContain('"shoes"');
    expect(await say('what do you think?')).toContain('`take`, `refetch`');
  });

  it('opens a claim from words that name another device, with its pointer in that thread', async () => {
    const { say, desk } = await inThread();
    const photos = ['https://x.test/F1'];
    await say('SIM-3500-0007 too light', { photos });
    expect(desk.heard[0]).toMatchObject({
      sourceKey: 'msg:C0SERVDESK1:1700000009.000001',
      text: 'SIM-3500-0007 too light',
      origin: { via: 'message', channel: 'C0SERVDESK1', messageTs: ROOT, photos },
    });
  });

  it('asks for the thread where there is no claim, and answers questions and help like the command', async () => {
    const which: IntakeResult = { kind: 'which-device', said: 'SIM-1', candidates: [], symptoms: [] };
    const { say } = await inThread(() => which);
    const elsewhere = { threadTs: undefined };
    expect(await say('take', elsewhere)).toContain('Which claim?');
    expect(await say('', elsewhere)).toContain('Open a claim');
    expect(await say('SIM-1 is light', elsewhere)).toContain('No device has the serial number');
  });

  it('is handled for good even when Slack does not let us answer', async () => {
    const { WebAPIPlatformError } = await import('@slack/web-api');
    const { say, calls, store, logged } = await inThread();
    calls.fail('whisper', new WebAPIPlatformError({ ok: false, error: 'user_not_in_channel' }));
    await say('take');
    expect(store.log.at(-1)).toBe('done event:mention:x');
    expect(logged[0]).toMatchObject({ event: 'slack.not-told', facts: { code: 'user_not_in_channel' } });
  });
});

describe.each(['socket', 'http'] as const)('over %s', (mode) => {
  let bot: Bot | undefined;
  afterEach(async () => {
    await bot?.stop();
    bot = undefined;
  });

  it('a mention in a claims channel is one claim, and one in its thread takes it', async () => {
    bot = await startTestBot({ mode });
    const { control } = bot.slack;
    control.typeMessage('aiko', 'claims', '@claimscope SIM-3500-0042 prints too light');
    const root = await control.waitFor(() =>
      control.messages('claims').find((message) => message.fromBot && message.threadTs === undefined),
    );
    await bot.side.idle();
    expect(bot.desk.heard).toHaveLength(1);
    control.typeMessage('carla', 'claims', '@claimscope take', { threadTs: root.ts });
    const told = await control.waitFor(() => control.ephemerals('carla')[0]);
    expect(told).toMatchObject({ text: 'Claim 1 is yours.', threadTs: root.ts });
    expect(bot.desk.done).toEqual(['taken 1 U0CARLARUI1']);
    await bot.side.idle();
    expect(await bot.store.listIncoming()).toEqual([]);
  });
});

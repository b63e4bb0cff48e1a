import { afterEach, describe, expect, it } from 'vitest';
import { onCommand } from '../../src/slack/listeners/on-command.ts';
import { onMessage } from '../../src/slack/listeners/on-message.ts';
import { nearVerb, readNamed } from '../../src/slack/listeners/named-verb.ts';
import { type Bot, startTestBot } from './bot.ts';
import { sampleClaim } from './dossiers.ts';
import { fakeRoom } from './fakes.ts';

const BEN = 'U0BENOKAFO1';
const NONE = (id: number): string =>
  `There is no claim ${id} in the channels you are in. \`/claim list\` shows those that are open.`;
const CARLA = 'U0CARLARUI1';
const ROOT = '16.1';

async function open(understand?: Parameters<typeof fakeRoom>[0]): Promise<{
  made: ReturnType<typeof fakeRoom>;
  command: (text: string) => Promise<string | undefined>;
  mention: (text: string, threadTs?: string) => Promise<string | undefined>;
}> {
  const made = fakeRoom(understand);
  const { room, store, calls } = made;
  for (const id of [1, 2]) store.claims.set(id, sampleClaim({ id, sourceKey: `k${id}` }));
  await store.claimSlot({ claimId: 2, slot: 'root', channel: 'C0SERVDESK1' });
  await store.fillSlot(2, 'root', { ts: ROOT, channel: 'C0SERVDESK1', digest: '' });
  return {
    made,
    async command(text) {
      const heard: string[] = [];
      await onCommand(room, {
        command: { text, user_id: BEN, channel_id: 'C0RANDOM001', trigger_id: `7.${text}` },
        ack: async (content) => void (content === undefined ? undefined : heard.push(content.text)),
        respond: async (content) => void heard.push(content.text),
      });
      await made.idle();
      return heard.at(-1);
    },
    async mention(text, threadTs) {
      await onMessage(room, `event:${text}`, {
        channel: 'C0SERVDESK1',
        ts: '9.9',
        user: BEN,
        text: `<@U0CLAIMBOT1> ${text}`,
        isMention: true,
        ...(threadTs === undefined ? {} : { threadTs }),
      });
      return calls.whispers.at(-1)?.content.text;
    },
  };
}

describe('a verb with the number of a claim', () => {
  it('is read with what follows it, and is none where it goes on otherwise', () => {
    expect(readNamed('Take 12.')).toEqual({ verb: { kind: 'take' }, claim: 12, isBare: true });
    expect(readNamed('reopen claim #12')).toEqual({ verb: { kind: 'reopen' }, claim: 12, isBare: true });
    expect(readNamed('refetch 12 widen=yes')).toMatchObject({ verb: { options: { widen: true } }, claim: 12 });
    expect(readNamed('resolve 12: new drum')).toMatchObject({ verb: { note: 'new drum' }, claim: 12, isBare: false });
    for (const text of ['take', 'take 12 prints', 'refetch 12 pages', 'resolved 3 jams', 'take 12a', 'reopen SIM-1'])
      expect(readNamed(text)).toBeUndefined();
  });

  it('does it from anywhere, by command and after our name, with the link to the thread', async () => {
    const { made, command, mention } = await open();
    const link = '<https://local.test/archives/C0SERVDESK1/p16.1|Open the thread>';
    expect(await command('take 2')).toBe(`Claim 2 is yours. ${link}`);
    expect(await command('refetch 2')).toContain('is read again');
    expect(await command('resolve 2 new drum')).toBe(`Claim 2 is resolved. ${link}`);
    expect(await mention('reopen 2')).toBe(`Claim 2 is open again. ${link}`);
    expect(await command('refetch 2 tighten=shoes')).toContain('shoes');
    expect(made.desk.done).toEqual([
      `taken 2 ${BEN}`,
      `refetched 2 ${BEN} cmd:7.refetch 2`,
      `resolved 2 ${BEN} new drum`,
      `reopened 2 ${BEN}`,
    ]);
    expect(made.desk.heard).toEqual([]);
  });

  it('does nothing with a claim of a channel one is not in, nor with one that is not there', async () => {
    const { made, command } = await open();
    made.calls.inChannel.set('C0SERVDESK1', [CARLA]);
    expect(await command('take 2')).toBe(NONE(2));
    expect(await command('resolve 99')).toBe(NONE(99));
    expect(made.desk.done).toEqual([]);
  });

  it('stays a claim where a serial is named, and in a thread the note of its claim', async () => {
    const { made, command, mention } = await open();
    await command('resolve 2 jams of SIM-3500-0042 did not help, it is light');
    expect(made.desk.heard).toHaveLength(1);
    expect(made.desk.done).toEqual([]);
    await mention('resolve 1 roller was changed', ROOT);
    await mention('take 1', ROOT);
    expect(made.desk.done).toEqual([`resolved 2 ${BEN} 1 roller was changed`, `taken 1 ${BEN}`]);
  });

  it('is asked for where it is missing', async () => {
    const { made, command, mention } = await open();
    expect(await command('take')).toBe('Which claim? `/claim take 12` does it with claim 12.');
    expect(await mention('show')).toContain('`show 12`');
    expect(await mention('resolve')).toContain('`resolve 12`');
    expect(made.desk.heard).toEqual([]);
  });
});

describe('a slip of the keys', () => {
  it('is told with the verb that was meant, in place of all that can be said', async () => {
    const help = { kind: 'help' as const, symptoms: [], problem: 'Neither was recognised.' };
    const { command } = await open(() => help);
    expect(await command('lsit mine')).toBe(
      'Did you mean `/claim list mine`? `/claim help` says all that can be said.',
    );
    expect(await command('shwo 12')).toContain('`/claim show 12`');
    expect(await command('what is this')).toContain('Neither was recognised.');
  });

  it('is none in words that are near no verb', () => {
    for (const text of ['light', 'hello', 'slow scan', 'SIM-1', '']) expect(nearVerb(text)).toBeUndefined();
    expect(nearVerb('bels')).toBe('bells');
  });
});

describe.each(['socket', 'http'] as const)('over %s', (mode) => {
  let bot: Bot | undefined;
  afterEach(async () => {
    await bot?.stop();
    bot = undefined;
  });

  it('a claim is taken by its number from another channel', async () => {
    bot = await startTestBot({ mode });
    const { control } = bot.slack;
    await control.typeCommand('aiko', 'claims', '/claim SIM-3500-0042 light');
    await control.waitFor(() => control.messages('claims').some(({ text }) => text.includes('Claim 1')));
    await bot.side.idle();
    expect(await control.typeCommand('carla', 'random', '/claim take 1')).toMatchObject({ ok: true });
    const said = await control.waitFor(() => control.ephemerals('carla')[0]);
    expect(said.text).toMatch(/^Claim 1 is yours\. <http/);
    expect(bot.desk.done).toEqual(['taken 1 U0CARLARUI1']);
  });
});

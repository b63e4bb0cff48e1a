import fc from 'fast-check';
import { WebAPIRequestError } from '@slack/web-api';
import { afterEach, describe, expect, it } from 'vitest';
import type { ClaimEvent } from '../../src/core/claim.ts';
import { rungBy } from '../../src/core/bell-state.ts';
import { validateBlocks } from '../../src/demo/slack/validate-blocks.ts';
import { bellList, readBellPress } from '../../src/slack/blocks/bell-list.ts';
import type { Content } from '../../src/slack/content.ts';
import { SORRY_TEXT } from '../../src/slack/listeners/guard.ts';
import { onBellsPress } from '../../src/slack/listeners/on-bells.ts';
import { onCommand } from '../../src/slack/listeners/on-command.ts';
import { onMessage } from '../../src/slack/listeners/on-message.ts';
import { readVerb } from '../../src/slack/listeners/verb.ts';
import { type Bot, startTestBot } from './bot.ts';
import { hostileText, NOW, sampleClaim } from './dossiers.ts';
import { fakeRoom } from './fakes.ts';

const DAY = 86_400_000;
const DESK = 'C0DESKONLY1';
const QUALITY = 'C0QUALITY01';
const CUSTOMERS = 'C0CUSTOMER1';
const BEN = 'U0BENOKAFO1';
const CARLA = 'U0CARLARUI1';

function rang(over: Partial<ClaimEvent> = {}, claims = [3, 8, 12]): ClaimEvent {
  const counts = { devices: 3, customers: 2, windowMs: 14 * DAY, usual: 0.08, chance: 1 / 41_234 };
  const bell = { kind: 'firmware' as const, value: '<2.1>', model: 'SIM3500', symptom: 'light-print', claims };
  return { at: NOW - 2 * DAY, by: 'claimscope', what: 'rang', to: QUALITY, bell: { ...bell, ...counts }, ...over };
}

type Heard = { content: Content; replaces: boolean };

/** A room where claims, numbered from 1, rang bells; the first has its card and its bell in Slack. */
async function roomWith(...rung: ClaimEvent[][]): Promise<{
  made: ReturnType<typeof fakeRoom>;
  heard: Heard[];
  ask: (channel?: string, user?: string, text?: string) => Promise<string>;
  press: (actionId: string, value: string, where?: { user?: string; channel?: string }) => Promise<void>;
}> {
  const made = fakeRoom();
  const { room, store } = made;
  for (const [index, events] of rung.entries()) {
    const id = index + 1;
    store.claims.set(id, sampleClaim({ id, events: [...sampleClaim().events, ...events] }));
  }
  for (const [slot, channel, ts] of [
    ['root', 'C0SERVDESK1', '16.1'],
    ['bell', QUALITY, '17.1'],
  ] as const) {
    await store.claimSlot({ claimId: 1, slot, channel });
    await store.fillSlot(1, slot, { ts, channel, digest: '' });
  }
  const heard: Heard[] = [];
  const ack = async (): Promise<void> => undefined;
  const respond = async (content: Content, how?: { replaces: boolean }): Promise<void> =>
    void heard.push({ content, replaces: how?.replaces === true });
  return {
    made,
    heard,
    async ask(channel = DESK, user = BEN, text = 'bells') {
      await onCommand(room, { command: { text, user_id: user, channel_id: channel, trigger_id: '1.a' }, ack, respond });
      return heard.at(-1)?.content.text ?? '';
    },
    press: (actionId, value, { user = BEN, channel = DESK } = {}) =>
      onBellsPress(room, { actionId, value, user, channel }, ack, respond),
  };
}

describe('the bells that ring now', () => {
  it('are listed newest first with what, since when, how many against the usual, which claims, and who muted till when', async () => {
    const muted = { at: NOW - DAY, by: CARLA, what: 'bell-muted' as const, until: NOW + 29 * DAY };
    const { heard, ask } = await roomWith(
      [rang({}, [1, 8, 12]), { at: NOW - DAY, by: 'claimscope', what: 'gathered', gathers: [20] }],
      [rang(), muted],
      [rang(), { at: NOW, by: BEN, what: 'bell-resolved' }],
      [rang({ at: NOW - 29 * DAY })],
      [rang()],
    );
    const text = await ask();
    expect(validateBlocks(heard[0]?.content.blocks ?? [])).toEqual([]);
    expect(text.split('\n')).toEqual([
      '*More claims than usual*: 2 bells ring, 1 is muted',
      '🔔 *Prints too light on SIM-3500, firmware &lt;2.1&gt;*',
      expect.stringMatching(/^Since <!date\^\d+\^.*>, 2 days ago$/),
      '3 devices of 2 customers within 14 days; usual 0.1. By chance alone so many would come once in 41,000 looks',
      'Claims 3, 8, 12',
      `🔔 *<https://local.test/archives/${QUALITY}/p17.1|Prints too light on SIM-3500, firmware &lt;2.1&gt;>*`,
      expect.stringMatching(/^Since /),
      expect.stringMatching(/looks\. 4 claims by now\.$/),
      'Claims <https://local.test/archives/C0SERVDESK1/p16.1|1>, 8, 12, 20',
      '🔕 *Prints too light on SIM-3500, firmware &lt;2.1&gt;*',
      expect.stringMatching(/^Since /),
      expect.stringMatching(/^3 devices/),
      'Claims 3, 8, 12',
      expect.stringMatching(/^Muted by Person CAR, <!date.*>, until <!date.*>$/),
    ]);
    const values = JSON.stringify(heard[0]?.content.blocks).match(/"value":"[^"]*"/g);
    expect(values).toEqual(['"value":"0 5"', '"value":"0 5"', '"value":"0 1"', '"value":"0 1"']);
  });

  it('are none for who is not in their channel, and none where customers read', async () => {
    const { made, ask, press } = await roomWith([rang()]);
    made.calls.inChannel.set(QUALITY, [CARLA]);
    expect(await ask()).toMatch(/^No bell rings or is muted in the channels you are in\. One rings in the channel/);
    expect(await ask(DESK, CARLA)).toContain('1 bell rings');
    expect(await ask(CUSTOMERS, CARLA)).toBe('Bells are listed where no customer reads along.');
    expect(await ask(CUSTOMERS, CARLA, 'help')).not.toContain('bells');
    expect(await ask(DESK, CARLA, 'help')).not.toContain('1 bell rings');
    await press('claim_bells_mute', '0 1');
    await press('claim_bells_mute', '0 1', { user: CARLA, channel: CUSTOMERS });
    await press('claim_bells_mute', '0 2', { user: CARLA });
    await press('claim_bells_mute', 'nonsense', { user: CARLA });
    expect(made.desk.done).toEqual([]);
  });

  it('say where there is none what would ring one, and what it takes', async () => {
    const { made, ask } = await roomWith();
    expect(await ask()).toContain('more devices of a model have the same symptom than chance explains');
    Object.assign(made.room, { deskChannels: new Set() });
    expect(await ask()).toContain('named under `slack.deskChannels`');
  });

  it('are answered or muted from the list, which stands anew in its place', async () => {
    const { made, heard, press } = await roomWith([rang()], [rang()]);
    await press('claim_bells_mute', '0 1');
    expect(heard.at(-1)?.replaces).toBe(true);
    await press('claim_bells_answered', '0 2');
    expect(made.desk.done).toEqual([`bell-muted 1 ${BEN}`, `bell-resolved 2 ${BEN}`]);
    expect(heard.at(-1)?.content.text).not.toContain('2 bells ring');
  });

  it('are five of a page, which is turned in its place', async () => {
    const { made, heard, ask, press } = await roomWith(...Array.from({ length: 7 }, () => [rang()]));
    expect(await ask()).toContain('7 bells ring, page 1 of 2');
    await press('claim_bells_next', '1 0');
    expect(heard.at(-1)?.content.text).toContain('page 2 of 2');
    expect(JSON.stringify(heard.at(-1)?.content.blocks)).toContain('"value":"0 0"');
    await press('claim_bells_next', '99 7');
    expect(heard.at(-1)).toMatchObject({ replaces: true });
    expect(made.desk.done).toEqual([]);
    expect(readBellPress('x 1')).toBeUndefined();
  });

  it('are whispered after our name, in the thread of a bell too', async () => {
    const { made } = await roomWith([rang()]);
    await onMessage(made.room, 'event:1', {
      channel: QUALITY,
      ts: '9.9',
      threadTs: '17.1',
      user: BEN,
      text: '<@U0CLAIMBOT1> bells',
      isMention: true,
    });
    expect(made.calls.whispers).toMatchObject([{ channel: QUALITY, userId: BEN, threadTs: '17.1' }]);
    expect(made.calls.whispers[0]?.content.text).toContain('1 bell rings');
    expect(made.desk.heard).toEqual([]);
  });

  it('are not told, and that it did not work is, where Slack does not say who is in a channel', async () => {
    const { made, heard, ask, press } = await roomWith([rang()]);
    made.calls.fail('members', new WebAPIRequestError(new Error('away')));
    expect(await ask()).toBe(SORRY_TEXT);
    made.calls.fail('members', new WebAPIRequestError(new Error('away')));
    await press('claim_bells_mute', '0 1');
    expect(heard.at(-1)?.content.text).toBe(SORRY_TEXT);
    expect(made.desk.done).toEqual([]);
  });

  it('are valid blocks whatever models are called and however many claims there are, without a mention', () => {
    fc.assert(
      fc.property(hostileText, hostileText, fc.nat(3000), (model, symptom, many) => {
        const claims = Array.from({ length: many }, (_, n) => n + 1);
        const rung = rungBy(sampleClaim({ events: [rang({}, claims)] }));
        if (rung === undefined) throw new Error('no bell');
        const bells = Array.from({ length: 5 }, () => ({ rung, symptom, model, link: 'https://local.test/p1' }));
        const view = { nameOf: () => undefined, linkOf: () => 'https://local.test/p2' };
        const content = bellList({ shown: bells, page: 0, pages: 2, ringing: 5, muted: 3 }, view, NOW);
        expect(validateBlocks(content.blocks)).toEqual([]);
        expect(content.text).not.toMatch(/<@|<!(?!date)/);
        if (many > 8) expect(content.text).toContain(`Claims (${many - 8} before) <`);
      }),
      { numRuns: 40 },
    );
  });

  it('are asked for by one word, and no claim is', () => {
    for (const text of ['bells', 'Bell', 'BELLS.']) expect(readVerb(text)).toEqual({ kind: 'bells' });
    expect(readVerb('bells ring in SIM-3500-0042').kind).toBe('words');
  });
});

describe.each(['socket', 'http'] as const)('over %s', (mode) => {
  let bot: Bot | undefined;
  afterEach(async () => {
    await bot?.stop();
    bot = undefined;
  });

  it('bells are listed for the one who asks, and a press mutes one and lists them anew', async () => {
    bot = await startTestBot({ mode });
    const { control, channels } = bot.slack;
    const to = channels.find(({ name }) => name === 'service-desk')?.id ?? '';
    bot.store.claims.set(1, sampleClaim({ id: 1, events: [rang({ to, at: Date.now() - DAY })] }));
    expect(await control.typeCommand('carla', 'random', '/claim bells')).toMatchObject({ ok: true });
    const said = await control.waitFor(() => control.ephemerals('carla')[0]);
    expect(said.text).toContain('1 bell rings');
    expect(await control.press('carla', 'random', said.ts, 'claim_bells_mute')).toEqual({ ok: true });
    const isMuted = await control.waitFor(() => bot?.desk.done.find((done) => done.startsWith('bell-muted 1')));
    expect(isMuted).toMatch(/^bell-muted 1 U/);
    await control.waitFor(() => !control.ephemerals('carla').some(({ text }) => text.includes('1 bell rings')));
    expect(control.ephemerals('aiko')).toEqual([]);
  });
});

import { WebAPIPlatformError } from '@slack/web-api';
import { afterEach, describe, expect, it } from 'vitest';
import type { IntakeResult } from '../../src/core/intake.ts';
import { writePick } from '../../src/slack/blocks/pick.ts';
import { rootCard } from '../../src/slack/blocks/root-card.ts';
import { itemsMessage } from '../../src/slack/blocks/items-message.ts';
import { onAction } from '../../src/slack/listeners/on-action.ts';
import { onClaimForm } from '../../src/slack/listeners/on-view.ts';
import { onMessage } from '../../src/slack/listeners/on-message.ts';
import { onCommand } from '../../src/slack/listeners/on-command.ts';
import { readKept, readSaid } from '../../src/slack/listeners/said.ts';
import { sampleClaim, sampleDossier } from './dossiers.ts';
import { fakeRoom } from './fakes.ts';
import { type Bot, startTestBot } from './bot.ts';

const CHANNEL = 'C0CLAIMS001';
const ears = { claimsChannels: new Set([CHANNEL]), me: { userId: 'U0CLAIMBOT1', botId: 'B0CLAIMBOT1' } };
const message = { type: 'message', channel: CHANNEL, user: 'U0AIKOMORI1', text: 'SIM-3500-0042 too light', ts: '1.1' };
const edited = (text: string, over: object = {}): object => ({
  type: 'message',
  subtype: 'message_changed',
  channel: CHANNEL,
  ts: '2.2',
  event_ts: '2.2',
  message: { ...message, text, edited: { user: 'U0AIKOMORI1', ts: '2.000000' }, ...over },
  previous_message: message,
});
const deleted = { type: 'message', subtype: 'message_deleted', channel: CHANNEL, deleted_ts: '1.1', event_ts: '3.0' };

describe('messages of a claims channel', () => {
  it('keep the links of their photos, and nothing that is no address', () => {
    const files = [
      { permalink: 'https://x.test/files/U1/F1/a.png' },
      { permalink: 'https://x.test/a|b>' },
      { permalink: 'javascript:alert(1)' },
      {},
      null,
    ];
    const said = readSaid({ ...message, subtype: 'file_share', files }, ears);
    expect(said?.photos).toEqual(['https://x.test/files/U1/F1/a.png']);
    expect(readKept(JSON.parse(JSON.stringify(said)))).toEqual(said);
  });

  it('keep their photos when the claim is made by the button of a question', async () => {
    const photos = ['https://x.test/F1'];
    const { room, calls, desk } = fakeRoom(({ given }) =>
      given === undefined
        ? { kind: 'which-symptom', serial: 'SIM-3500-0042', candidates: [{ id: 'jam-feed', title: 'Jams' }] }
        : 'claim',
    );
    const said = { channel: CHANNEL, ts: '1.1', user: 'U0AIKOMORI1', text: 'SIM-3500-0042', photos };
    await onMessage(room, 'event:1', said);
    const actions = calls.posts[0]?.content.blocks.find(({ type }) => type === 'actions');
    const { value } = JSON.parse(JSON.stringify(actions)).elements[0];
    const press = { actionId: 'claim_pick:0', value, actionTs: '1', user: 'U1', channel: CHANNEL, messageTs: '1.2' };
    await onAction(room, {
      press: { ...press, isEphemeral: false, triggerId: 't' },
      ack: async () => undefined,
      respond: async () => undefined,
    });
    expect(desk.heard.at(-1)?.origin).toMatchObject({ via: 'button', photos });
  });

  it('keep their photos when they call us by name', async () => {
    const { room, desk } = fakeRoom();
    const photos = ['https://x.test/F1'];
    const said = {
      channel: CHANNEL,
      ts: '1.1',
      user: 'U0AIKOMORI1',
      text: '<@U0CLAIMBOT1> SIM-3500-0042 light',
      photos,
    };
    await onMessage(room, 'event:mention:1', { ...said, isMention: true });
    expect(desk.heard[0]?.origin.photos).toEqual(photos);
  });

  it('come from a workflow in its own name, and never from ourselves', () => {
    const form = { type: 'message', subtype: 'bot_message', channel: CHANNEL, ts: '1.1', text: 'SIM-1 light' };
    expect(readSaid({ ...form, bot_id: 'B0WORKFLOW1', username: 'Report a copier' }, ears)).toMatchObject({
      user: 'workflow Report a copier',
      text: 'SIM-1 light',
    });
    expect(readSaid({ ...form, bot_id: 'B0CLAIMBOT1', username: 'claimscope' }, ears)).toBeUndefined();
    expect(readSaid({ ...form, bot_id: 'B9', user: 'U0CLAIMBOT1' }, ears)).toBeUndefined();
    expect(readSaid({ ...form, bot_id: 'B9', thread_ts: '0.9' }, ears)).toBeUndefined();
  });

  it('are followed when their words change, and not when a link was unfurled, a reply came, or we edited ourselves', () => {
    const said = readSaid(edited('SIM-3500-0042 jams'), ears);
    expect(said).toMatchObject({ ts: '1.1', text: 'SIM-3500-0042 jams', change: 'edited', changedAt: 2000 });
    expect(readKept(JSON.parse(JSON.stringify(said)))).toEqual(said);
    // A root that has replies is in a thread of its own.
    expect(readSaid(edited('new', { thread_ts: '1.1' }), ears)).toBeDefined();
    expect(readSaid(edited(message.text), ears)).toBeUndefined();
    expect(readSaid(edited('new', { thread_ts: '0.9' }), ears)).toBeUndefined();
    expect(readSaid(edited('new', { bot_id: 'B0CLAIMBOT1' }), ears)).toBeUndefined();
    expect(readSaid({ ...edited('new'), channel: 'C0RANDOM001' }, ears)).toBeUndefined();
  });

  it('are followed when they are deleted, in either way Slack tells it', () => {
    const gone = { ts: '1.1', change: 'deleted' };
    expect(readSaid({ ...deleted, previous_message: message }, ears)).toMatchObject(gone);
    expect(readSaid(edited('This message was deleted.', { subtype: 'tombstone' }), ears)).toMatchObject(gone);
    expect(readSaid(deleted, ears)).toBeUndefined();
  });

  it('are never read as anything they are not, whatever comes', () => {
    for (const event of [
      null,
      7,
      [],
      {},
      { ...edited('x'), message: null },
      { ...edited('x'), previous_message: [] },
    ]) {
      expect(readSaid(event, ears)).toBeUndefined();
    }
  });
});

describe('a changed message', () => {
  const said = { channel: CHANNEL, ts: '1.1', user: 'U0AIKOMORI1', text: 'SIM-3500-0042 jams' };

  it('gives its new words to the claim it made, or makes one where it made none', async () => {
    const { room, desk, store } = fakeRoom();
    await onMessage(room, 'event:1', { ...said, change: 'edited', changedAt: 2000 });
    expect(store.claims.size).toBe(1);
    await onMessage(room, 'event:2', { ...said, text: 'other', change: 'edited', changedAt: 3000 });
    expect(store.claims.size).toBe(1);
    expect(desk.done).toEqual(['reworded 1 U0AIKOMORI1 other']);
  });

  it('that raises another question has it in the place of the first', async () => {
    const { room, calls } = fakeRoom(({ text }) => ({
      kind: 'which-device',
      said: text,
      candidates: [],
      symptoms: [],
    }));
    await onMessage(room, 'event:1', said);
    for (const key of ['event:2', 'event:3'])
      await onMessage(room, key, { ...said, text: 'SIM-B jams', change: 'edited', changedAt: 2000 });
    expect(calls.posts.map(({ content }) => content.text)).toEqual([expect.stringContaining('"SIM-B jams"')]);
    // The first words, delivered once more, are not what is asked about any longer.
    await onMessage(room, 'event:4', said);
    expect(calls.posts.map(({ content }) => content.text)).toEqual([expect.stringContaining('"SIM-B jams"')]);
  });

  it('that answers its question has the claim in the place of it', async () => {
    const isKnown = (text: string): boolean => text.startsWith('SIM-3500-0042');
    const { room, calls } = fakeRoom(({ text }) =>
      isKnown(text) ? 'claim' : { kind: 'which-device', said: text, candidates: [], symptoms: [] },
    );
    await onMessage(room, 'event:1', { ...said, text: 'SIM-A jams' });
    await onMessage(room, 'event:2', { ...said, change: 'edited', changedAt: 2000 });
    expect(calls.posts.map(({ content }) => content.text)).toEqual(['Claim 1 is open for SIM-3500-0042.']);
  });

  it('that joins a claim says so in the place of its question, and is handled although that was taken away', async () => {
    const { room, calls, store } = fakeRoom(({ text }) =>
      text === said.text
        ? { kind: 'claim', claim: sampleClaim({ id: 7 }), isNew: false, joined: true }
        : { kind: 'which-device', said: text, candidates: [], symptoms: [] },
    );
    await onMessage(room, 'event:1', { ...said, text: 'SIM-A jams' });
    await onMessage(room, 'event:2', { ...said, change: 'edited', changedAt: 2000 });
    expect(calls.posts.map(({ content }) => content.text)).toEqual([expect.stringContaining('is open for')]);
    calls.fail('update', new WebAPIPlatformError({ ok: false, error: 'message_not_found' }));
    await store.addIncoming('event:3', {}, 1);
    await onMessage(room, 'event:3', { ...said, change: 'edited', changedAt: 3000 });
    expect(await store.listIncoming()).toEqual([]);
  });

  it('is noted with its claim when it was deleted, and asks nothing', async () => {
    const { room, desk, calls } = fakeRoom();
    await onMessage(room, 'event:3', { ...said, change: 'deleted', changedAt: 3000 });
    expect(desk.done).toEqual(['withdrawn msg:C0CLAIMS001:1.1 U0AIKOMORI1']);
    expect(desk.heard).toEqual([]);
    expect(calls.posts).toEqual([]);
  });
});

describe('a claim that repeats one', () => {
  const claim = sampleClaim({ id: 7 });
  const joined: IntakeResult = { kind: 'claim', claim, isNew: false, joined: true };

  async function withCard(): Promise<ReturnType<typeof fakeRoom>> {
    const made = fakeRoom(() => joined);
    await made.store.claimSlot({ claimId: 7, slot: 'root', channel: 'C0SERVDESK1' });
    await made.store.fillSlot(7, 'root', { ts: '1700000000.000001', channel: 'C0SERVDESK1', digest: '' });
    return made;
  }

  it('gives the one who reported it a link, under the message and once', async () => {
    const { room, calls } = await withCard();
    const said = { channel: CHANNEL, ts: '1700000000.000100', user: 'U0AIKOMORI1', text: 'SIM-3500-0042 light' };
    for (const key of ['event:1', 'event:2']) await onMessage(room, key, said);
    expect(calls.posts).toHaveLength(1);
    expect(calls.posts[0]).toMatchObject({ channel: CHANNEL, threadTs: said.ts });
    expect(calls.posts[0]?.content.text).toContain(
      '<https://local.test/archives/C0SERVDESK1/p1700000000.000001|Claim 7>',
    );
  });

  it('answers a command with the link too', async () => {
    const { room, idle } = await withCard();
    const told: string[] = [];
    await onCommand(room, {
      command: { text: 'SIM-3500-0042 light', user_id: 'U1', channel_id: 'C1', trigger_id: '1' },
      ack: async () => undefined,
      respond: async ({ text }) => void told.push(text),
    });
    await idle();
    expect(told).toEqual([expect.stringContaining('|Claim 7> about this is open')]);
  });

  it('is told what of it was not understood', async () => {
    const said = { ...joined, problems: ['"shoes" is nothing to tighten by <!channel>.'] };
    const { room, idle } = fakeRoom(() => said);
    const told: string[] = [];
    await onCommand(room, {
      command: { text: 'SIM-3500-0042 light tighten=shoes', user_id: 'U1', channel_id: 'C1', trigger_id: '1' },
      ack: async () => undefined,
      respond: async ({ text }) => void told.push(text),
    });
    await idle();
    expect(told).toEqual([expect.stringContaining('"shoes" is nothing to tighten by &lt;!channel&gt;.')]);
  });
});

it('a claim that repeats one is told as such where the button of a question was pressed', async () => {
  const claim = sampleClaim({ id: 7 });
  const { room } = fakeRoom(() => ({ kind: 'claim', claim, isNew: false, joined: true }));
  const value = writePick({ key: 'cmd:1', serial: 'S', symptoms: [], text: 'light' });
  const told: string[] = [];
  const press = { actionId: 'claim_pick:0', value, actionTs: '1', user: 'U1', channel: CHANNEL, messageTs: '1.2' };
  await onAction(room, {
    press: { ...press, isEphemeral: true, triggerId: 't' },
    ack: async () => undefined,
    respond: async ({ text }) => void told.push(text),
  });
  expect(told).toEqual([expect.stringContaining('Claim 7 about this is open')]);
});

describe('what was said of a claim and not understood', () => {
  const problems = ['There is no way to tighten by "<shoes>".'];
  const escaped = expect.stringContaining('"&lt;shoes&gt;"');
  const opened = (claim = sampleClaim({ id: 7 })): IntakeResult => ({ kind: 'claim', claim, isNew: true, problems });

  it('is told under a plain message, once', async () => {
    const { room, calls } = fakeRoom(() => opened());
    const said = { channel: CHANNEL, ts: '1700000000.000100', user: 'U0AIKOMORI1', text: 'light tighten=<shoes>' };
    for (const key of ['event:1', 'event:2']) await onMessage(room, key, said);
    expect(calls.posts.map(({ threadTs, content }) => [threadTs, content.text])).toEqual([[said.ts, escaped]]);
  });

  it('is told to whoever submitted a form', async () => {
    const { room, calls } = fakeRoom(() => opened());
    const memory = JSON.stringify({ channel: 'C0SERVDESK1' });
    await onClaimForm(room, { viewId: 'V1', memory, user: 'U1', answers: { serial: 'S' } }, async () => undefined);
    expect(calls.whispers.map(({ userId, content }) => [userId, content.text])).toEqual([['U1', escaped]]);
  });

  it('is told where the button of a question was pressed', async () => {
    const { room } = fakeRoom(() => opened());
    const value = writePick({ key: 'cmd:1', serial: 'S', symptoms: [], text: 'light tighten=<shoes>' });
    const told: string[] = [];
    const press = { actionId: 'claim_pick:0', value, actionTs: '1', user: 'U1', channel: CHANNEL, messageTs: '1.2' };
    await onAction(room, {
      press: { ...press, isEphemeral: true, triggerId: 't' },
      ack: async () => undefined,
      respond: async ({ text }) => void told.push(text),
    });
    expect(told).toEqual([escaped]);
  });
});

describe('what happened to a claim after it was opened', () => {
  it('stands on the card and in the thread, without a mention, however often it was reported', () => {
    const again = Array.from({ length: 8 }, (_, n) => ({
      at: 1_700_000_000_000 + n,
      by: 'U0CARLARUI1',
      what: 'joined' as const,
      note: `again <!channel> ${n}`,
      ...(n === 7 ? { photos: ['https://x.test/F8'] } : {}),
      source: `s${n}`,
    }));
    const claim = sampleClaim({
      origin: { via: 'message', channel: CHANNEL, messageTs: '1.1', photos: ['https://x.test/F1'] },
      events: [
        ...sampleClaim().events,
        { at: 1, by: 'U1', what: 'reworded', note: 'rather *dark*' },
        { at: 2, by: 'U1', what: 'withdrawn' },
        ...again,
      ],
    });
    const view = { nameOf: () => 'Carla Ruiz' };
    const dossier = sampleDossier({ claim });
    for (const content of [rootCard(dossier, view), itemsMessage(dossier, view)]) {
      const shown = JSON.stringify(content.blocks);
      expect(shown).toContain('Reported again by Carla Ruiz');
      expect(shown).toContain('and 3 more before');
      expect(shown).toContain('again &lt;!channel&gt; 7_. Photos: <https://x.test/F8|1>');
      expect(shown).toContain('Now reads (edited');
      expect(shown).toContain('was deleted');
      expect(shown).not.toContain('<!channel>');
      expect(shown).not.toContain('<@U0CARLARUI1>');
    }
    expect(JSON.stringify(rootCard(dossier, view).blocks)).toContain('Photos: <https://x.test/F1|1>');
  });
});

describe.each(['socket', 'http'] as const)('over %s', (mode) => {
  let bot: Bot | undefined;
  afterEach(async () => {
    await bot?.stop();
    bot = undefined;
  });

  it('a photo, a workflow, an edit and a deletion reach the desk, and our own messages never do', async () => {
    bot = await startTestBot({ mode });
    const { desk, slack, store } = bot;
    const { control } = slack;
    const files = [{ name: 'print.png', bytes: Buffer.from('png') }];
    const { ts } = control.typeMessage('aiko', 'claims', 'SIM-3500-0042 too light', { files });
    control.postAsWorkflow('claims', 'Report a copier', 'SIM-3500-0007 too light');
    await control.waitFor(() => desk.heard.length === 2 || undefined);
    expect(desk.heard[0]?.origin.photos).toEqual([expect.stringMatching(/^http.*\/print\.png$/)]);
    expect(desk.heard[1]?.by).toBe('workflow Report a copier');
    await bot.side.idle();
    control.editMessage('aiko', 'claims', ts, 'SIM-3500-0042 far too light');
    control.deleteMessage('aiko', 'claims', ts);
    const deadline = Date.now() + 5000;
    while (desk.done.length < 2 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(desk.done).toEqual([
      'reworded 1 U0AIKOMORI1 SIM-3500-0042 far too light',
      `withdrawn msg:${CHANNEL}:${ts} U0AIKOMORI1`,
    ]);
    await bot.side.idle();
    expect(desk.heard).toHaveLength(2);
    expect(await store.listIncoming()).toEqual([]);
  });
});

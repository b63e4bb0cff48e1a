import { WebAPIPlatformError } from '@slack/web-api';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { validateBlocks } from '../../src/demo/slack/validate-blocks.ts';
import { validateView } from '../../src/demo/slack/validate-view.ts';
import { configForm, configNote, readConfigMemory } from '../../src/slack/blocks/config-form.ts';
import { onConfigForm } from '../../src/slack/listeners/on-config.ts';
import { onCommand } from '../../src/slack/listeners/on-command.ts';
import { type Bot, startTestBot } from './bot.ts';
import { hostileText, NOW } from './dossiers.ts';
import { fakeRoom, LANGUAGES } from './fakes.ts';

const AIKO = 'U0AIKOMORI1';
const BEN = 'U0BENOKAFO1';
const CARLA = 'U0CARLARUI1';
const CHANNEL = 'C0SERVDESK1';

async function typed(made: ReturnType<typeof fakeRoom>, user: string, channel = CHANNEL): Promise<string[]> {
  const heard: string[] = [];
  await onCommand(made.room, {
    command: { text: 'config', user_id: user, channel_id: channel, trigger_id: '1' },
    ack: async () => undefined,
    respond: async ({ text }) => void heard.push(text),
  });
  return heard;
}

async function submitted(
  made: ReturnType<typeof fakeRoom>,
  user: string,
  answers: Record<string, string | undefined>,
  memory = `{"config":"${CHANNEL}"}`,
): Promise<Record<string, string> | undefined> {
  let errors: Record<string, string> | undefined;
  await onConfigForm(made.room, { viewId: 'V1', memory, user, answers }, async (told) => void (errors = told));
  return errors;
}

describe('settings of a channel', () => {
  it('open for those who are named, also by their group, and are shown to anybody else with who may change them', async () => {
    const made = fakeRoom();
    made.calls.inChannel.set('S0TONERDESK', [BEN]);
    expect(await typed(made, AIKO)).toEqual([]);
    expect(await typed(made, BEN)).toEqual([]);
    expect(made.calls.forms).toHaveLength(2);
    expect(validateView(made.calls.forms[0])).toEqual([]);
    const [text] = await typed(made, CARLA);
    expect(text).toContain('In charge of new claims: as the configuration says');
    expect(text).toContain('You may not change this; those who may: Person AIK, a user group');
    expect(made.calls.forms).toHaveLength(2);
  });

  it('are none of a direct conversation', async () => {
    expect((await typed(fakeRoom(), AIKO, 'D0AIKO0001'))[0]).toContain('type `/claim config` in the channel');
  });

  it('leave what is set elsewhere as it is', async () => {
    const made = fakeRoom();
    made.store.channels.set(CHANNEL, { mutedNeighbours: ['Acme'] });
    expect(await submitted(made, AIKO, { language: 'de' })).toBeUndefined();
    expect(made.store.channels.get(CHANNEL)).toEqual({ language: 'de', mutedNeighbours: ['Acme'] });
  });

  it('are kept with who changed them and when, and told to that person alone', async () => {
    const made = fakeRoom();
    expect(await submitted(made, AIKO, { handler: BEN, language: 'de' })).toBeUndefined();
    expect(made.store.channels.get(CHANNEL)).toEqual({ handler: { kind: 'user', id: BEN }, language: 'de' });
    expect(made.store.notes).toEqual([
      { at: NOW, by: AIKO, what: 'channel-set', channel: CHANNEL, note: `handler ${BEN}, language de` },
    ]);
    expect(made.calls.whispers.map(({ userId, content }) => [userId, content.text])).toEqual([
      [
        AIKO,
        [
          `*Settings of <#${CHANNEL}>*`,
          'In charge of new claims: Person BEN',
          'Words for customers: Deutsch',
          'Reminders: none',
          'Daily digest: none',
          'Report of the desk: none',
          'Quiet hours: none',
        ].join('\n'),
      ],
    ]);
    expect(await submitted(made, AIKO, { handler: undefined, language: 'as-usual' })).toBeUndefined();
    expect(made.store.channels.get(CHANNEL)).toEqual({});
  });

  it('are refused from whoever may not, has left the channel, or names what is none', async () => {
    const made = fakeRoom();
    made.calls.inChannel.set('C0SECRET001', [BEN]);
    const refused = { handler: 'You may not change the settings of this channel.' };
    expect(await submitted(made, CARLA, {})).toEqual(refused);
    expect(await submitted(made, AIKO, {}, '{"config":"C0SECRET001"}')).toEqual(refused);
    for (const memory of ['', '{}', '{"config":"D1"}', '{"config":1}']) {
      expect(await submitted(made, AIKO, {}, memory)).toEqual(refused);
    }
    for (const handler of ['nobody', made.room.me.userId]) {
      expect(await submitted(made, AIKO, { handler })).toEqual({ handler: 'Please choose a person.' });
    }
    expect(made.store.channels.size + made.store.notes.length).toBe(0);
  });

  it('keep the hours at which the channel is told something, from when each was asked for', async () => {
    const made = fakeRoom();
    const hours = { remind: '48', digest: '8', monthly: 'monthly', zone: 'Asia/Tokyo' };
    const quiet = { 'quiet-from': '22:00', 'quiet-to': '06:30' };
    const set = {
      remindAfterMs: 172_800_000,
      quiet: { from: 1320, to: 390 },
      timeZone: 'Asia/Tokyo',
      digest: { minute: 480, since: NOW },
      monthly: { since: NOW },
    };
    expect(await submitted(made, AIKO, { ...hours, ...quiet })).toBeUndefined();
    expect(made.store.channels.get(CHANNEL)).toEqual(set);
    expect(made.calls.whispers[0]?.content.text).toContain(
      'Reminders: once a claim is untouched for 2 days\nDaily digest: at 08:00 (Asia/Tokyo)\nReport of the desk: on the first of the month\nQuiet hours: 22:00 to 06:30 (Asia/Tokyo)',
    );
    expect(made.store.notes[0]?.note).toContain('untouched for 2 days; Daily digest: at 08:00');
    await typed(made, AIKO);
    const form = JSON.stringify(made.calls.forms[0]);
    for (const shown of ['"initial_time":"22:00"', '"initial_time":"06:30"', '"initial_value":"Asia/Tokyo"'])
      expect(form).toContain(shown);
    // What was asked for before stays as old as it is; another hour is asked for now.
    const earlier = { digest: { minute: 480, since: 5 }, monthly: { since: 6 } };
    made.store.channels.set(CHANNEL, earlier);
    await submitted(made, AIKO, { digest: '8', monthly: 'monthly' });
    expect(made.store.channels.get(CHANNEL)).toEqual(earlier);
    await submitted(made, AIKO, { digest: '9', monthly: 'never', remind: 'never' });
    expect(made.store.channels.get(CHANNEL)).toEqual({ digest: { minute: 540, since: NOW } });
  });

  it('put a user group in charge, or a person, and not both', async () => {
    const made = fakeRoom();
    expect(await submitted(made, AIKO, { group: 'S0TONERDESK' })).toBeUndefined();
    expect(made.store.channels.get(CHANNEL)).toEqual({ handler: { kind: 'group', id: 'S0TONERDESK' } });
    expect(made.store.notes[0]?.note).toContain('handler S0TONERDESK');
    expect(made.calls.whispers[0]?.content.text).toContain(
      'In charge of new claims: the group Toner desk (@toner-desk)',
    );
    const both = await submitted(made, AIKO, { group: 'S0TONERDESK', handler: BEN });
    expect(both).toEqual({ group: 'Please choose a person or a group, not both.' });
    for (const group of ['S0NOSUCHONE', '<!channel>'])
      expect(await submitted(made, AIKO, { group })).toEqual({ group: 'Please choose a group.' });
    // A group that Slack does not tell of now is kept, and can be.
    made.calls.groups.splice(0);
    await typed(made, AIKO);
    expect(JSON.stringify(made.calls.forms[0])).toContain('The group that is set now');
    expect(validateView(made.calls.forms[0])).toEqual([]);
    expect(await submitted(made, AIKO, { group: 'S0TONERDESK' })).toBeUndefined();
    expect(await submitted(made, AIKO, { group: 'no-group', handler: BEN })).toBeUndefined();
    expect(made.store.channels.get(CHANNEL)).toEqual({ handler: { kind: 'user', id: BEN } });
    made.calls.forms.splice(0);
    await typed(made, AIKO);
    expect(JSON.stringify(made.calls.forms[0])).not.toContain('Or a user group');
  });

  it('open and close in time while Slack is slow to tell of groups', async () => {
    const made = fakeRoom();
    const told = { ...made.calls };
    let isSlow = true;
    const waiting: (() => void)[] = [];
    made.calls.listGroups = async () => {
      if (isSlow) await new Promise<void>((resolve) => void waiting.push(resolve));
      return told.listGroups();
    };
    await typed(made, AIKO);
    expect(made.calls.forms).toHaveLength(1);
    expect(JSON.stringify(made.calls.forms[0])).not.toContain('Or a user group');
    // A word that is no group's id is none, whether Slack tells of groups or not.
    expect(await submitted(made, AIKO, { group: '<!channel>' })).toEqual({ group: 'Please choose a group.' });
    const acks: unknown[] = [];
    const submission = {
      viewId: 'V1',
      memory: `{"config":"${CHANNEL}"}`,
      user: AIKO,
      answers: { group: 'S0TONERDESK' },
    };
    const handled = onConfigForm(made.room, submission, async (errors) => void acks.push(errors));
    await expect.poll(() => acks, { timeout: 10_000 }).toEqual([undefined]);
    expect(made.store.channels.get(CHANNEL)).toEqual({ handler: { kind: 'group', id: 'S0TONERDESK' } });
    // What was set is told once Slack has told of the groups.
    expect(made.calls.whispers).toEqual([]);
    isSlow = false;
    await expect.poll(() => waiting.length).toBe(4);
    for (const resolve of waiting) resolve();
    await handled;
    expect(made.calls.whispers[0]?.content.text).toContain('the group Toner desk (@toner-desk)');
  });

  it('open without groups where Slack does not tell them', async () => {
    const made = fakeRoom();
    made.calls.fail('groups', new WebAPIPlatformError({ ok: false, error: 'missing_scope' }));
    expect(await typed(made, AIKO)).toEqual([]);
    expect(JSON.stringify(made.calls.forms[0])).not.toContain('Or a user group');
  });

  it('are refused where the hours make no sense, at the field that is wrong', async () => {
    const made = fakeRoom();
    for (const [answers, field] of [
      [{ 'quiet-from': '22:00' }, 'quiet-to'],
      [{ 'quiet-to': '06:00' }, 'quiet-from'],
      [{ 'quiet-from': '22:00', 'quiet-to': '22:00' }, 'quiet-to'],
      [{ zone: 'Middle/Earth' }, 'zone'],
    ] as const) {
      expect(Object.keys((await submitted(made, AIKO, answers)) ?? {})).toEqual([field]);
    }
    expect(await submitted(made, AIKO, { zone: 'berlin' })).toEqual({
      zone: 'There is no such time zone. Is it Europe/Berlin?',
    });
    expect((await submitted(made, AIKO, { zone: 'BST' }))?.['zone']).toContain('name a place');
    expect(await submitted(made, AIKO, { remind: '1e3', digest: '24', monthly: 'daily' })).toBeUndefined();
    expect(made.store.channels.get(CHANNEL)).toEqual({});
  });

  it('say so where nobody is named who may change them', () => {
    const none = { users: [], groups: [] };
    const { text } = configNote(
      { channel: CHANNEL, settings: undefined, admins: none, languages: LANGUAGES, home: 'UTC', groups: [] },
      { nameOf: () => undefined },
    );
    expect(text).toContain('Nobody may change this yet: `admins` in the configuration names who may.');
  });

  it('pass the strict rules whatever people and languages are called', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (name, id) => {
        const settings = { handler: { kind: 'user' as const, id }, language: id };
        const [words] = LANGUAGES;
        const languages = words === undefined ? [] : [{ ...words, name }];
        const groups = Array.from({ length: 120 }, (_, n) => ({ id: `S0GROUP${n}`, name }));
        const inGroup = { ...settings, handler: { kind: 'group' as const, id: 'S0GROUP119' } };
        for (const each of [settings, inGroup])
          expect(validateView(configForm(CHANNEL, each, { languages, home: 'UTC', groups }))).toEqual([]);
        const admins = { users: [AIKO, id], groups: [] };
        const content = configNote(
          { channel: CHANNEL, settings, admins, languages, home: 'UTC', groups: [] },
          { nameOf: () => name },
        );
        expect(validateBlocks(content.blocks)).toEqual([]);
        expect(content.text).not.toMatch(/<@|<!/);
      }),
      { numRuns: 60 },
    );
    expect(
      readConfigMemory(
        configForm(CHANNEL, undefined, { languages: LANGUAGES, home: 'UTC', groups: [] }).private_metadata ?? '',
      ),
    ).toBe(CHANNEL);
  });
});

describe.each(['socket', 'http'] as const)('over %s', (mode) => {
  let bot: Bot | undefined;
  afterEach(async () => {
    await bot?.stop();
    bot = undefined;
  });

  it('settings are typed for, chosen and kept, and the words for customers come in their language', async () => {
    bot = await startTestBot({ mode });
    const { control } = bot.slack;
    await control.typeCommand('ben', 'service-desk', '/claim config');
    await control.waitFor(() => control.views('ben').length === 1, 5000, 'the form for one of the group');
    await control.closeView('ben');
    await control.typeCommand('carla', 'service-desk', '/claim config');
    await control.waitFor(() => control.views('carla').length === 1);
    const hours = { remind: '24', digest: '7', 'quiet-from': '21:30', 'quiet-to': '06:00' };
    expect(await control.submitView('carla', { handler: BEN, language: 'fr', ...hours })).toEqual({ kind: 'closed' });
    expect(bot.store.channels.get(CHANNEL)).toMatchObject({
      remindAfterMs: 86_400_000,
      digest: { minute: 420 },
      quiet: { from: 1290, to: 360 },
      timeZone: 'UTC',
    });
    await control.waitFor(() => control.ephemerals('carla').some(({ text }) => text.includes('Français')));
    expect(bot.store.notes).toMatchObject([{ by: CARLA, what: 'channel-set', channel: CHANNEL }]);
    await control.typeCommand('carla', 'service-desk', '/claim config');
    await control.waitFor(() => control.views('carla').length === 1);
    const inCharge = { handler: null, group: 'S0TONERDESK' };
    expect(await control.submitView('carla', inCharge)).toEqual({ kind: 'closed' });
    await control.waitFor(() =>
      control.ephemerals('carla').some(({ text }) => text.includes('Toner desk (@toner-desk)')),
    );
    expect(bot.store.channels.get(CHANNEL)?.handler).toEqual({ kind: 'group', id: 'S0TONERDESK' });
    await control.typeCommand('aiko', 'service-desk', '/claim SIM-3500-0042 too light');
    const menu = await control.waitFor(() =>
      control.messages('service-desk').find(({ blocks }) => JSON.stringify(blocks).includes('1 explain')),
    );
    await control.chooseSelect('carla', 'service-desk', menu.ts, 'claim_more', '1 explain');
    await control.waitFor(() =>
      JSON.stringify(control.views('carla')[0]?.body ?? '').includes('impressions trop claires'),
    );
  });
});

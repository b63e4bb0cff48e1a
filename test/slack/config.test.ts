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

  it('are kept with who changed them and when, and told to that person alone', async () => {
    const made = fakeRoom();
    expect(await submitted(made, AIKO, { handler: BEN, language: 'de' })).toBeUndefined();
    expect(made.store.channels.get(CHANNEL)).toEqual({ handler: { kind: 'user', id: BEN }, language: 'de' });
    expect(made.store.notes).toEqual([
      { at: NOW, by: AIKO, what: 'channel-set', channel: CHANNEL, note: `handler ${BEN}, language de` },
    ]);
    expect(made.calls.whispers.map(({ userId, content }) => [userId, content.text])).toEqual([
      [AIKO, `*Settings of <#${CHANNEL}>*\nIn charge of new claims: Person BEN\nWords for customers: Deutsch`],
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

  it('say so where nobody is named who may change them', () => {
    const none = { users: [], groups: [] };
    const { text } = configNote(
      { channel: CHANNEL, settings: undefined, admins: none, languages: LANGUAGES },
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
        expect(validateView(configForm(CHANNEL, settings, languages))).toEqual([]);
        const admins = { users: [AIKO, id], groups: [] };
        const content = configNote({ channel: CHANNEL, settings, admins, languages }, { nameOf: () => name });
        expect(validateBlocks(content.blocks)).toEqual([]);
        expect(content.text).not.toMatch(/<@|<!/);
      }),
      { numRuns: 60 },
    );
    expect(readConfigMemory(configForm(CHANNEL, undefined, LANGUAGES).private_metadata ?? '')).toBe(CHANNEL);
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
    expect(await control.submitView('carla', { handler: BEN, language: 'fr' })).toEqual({ kind: 'closed' });
    await control.waitFor(() => control.ephemerals('carla').some(({ text }) => text.includes('Français')));
    expect(bot.store.notes).toMatchObject([{ by: CARLA, what: 'channel-set', channel: CHANNEL }]);
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

import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { WebAPIPlatformError } from '@slack/web-api';
import type { HomeView } from '@slack/types';
import { chromium } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import type { Claim } from '../../src/core/claim.ts';
import { validateView } from '../../src/demo/slack/validate-view.ts';
import { homeView } from '../../src/slack/home/home-view.ts';
import { openHomes } from '../../src/slack/home/homes.ts';
import { onHomeOpened, onHomePress } from '../../src/slack/listeners/on-home.ts';
import { homeOpenedOf, homePressOf } from '../../src/slack/payloads.ts';
import { type Bot, startTestBot } from './bot.ts';
import { hostileText, NOW, sampleClaim } from './dossiers.ts';
import { fakeRoom } from './fakes.ts';
import { CHROMIUM, CHROMIUM_ARGS } from '../chromium.ts';

const AIKO = 'U0AIKOMORI1';
const BEN = 'U0BENOKAFO1';
const CARLA = 'U0CARLARUI1';
const HOUR = 3_600_000;
const NOBODY = { kind: 'nobody', id: '' } as const;

function roomWith(claims: Partial<Claim>[]): ReturnType<typeof fakeRoom> {
  const made = fakeRoom();
  for (const [index, over] of claims.entries()) {
    const id = index + 1;
    made.store.claims.set(id, sampleClaim({ id, sourceKey: `k${id}`, by: BEN, handler: NOBODY, ...over }));
  }
  return made;
}

/** The texts of a home, one a block. */
function textsOf(view: HomeView | undefined): string[] {
  return (view?.blocks ?? []).map((block) => JSON.stringify(block));
}
const textOf = (view: HomeView | undefined): string => textsOf(view).join('\n');

describe('the home of a person', () => {
  it('has their claims, then what is open, the longest waiting first, with what can be done', async () => {
    const { room, calls } = roomWith([
      { at: NOW - HOUR },
      { at: NOW - 2 * HOUR },
      { handler: { kind: 'user', id: AIKO } },
    ]);
    await onHomeOpened(room, { user: AIKO, tab: 'home' });
    const view = calls.homes.get(AIKO);
    expect(validateView(view)).toEqual([]);
    const named = textsOf(view).flatMap((text) => /Your claims|Open claims|\*Claim \d/.exec(text)?.[0] ?? []);
    expect(named).toEqual(['Your claims', '*Claim 3', 'Open claims', '*Claim 2', '*Claim 1', '*Claim 3']);
    expect(textOf(view)).toContain('"action_id":"home_take"');
    expect(textOf(view)).toContain('"action_id":"home_resolve"');
  });

  it('shows nothing of channels they are not in, and says what to do with an empty page', async () => {
    const { room, calls } = roomWith([{}]);
    calls.inChannel.set('C0SERVDESK1', [BEN]);
    await onHomeOpened(room, { user: AIKO, tab: 'home' });
    expect(textOf(calls.homes.get(AIKO))).not.toContain('Claim 1');
    expect(textOf(calls.homes.get(AIKO))).toContain('Nothing is in your hands');
    expect(textOf(calls.homes.get(AIKO))).toContain('No claim is open in the channels you are in');
  });

  it('is not made for the other tab', async () => {
    const { room, calls } = roomWith([{}]);
    await onHomeOpened(room, { user: AIKO, tab: 'messages' });
    expect(calls.homes.size).toBe(0);
    expect(homeOpenedOf({ event: { type: 'app_home_opened', user: AIKO, tab: 'home' } })).toEqual({
      user: AIKO,
      tab: 'home',
    });
    for (const body of [undefined, {}, { event: { type: 'message', user: AIKO } }])
      expect(homeOpenedOf(body)).toBeUndefined();
  });

  it('passes the strict rules whatever claims are called, and holds no markup from outside', () => {
    fc.assert(
      fc.property(fc.array(hostileText, { maxLength: 5 }), hostileText, (texts, words) => {
        const shown = texts.map((text, id) => ({
          claim: sampleClaim({ id, serial: text, status: id % 2 === 0 ? 'open' : 'taken' }),
          customer: text,
          symptoms: text,
          link: 'https://local.test/archives/C1/p1',
        }));
        const counts = { mineTotal: 9, total: shown.length, page: 1, pages: 3, searched: 0, isCut: true, maySet: true };
        const view = homeView(
          { mine: shown, shown, words, ...counts, command: '/claim' },
          { nameOf: () => undefined },
          NOW,
        );
        expect(validateView(view)).toEqual([]);
        // What stands in the field is shown as it is.
        const said = JSON.stringify(view, (key, value: unknown) => (key === 'initial_value' ? '' : value));
        expect(said).not.toMatch(/<@|<!(?!date)/);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a press in a home', () => {
  const press = { value: '1', search: '', user: AIKO, triggerId: '9.9' };
  const ack = async (): Promise<void> => undefined;

  it('takes the claim, before Slack is told, and shows it as theirs', async () => {
    const { room, desk, calls } = roomWith([{}]);
    let doneAtAck: string[] = [];
    await onHomePress(room, { ...press, actionId: 'home_take' }, async () => void (doneAtAck = [...desk.done]));
    expect(doneAtAck).toEqual([`taken 1 ${AIKO}`]);
    expect(textOf(calls.homes.get(AIKO))).toContain('taken by Person AIK');
  });

  it('opens the form that resolves it', async () => {
    const { room, calls } = roomWith([{}]);
    await onHomePress(room, { ...press, actionId: 'home_resolve' }, ack);
    expect(calls.forms).toMatchObject([
      { callback_id: 'claim_resolve_form', private_metadata: '{"claim":1,"channel":"C0SERVDESK1"}' },
    ]);
  });

  it('does nothing to a claim of a channel they are not in, one that is gone or taken, or a value that is none', async () => {
    const { room, desk, calls } = roomWith([{}, { status: 'taken' }]);
    calls.inChannel.set('C0SERVDESK1', [BEN]);
    for (const actionId of ['home_take', 'home_resolve']) {
      for (const value of ['1', '9', '', 'x', '1e3']) await onHomePress(room, { ...press, actionId, value }, ack);
    }
    await onHomePress(room, { ...press, actionId: 'home_take', value: '2', user: BEN }, ack);
    expect(desk.done).toEqual([]);
    expect(calls.forms).toEqual([]);
    expect(textOf(calls.homes.get(BEN))).toContain('Claim 2 is not as it stood here any more');
  });

  it('searches by Enter and by button, and shows all again with an empty field', async () => {
    const { room, calls } = roomWith([{ serial: 'SIM-1', status: 'resolved' }, { serial: 'SIM-2' }]);
    const home = (): string => textOf(calls.homes.get(AIKO));
    for (const actionId of ['home_search', 'home_find']) {
      await onHomePress(room, { ...press, actionId, search: ' sim-1 ' }, ack);
      expect(home()).toContain('1 claim with');
      expect(home()).toContain('*Claim 1*');
      expect(home()).not.toContain('*Claim 2*');
      expect(home()).toContain('"initial_value":"sim-1"');
    }
    await onHomePress(room, { ...press, actionId: 'home_search', search: 'elsewhere' }, ack);
    expect(home()).toContain('No claim is found with');
    const field = /home_search:\d+/.exec(home())?.[0];
    await onHomePress(room, { ...press, actionId: 'home_clear' }, ack);
    expect(home()).toContain('*Claim 2*');
    expect(home()).not.toContain('initial_value');
    expect(/home_search:\d+/.exec(home())?.[0]).not.toBe(field);
  });

  it('opens the settings of a channel for those who may change them, and of none that they or we are not in', async () => {
    const { room, calls } = roomWith([]);
    calls.inChannel.set('C0SECRET001', [BEN]);
    await onHomeOpened(room, { user: AIKO, tab: 'home' });
    await onHomeOpened(room, { user: CARLA, tab: 'home' });
    expect(textOf(calls.homes.get(AIKO))).toContain('"action_id":"home_settings"');
    expect(textOf(calls.homes.get(CARLA))).not.toContain('home_settings');
    expect(validateView(calls.homes.get(AIKO))).toEqual([]);
    const actionId = 'home_settings';
    await onHomePress(room, { ...press, actionId, value: 'C0SERVDESK1' }, ack);
    expect(calls.forms).toMatchObject([
      { callback_id: 'claim_config_form', private_metadata: '{"config":"C0SERVDESK1"}' },
    ]);
    await onHomePress(room, { ...press, actionId, value: 'C0SECRET001' }, ack);
    expect(textOf(calls.homes.get(AIKO))).toContain('Settings are for channels that both of us are in');
    // Whoever may not any more is told who may.
    await onHomePress(room, { ...press, actionId, value: 'C0SERVDESK1', user: CARLA }, ack);
    expect(textOf(calls.homes.get(CARLA))).toContain('You may not change this');
    expect(calls.forms).toHaveLength(1);
  });

  it('comes without the settings where Slack does not say who may change them', async () => {
    const { room, calls } = roomWith([]);
    calls.fail('group', new WebAPIPlatformError({ ok: false, error: 'internal_error' }));
    await onHomeOpened(room, { user: BEN, tab: 'home' });
    expect(textOf(calls.homes.get(BEN))).not.toContain('home_settings');
    expect(textOf(calls.homes.get(BEN))).toContain('Nothing is in your hands');
  });

  it('turns pages', async () => {
    const { room, calls } = roomWith(Array.from({ length: 20 }, () => ({})));
    await onHomePress(room, { ...press, actionId: 'home_next', value: '2' }, ack);
    expect(textOf(calls.homes.get(AIKO))).toContain('page 3 of 3');
    await onHomePress(room, { ...press, actionId: 'home_back', value: 'x' }, ack);
    expect(textOf(calls.homes.get(AIKO))).toContain('page 1 of 3');
  });

  it('is read from what Slack sends, and from nothing else', () => {
    const state = { values: { 'home_search:0': { home_search: { type: 'plain_text_input', value: 'sim' } } } };
    const body = {
      user: { id: AIKO },
      view: { id: 'V1', type: 'home', private_metadata: '', state },
      actions: [{ action_id: 'home_find', value: 'find' }],
      trigger_id: '1.1',
    };
    expect(homePressOf(body)).toEqual({
      actionId: 'home_find',
      value: 'find',
      search: 'sim',
      user: AIKO,
      triggerId: '1.1',
    });
    expect(homePressOf({ ...body, view: { ...body.view, type: 'modal' } })).toBeUndefined();
    expect(homePressOf({})).toBeUndefined();
  });
});

describe('news of claims', () => {
  function homesOf(made: ReturnType<typeof roomWith>, clock: () => number): ReturnType<typeof openHomes> {
    const { room, calls } = made;
    return openHomes({ ...room, calls, clock, command: '/claim', everyMs: 5 });
  }
  const published = ({ calls }: ReturnType<typeof roomWith>): number =>
    calls.log.filter((line) => line.startsWith('publish')).length;
  const settled = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, 40));

  it('costs one call for many changes, none where the page stays the same, and none for people who do not look', async () => {
    const made = roomWith([{}]);
    const homes = homesOf(made, () => NOW);
    for (let n = 0; n < 10; n += 1) homes.news();
    await settled();
    expect(made.calls.log).toEqual([]);
    await homes.opened(AIKO);
    for (let n = 0; n < 10; n += 1) homes.news();
    await settled();
    expect(published(made)).toBe(1);
    await made.desk.take(1, CARLA);
    for (let n = 0; n < 10; n += 1) homes.news();
    await expect.poll(() => textOf(made.calls.homes.get(AIKO))).toContain('taken by Person CAR');
    await settled();
    expect(published(made)).toBe(2);
    homes.stop();
  });

  it('no longer reaches who opened theirs over an hour ago, nor more than two hundred people', async () => {
    const made = roomWith([{}]);
    const many = Array.from({ length: 201 }, (_, n) => `U0MANY${n}`);
    made.calls.inChannel.set('C0SERVDESK1', [AIKO, ...many]);
    let now = NOW;
    const homes = homesOf(made, () => now);
    await homes.opened(AIKO);
    now += HOUR + 1;
    await made.desk.take(1, CARLA);
    homes.news();
    await settled();
    expect(published(made)).toBe(1);
    for (const user of many) await homes.opened(user);
    await made.desk.resolve(1, CARLA, '');
    const before = published(made);
    homes.news();
    await expect.poll(() => published(made)).toBe(before + 200);
    homes.stop();
  });

  it('that Slack does not take is one line in the log, and the next is shown', async () => {
    const made = roomWith([{}]);
    const homes = homesOf(made, () => NOW);
    await homes.opened(AIKO);
    made.calls.fail('publish', new WebAPIPlatformError({ ok: false, error: 'not_enabled' }));
    await made.desk.take(1, CARLA);
    homes.news();
    await expect.poll(() => made.logged.map(({ event }) => event)).toEqual(['slack.home-not-shown']);
    await homes.opened(AIKO);
    expect(textOf(made.calls.homes.get(AIKO))).toContain('taken by');
    homes.stop();
  });
});

describe.each(['socket', 'http'] as const)('over %s', (mode) => {
  let bot: Bot | undefined;
  afterEach(async () => {
    await bot?.stop();
    bot = undefined;
  });

  it('a home is there when it is opened, follows the claims, and takes and resolves them', async () => {
    bot = await startTestBot({ mode });
    const { control } = bot.slack;
    control.openHome('carla');
    const home = (): string => JSON.stringify(control.home('carla')?.body['blocks'] ?? '');
    await control.waitFor(() => home().includes('No claim is open'));
    await control.typeCommand('aiko', 'claims', '/claim SIM-3500-0042 light');
    await control.waitFor(() => home().includes('Claim 1'), 5000, 'the claim in the home');
    const take = { actionId: 'home_take', value: '1' };
    expect(await control.pressInView('carla', take, undefined, true)).toEqual({ ok: true });
    await control.waitFor(() => home().includes('taken by Carla Ruiz'));
    expect(await control.pressInView('carla', { actionId: 'home_resolve', value: '1' }, undefined, true)).toEqual({
      ok: true,
    });
    await control.waitFor(() => control.views('carla').length === 1);
    expect(await control.submitView('carla', { note: 'done' })).toEqual({ kind: 'closed' });
    await control.waitFor(() => home().includes('No claim is open'));
    expect(await control.pressInView('carla', 'home_search', '0042', true)).toEqual({ ok: true });
    await control.waitFor(() => home().includes('resolved by Carla Ruiz'));
    expect(control.home('ben')).toBeUndefined();
    expect(await control.pressInView('carla', 'home_settings', 'C0SERVDESK1', true)).toEqual({ ok: true });
    await control.waitFor(() => JSON.stringify(control.views('carla')[0]?.body ?? '').includes('Channel settings'));
    expect(await control.submitView('carla', { digest: '8' })).toEqual({ kind: 'closed' });
    expect(bot.store.channels.get('C0SERVDESK1')?.digest?.minute).toBe(480);
  });
});

it.skipIf(!existsSync(CHROMIUM))(
  'can be clicked on the page: opened, searched by Enter and by button',
  async () => {
    const bot = await startTestBot({ mode: 'socket' });
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_ARGS });
    try {
      for (const serial of ['SIM-3500-0042', 'SIM-3500-0043']) {
        await bot.slack.control.typeCommand(
          'aiko',
          'claims',
          `/claim ${serial} ${serial === 'SIM-3500-0042' ? 'pale' : 'noise'}`,
        );
      }
      const page = await browser.newPage({ viewport: { width: 390, height: 800 } });
      await page.goto(`${bot.slack.url}?user=U0CARLARUI1&channel=home`);
      const row = '#sidebar [data-act=home]';
      await page.waitForSelector(row, { state: 'attached' });
      await page.dispatchEvent(row, 'click');
      await page.waitForSelector('text=2 claims');
      const field = '[data-action-id=home_search]';
      await page.fill(field, 'noise');
      await page.press(field, 'Enter');
      await page.waitForSelector('text=1 claim with');
      await page.fill(field, 'pale');
      await page.click('text="Search" >> visible=true >> nth=-1');
      await page.waitForSelector('text=with "pale"');
      const isWide = await page.evaluate<boolean>(
        "document.querySelector('#messages').scrollWidth > document.querySelector('#messages').clientWidth + 1",
      );
      expect(isWide).toBe(false);
    } finally {
      await browser.close();
      await bot.stop();
    }
  },
  60_000,
);

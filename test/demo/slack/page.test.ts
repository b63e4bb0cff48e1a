import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LocalSlack } from '../../../src/demo/slack/options.ts';
import { startLocalSlack } from '../../../src/demo/slack/start-local-slack.ts';
import { type BoltApp, startBoltApp } from './bolt-app.ts';
import { CHROMIUM, CHROMIUM_ARGS } from '../../chromium.ts';

const hasBrowser = existsSync(CHROMIUM);
const MANIFEST = {
  features: {
    slash_commands: [{ command: '/claim', usage_hint: 'serial=… symptom=…' }],
    shortcuts: [{ name: 'Open claim', type: 'message', callback_id: 'open_claim' }],
    app_home: { home_tab_enabled: true },
  },
  oauth_config: { scopes: { bot: ['chat:write', 'commands', 'channels:history'] } },
  settings: {
    interactivity: { is_enabled: true },
    event_subscriptions: { bot_events: ['message.channels', 'app_home_opened'] },
  },
};

let slack: LocalSlack;
let bolt: BoltApp;

beforeEach(async () => {
  slack = await startLocalSlack({
    transport: 'socket',
    limits: { postsPerSecondPerChannel: null },
    manifest: MANIFEST,
    // A browser, a bot and a Slack on a busy machine: what Slack gives three seconds is tested elsewhere, not here.
    ackTimeoutMs: 15_000,
    triggerLifeMs: 15_000,
  });
  bolt = await startBoltApp(slack, 'socket');
});

afterEach(async () => {
  await bolt.stop();
  await slack.stop();
});

it('serves the page with a policy that lets nothing foreign or inline run', async () => {
  for (const path of ['', 'archives/C0CLAIMS001/p1700000000000001', '_page/state']) {
    const response = await fetch(`${slack.url}${path}`);
    expect(response.status).toBe(200);
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'self'");
    expect(policy).not.toContain('unsafe');
  }
  expect(await (await fetch(slack.url)).text()).not.toMatch(/ on\w+=|style="/);
  expect((await fetch(`${slack.url}nowhere`)).status).toBe(404);
});

it('takes acts from the page only as JSON', async () => {
  const body = JSON.stringify({ user: 'aiko', channel: 'claims', text: 'hello' });
  const forged = await fetch(`${slack.url}_control/message`, { method: 'POST', body });
  expect(forged.status).toBe(404);
  const headers = { 'content-type': 'application/json' };
  expect((await fetch(`${slack.url}_control/message`, { method: 'POST', body, headers })).status).toBe(200);
  const stranger = JSON.stringify({ user: 'nobody', channel: 'claims', text: 'hello' });
  const refused = await fetch(`${slack.url}_control/message`, { method: 'POST', body: stranger, headers });
  expect(await refused.json()).toEqual({ error: 'no person named nobody' });
  expect(slack.control.messages('#claims').map((each) => each.text)).toEqual(['hello']);
});

if (hasBrowser) {
  describe('in a browser', () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_ARGS });
    });
    afterAll(() => browser.close());

    async function openPage(width: number, height: number): Promise<{ page: Page; complaints: string[] }> {
      const page = await browser.newPage({ viewport: { width, height } });
      page.setDefaultTimeout(15_000);
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (line) => line.type() === 'error' && complaints.push(line.text()));
      await page.goto(`${slack.url}?user=U0AIKOMORI1`);
      return { page, complaints };
    }

    it('lets a person send a command, press a button, correct a modal and answer in the thread', async () => {
      const { page, complaints } = await openPage(1280, 900);
      const hostile = '/claim serial=1 <img src=x onerror=document.title=1>';
      await page.fill('#composer textarea', '/cl');
      expect(await page.textContent('.hints')).toContain('/claim serial=… symptom=…');
      await page.fill('#composer textarea', hostile);
      await page.press('#composer textarea', 'Enter');
      await page.waitForSelector('#messages .replies');
      expect(await page.textContent('#messages')).toContain('Claim: serial=1 <img src=x onerror=document.title=1>');
      expect(await page.locator('#messages img').count()).toBe(0);

      await page.click('#messages .replies');
      await page.waitForSelector('#replies .message >> nth=1');
      await page.click('#replies [data-action-id=note]');
      await page.fill('#modal input', 'hm');
      await page.click('#modal [type=submit]');
      expect(await page.textContent('#modal .error')).toBe('Say more.');
      expect(await page.inputValue('#modal input')).toBe('hm');
      await page.fill('#modal input', 'streaks on the left');
      await page.click('#modal [type=submit]');
      await page.waitForSelector('text=Note: streaks on the left');
      expect(await page.locator('#modal form').count()).toBe(0);

      await page.fill('#thread-composer textarea', 'thanks');
      await page.press('#thread-composer textarea', 'Enter');
      await page.waitForSelector('#replies >> text=thanks');
      await page.click('#messages [data-action-id=take]');
      await page.waitForSelector('#messages >> text=Taken by @Aiko Mori');
      await page.waitForSelector('.ephemeral >> text=You took it.');
      expect(complaints).toEqual([]);
      await page.close();
    });

    it('shows one pane at a time on a phone, with a way back, and keeps wide tables inside the screen', async () => {
      const cell = (text: string): Record<string, unknown> => ({ type: 'raw_text', text });
      const row = Array.from({ length: 8 }, (_, i) => cell(`a rather wide column ${i}`));
      const { ts } = slack.control.typeMessage('ben', '#claims', 'look at this');
      await bolt.app.client.apiCall('chat.postMessage', {
        channel: 'C0CLAIMS001',
        thread_ts: ts,
        text: 'table',
        blocks: [{ type: 'table', rows: [row, row] }],
      });
      const { page, complaints } = await openPage(390, 844);
      const isSeen = (selector: string): Promise<boolean> => page.locator(selector).isVisible();
      await page.click('#messages .replies');
      await page.waitForSelector('#replies table');
      expect([await isSeen('#sidebar'), await isSeen('#main'), await isSeen('#thread')]).toEqual([false, false, true]);
      const widths = await page.evaluate(
        '[document.documentElement.scrollWidth, document.querySelector(".table-box").scrollWidth]',
      );
      expect(widths).toEqual([390, expect.any(Number)]);
      expect(Number(Array.isArray(widths) ? widths[1] : 0)).toBeGreaterThan(390);
      await page.click('#thread .back');
      expect([await isSeen('#sidebar'), await isSeen('#main'), await isSeen('#thread')]).toEqual([false, true, false]);
      await page.click('#main .back');
      expect([await isSeen('#sidebar'), await isSeen('#main')]).toEqual([true, false]);
      await page.click('#sidebar [data-act=home]');
      await page.waitForSelector('text=Your claims');
      expect(complaints).toEqual([]);
      await page.close();
    });

    it('opens the thread a link points to, and the modal of a shortcut', async () => {
      const { ts } = slack.control.typeMessage('ben', '#claims', 'the copier is pale');
      await slack.control.waitFor(() => slack.control.thread('#claims', ts).length === 2);
      const { page, complaints } = await openPage(1280, 900);
      await page.goto(`${slack.url}archives/C0CLAIMS001/p${ts.replace('.', '')}`);
      await page.waitForSelector('#replies >> text=heard: the copier is pale');
      // A click between two states of the page may meet a button that is just being replaced; a person clicks again.
      const isOpen = async (): Promise<boolean> => {
        await page.hover('#replies .message');
        await page.click('#replies [data-callback-id=open_claim] >> nth=0');
        return await page.waitForSelector('#modal form', { timeout: 4000 }).then(
          () => true,
          () => false,
        );
      };
      expect((await isOpen()) || (await isOpen())).toBe(true);
      await page.keyboard.press('Escape');
      await slack.control.waitFor(() => slack.control.views('aiko').length === 0);
      expect(complaints).toEqual([]);
      await page.close();
    });
  });
} else {
  it(`was not looked at in a browser, for there is no ${CHROMIUM} on this machine`, async () => {
    process.stderr.write(
      `The page was not looked at: there is no ${CHROMIUM} here. Install Debian's chromium to run that part.\n`,
    );
    expect(await (await fetch(`${slack.url}_page/script.js`)).text()).toContain("'use strict'");
  });
}

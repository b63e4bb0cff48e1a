import { existsSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Demo, startDemo } from '../../src/demo/start-demo.ts';
import { CHROMIUM, CHROMIUM_ARGS } from '../chromium.ts';

/** Only ends what hangs: a fleet, a bot, a Slack and a browser share the machine with other tests. */
const PATIENCE_MS = 120_000;
/** After this long a person who sees nothing happen clicks again. */
const AGAIN_MS = 30_000;
const TIMES = 6;

describe.skipIf(!existsSync(CHROMIUM))("the handler's journey on the page, with the real bot", () => {
  let demo: Demo;
  let browser: Browser;
  let page: Page;
  let pictures: string;
  let taken = 0;
  const complaints: string[] = [];

  beforeAll(async () => {
    demo = await startDemo({
      fleet: { latencyMs: 5 },
      pace: null,
      peers: { deadlineSeconds: 20, standSeconds: 0.5 },
      patience: { ackTimeoutMs: PATIENCE_MS, triggerLifeMs: PATIENCE_MS },
    });
    browser = await chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_ARGS, timeout: PATIENCE_MS });
    page = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
    page.setDefaultTimeout(PATIENCE_MS);
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (line) => line.type() === 'error' && complaints.push(line.text()));
    await page.goto(`${demo.slack.url}?user=U0AIKOMORI1`);
    // The folder of the run goes with it; pictures are for people, and stay.
    pictures = mkdtempSync('/tmp/claimscope-journey-');
  }, 4 * PATIENCE_MS);
  afterAll(async () => {
    process.stderr.write(`Pictures of the journey: ${pictures}\n`);
    await browser?.close();
    await demo?.stop();
  }, PATIENCE_MS);

  async function picture(name: string): Promise<void> {
    taken += 1;
    await page.screenshot({ path: join(pictures, `${taken}-${name}.png`) });
  }
  async function see(place: string, words: string | RegExp, timeout = PATIENCE_MS): Promise<void> {
    await page.locator(place).filter({ hasText: words }).first().waitFor({ timeout });
  }
  /** Clicks until what it leads to is seen: a click may meet a button that is just being replaced. */
  async function press(selector: string, place: string, words: string | RegExp): Promise<void> {
    for (let n = 1; n <= TIMES; n += 1) {
      const isDone = await page
        .click(selector, { timeout: AGAIN_MS })
        .then(() => see(place, words, AGAIN_MS))
        .then(
          () => true,
          () => page.locator(place).filter({ hasText: words }).first().isVisible(),
        );
      if (isDone) return;
    }
    await see(place, words);
  }
  async function say(text: string): Promise<void> {
    await page.locator('#composer textarea:enabled').fill(text);
    await page.press('#composer textarea', 'Enter');
  }
  const card = (serial: string): string => `#messages .message:has-text("${serial}"):has(.replies)`;

  it('claims, watches it fill, refetches, takes and resolves it', { timeout: 10 * PATIENCE_MS }, async () => {
    const serial = 'SIM-3500-0042';
    await say(`/claim serial=${serial} symptom=light-print`);
    await see('#messages .message', serial);
    await picture('the-card-appears');
    await press(`${card(serial)} .replies`, '#replies .message', 'Average (n)');
    await picture('the-thread-fills');
    await see(card(serial), 'Complete');
    await see(card(serial), 'Replace the drum');
    await see('#replies table', 'Image density, measured, black');
    await page.locator('#replies img.large, #replies figure img, #replies img').first().waitFor();
    await picture('complete');
    await page.locator('#replies table').first().scrollIntoViewIfNeeded();
    await picture('comparison');

    await press('#replies [data-action-id=claim_refetch]', card(serial), /Fetch \d+: Complete/);
    await see('#replies table', 'At claim');
    await see('#replies table', 'Now');
    await picture('refetched');

    await press('#replies [data-action-id=claim_take]', card(serial), 'Taken');
    await see(card(serial), 'Aiko Mori');
    await picture('taken');

    await press('#replies [data-action-id=claim_resolve]', '#modal form', 'Resolve the claim');
    const solved = page.locator('#modal [data-block-id=measure] select');
    expect(await solved.inputValue()).toBe('replace-drum');
    await page.fill('#modal [data-block-id=note] textarea', 'black drum changed <b>twice</b>');
    await picture('the-form');
    await press('#modal [type=submit]', card(serial), 'Resolved');
    await page.locator('#replies [data-action-id=claim_reopen]').first().waitFor();
    expect(await page.locator('#replies [data-action-id=claim_take]').count()).toBe(0);
    await picture('resolved');
    expect(complaints).toEqual([]);
  });

  it('finds the next claim in the Home, takes it there and resolves it', { timeout: 10 * PATIENCE_MS }, async () => {
    const serial = 'SIM-1200-0031';
    await say(`${serial} keeps going offline`);
    await see(card(serial), 'Complete');
    await press('#sidebar [data-act=home]', '#messages', 'Your claims');
    await see('#messages', serial);
    expect(await page.locator('#messages').textContent()).not.toContain('SIM-3500-0042');
    await picture('home');

    await press('#messages [data-action-id=home_take]', '#messages:not(:has([data-action-id=home_take]))', serial);
    await picture('home-taken');
    await press('#messages [data-action-id=home_resolve]', '#modal form', 'Resolve the claim');
    await press('#modal [type=submit]', '#messages', 'Nothing is in your hands');
    await see('#messages', 'No claim is open');
    await picture('home-resolved');
    expect(complaints).toEqual([]);
  });
});

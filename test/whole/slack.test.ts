import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Message } from '../../src/demo/slack/world/message.ts';
import { validateBlocks } from '../../src/demo/slack/validate-blocks.ts';
import { type Demo, startDemo } from '../../src/demo/start-demo.ts';

let demo: Demo;

beforeAll(async () => {
  demo = await startDemo({ fleet: { latencyMs: 5 }, pace: null, peers: { deadlineSeconds: 5, standSeconds: 0.5 } });
});
afterAll(async () => {
  await demo?.stop();
});

function said(message: Message | undefined): string {
  return JSON.stringify([message?.text, message?.blocks]);
}
/** The card of the last claim on this device, once it is complete, and its thread. */
async function answered(serial: string): Promise<{ card: Message; thread: readonly Message[] }> {
  const { control } = demo.slack;
  const find = (): Message | undefined =>
    control
      .messages('claims')
      .findLast((message) => message.fromBot && message.threadTs === undefined && message.text.includes(serial));
  await control.waitFor(() => said(find()).includes('Complete'), 60_000, `the card of ${serial}`);
  await demo.bot.idle();
  const card = find();
  if (card === undefined) throw new Error('the card vanished');
  return { card, thread: control.thread('claims', card.ts).slice(1) };
}
async function claim(text: string, serial: string): ReturnType<typeof answered> {
  await demo.slack.control.typeCommand('ben', 'claims', `/claim ${text}`);
  return answered(serial);
}

describe('a claim, from the command to the thread, over real sockets', () => {
  it('has items, values, averages, verdicts and a measure in the thread, and tells the handler once', async () => {
    const before = demo.slack.control.pings().length;
    const { card, thread } = await claim('serial=SIM-3500-0042 symptom=light-print', 'SIM-3500-0042');
    expect(thread.length).toBe(2);
    expect(said(card)).toContain('Replace the drum');
    expect(said(thread[0])).toContain('Average (n)');
    expect(said(thread[0])).toContain('"Image density, measured, black"');
    // The chart came into the comparison, drawn from what the devices said, and says so in words.
    expect(said(thread[0])).toMatch(
      /"slack_file":\{"id":"F[A-Z0-9]{8,}"\},"alt_text":"SIM-3500-0042: Light print\. Among \d+ machines/,
    );
    expect(said(thread[1])).toContain('17 items for this claim, and why');
    const pings = demo.slack.control.pings().slice(before);
    expect(pings.map(({ user, why }) => `${user} ${why}`)).toEqual(['U0AIKOMORI1 dm']);
    expect(said(thread[1])).toMatch(/Aiko Mori, this claim is yours\./);
    const [direct] = demo.slack.control.dms('aiko').filter((message) => message.fromBot);
    expect(said(direct)).toContain('Replace the drum');
    expect(said(direct)).toMatch(/<http[^|>]*\|[^>]*thread>/);
  });

  it('is compared with peers chosen by menu and button, each fetch in a column of its own, and gives none of them away', async () => {
    const serial = 'SIM-3500-0007';
    const { control } = demo.slack;
    let { card, thread } = await claim(`serial=${serial} symptom=light-print`, serial);
    const find = async (cohort: string): Promise<string> => {
      await control.waitFor(() => said(control.thread('claims', card.ts)[1]).includes(cohort), 60_000, cohort);
      await demo.bot.idle();
      ({ card, thread } = await answered(serial));
      return said(thread[0]);
    };
    const comparison = (): string => thread[0]?.ts ?? '';
    expect(said(thread[0])).toMatch(/Same firmware \(\d+ devices\)/);
    const value = `${/"value":"(\d+ tighten=firmware)"/.exec(said(thread[0]))?.[1]}`;
    await control.chooseSelect('ben', 'claims', comparison(), 'claim_tighten', value);
    const narrow = await find('Fetch 2 (same firmware): Complete');
    expect(narrow).toContain('"Average, same firmware (n)"');
    expect(narrow).toContain('"Average (n)"');
    await control.press('ben', 'claims', comparison(), 'claim_all_peers');
    await find('Fetch 3: Complete');
    await control.press('ben', 'claims', comparison(), 'claim_widen');
    const wide = await find('Fetch 4 (engine family): Complete');
    expect(wide).toContain('Widened to the engine family');
    // Every number of peers that is shown beside another differs from it by a crowd, or not at all.
    const [table = ''] = /"rows":.*?\]\],/.exec(wide) ?? [];
    const rows = table.split('],[').map((row) => [...row.matchAll(/\(n (\d+)\)/g)].map(([, n]) => Number(n)));
    const counts = rows.filter((ns) => ns.length > 1);
    expect(counts.length).toBeGreaterThan(3);
    for (const ns of counts) {
      for (const [one, other] of ns.flatMap((a) => ns.map((b) => [a, b] as const))) {
        expect(one === other || Math.abs(one - other) >= 5).toBe(true);
      }
    }
    expect(validateBlocks(thread[0]?.blocks ?? [])).toEqual([]);
  });

  it('takes the claim of another system over HTTP, once for each of its keys, and answers it in the claims channel', async () => {
    const post = async (): Promise<{ status: number; body: unknown }> => {
      const response = await fetch(`${demo.bot.apiUrl}/claims`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${demo.fleet.env['DEMO_API_TOKEN']}`,
          'idempotency-key': 'ticket-4711',
          'content-type': 'application/json',
        },
        body: JSON.stringify({ serial: 'sim-3500-0021', text: 'prints are too light *boom* <!channel>' }),
      });
      return { status: response.status, body: await response.json() };
    };
    const first = await post();
    expect(first).toMatchObject({ status: 201, body: { serial: 'SIM-3500-0021', symptoms: ['light-print'] } });
    const { card, thread } = await answered('SIM-3500-0021');
    expect(said(card)).toContain('claimed by demo (another system)');
    expect(said(thread[0])).toContain('Average (n)');
    expect(await post()).toEqual({ ...first, status: 200 });
    await demo.bot.idle();
    const cards = demo.slack.control
      .messages('claims')
      .filter(({ text, threadTs }) => threadTs === undefined && text.includes('SIM-3500-0021'));
    expect(cards).toHaveLength(1);
  });

  it('lets nobody be pinged and nothing be broken by a device named <!channel> *boom*', async () => {
    const before = demo.slack.control.pings().length;
    const { card, thread } = await claim('serial=SIM-3500-0013 symptom=offline', 'SIM-3500-0013');
    const all = [card, ...thread];
    expect(all.map(said).join()).toContain('channel');
    for (const message of all) expect(validateBlocks(message.blocks)).toEqual([]);
    const pings = demo.slack.control.pings().slice(before);
    expect(pings.map(({ user, why }) => `${user} ${why}`)).toEqual(['U0AIKOMORI1 dm']);
  });

  it('warns plainly of a device that is another one, and uses nothing it said', async () => {
    const { card, thread } = await claim('serial=SIM-3500-0051 symptom=ghosting', 'SIM-3500-0051');
    expect(said(card)).toContain('says its serial number is SIM-3500-9951, not SIM-3500-0051');
    expect(said(thread[0])).not.toContain('Proposed measure');
  });

  it('says what was tried at a device that is silent, and what can be done by phone', async () => {
    const { card, thread } = await claim('serial=SIM-3500-0029 symptom=offline', 'SIM-3500-0029');
    expect(said(card)).toContain('did not answer');
    expect(said(thread[0])).toContain('no answer in time');
  });

  it('offers near serials for one that does not exist, and opens the claim that is chosen', async () => {
    const { control } = demo.slack;
    await control.typeCommand('carla', 'claims', '/claim serial=SIM-91OO-OOO7 symptom=jam-feed');
    const question = await control.waitFor(() => control.ephemerals('carla').at(-1), 5000, 'the question');
    expect(JSON.stringify(question.blocks)).toContain('SIM-9100-0007');
    await control.press('carla', 'claims', question.ts, 'claim_pick:0');
    const { card } = await answered('SIM-9100-0007');
    expect(said(card)).toContain('feed rollers');
  });

  it('mentions a group where a group is in charge, and sends no direct message then', async () => {
    const before = demo.slack.control.pings().length;
    await claim('serial=SIM-3500-0027 symptom=toner-cost', 'SIM-3500-0027');
    const pings = demo.slack.control.pings().slice(before);
    // Ben made the claim himself; both members of the group hear of it once.
    expect(pings.map(({ user, why }) => `${user} ${why}`).sort()).toEqual(['U0AIKOMORI1 group', 'U0BENOKAFO1 group']);
  });

  it('is opened by a step of a workflow, which is given what was found', async () => {
    const { control } = demo.slack;
    const inputs = { serial: 'SIM-3500-0033', channel: 'C0CLAIMS001', person: 'U0CARLARUI1' };
    const run = control.runStep('carla', 'open_claim', { ...inputs, words: 'the prints are too light' });
    const unclear = control.runStep('carla', 'open_claim', { ...inputs, serial: 'SIM-35OO-0033', words: 'too light' });
    const worn = control.runStep('carla', 'open_claim', {
      ...inputs,
      serial: 'SIM-3500-0042',
      symptom: 'light-print',
    });
    const runs = [run, unclear, worn];
    await control.waitFor(() => runs.every((one) => one.state !== 'running'), 60_000, 'the end of the steps');
    const { card } = await answered('SIM-3500-0033');
    const { claim_number, state, thread_link } = run.outputs ?? {};
    expect({ state: run.state, error: run.error, claim: state }).toEqual({ state: 'completed', claim: 'open' });
    expect(said(card)).toContain(`Claim ${String(claim_number)}`);
    expect(String(thread_link)).toMatch(new RegExp(`/archives/C0CLAIMS001/p${card.ts.replace('.', '')}$`));
    expect(unclear.error).toMatch(/^No device has the serial number SIM-35OO-0033\. Did you mean SIM-3500-0033/);
    const stands = await answered('SIM-3500-0042');
    expect(worn.outputs).toMatchObject({ state: 'open', measure: expect.stringContaining('Replace the drum') });
    expect(said(stands.card)).toContain(`Claim ${String(worn.outputs?.['claim_number'])}`);
    // What the workflow is given is what the thread says.
    expect(said(stands.thread[0])).toContain(`${String(worn.outputs?.['confidence'])} %`);
  });

  it('counts what it did, for Prometheus, and names nobody', async () => {
    const response = await fetch(`${demo.bot.apiUrl}/metrics`);
    const text = await response.text();
    expect(text).toMatch(/^claimscope_claims_total\{via="command"\} [1-9]/m);
    expect(text).toMatch(/^claimscope_claims_total\{via="api"\} 1$/m);
    expect(text).toMatch(/^claimscope_claims_total\{via="workflow"\} 2$/m);
    expect(text).toMatch(/^claimscope_device_read_seconds_count\{outcome="answered"\} [1-9]/m);
    expect(text).toMatch(/^claimscope_peers_total\{kind="live"\} [1-9]/m);
    expect(text).not.toMatch(/SIM-|127\.0\.|C0CLAIMS/);
  });

  it('has shown no community and no token to anyone', () => {
    const { fleet, env } = demo.fleet;
    const seen = JSON.stringify([
      demo.slack.control.calls,
      demo.slack.control.messages('claims'),
      demo.slack.control.dms('aiko'),
      demo.slack.control.ephemerals('carla'),
    ]);
    expect(seen.length).toBeGreaterThan(10_000);
    for (const secret of [fleet.community, fleet.gateway.token, env['SLACK_BOT_TOKEN'], env['SLACK_APP_TOKEN']]) {
      expect(secret?.length).toBeGreaterThan(5);
      expect(seen).not.toContain(secret);
    }
  });
});

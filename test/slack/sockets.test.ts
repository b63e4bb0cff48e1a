import { afterEach, describe, expect, it } from 'vitest';
import type { Message } from '../../src/demo/slack/world/message.ts';
import { sampleClaim, sampleFetch, sampleRow } from './dossiers.ts';
import { memoryStore } from './fakes.ts';
import { type Bot, startTestBot } from './bot.ts';

const running: Bot[] = [];

afterEach(async () => {
  for (const bot of running.splice(0)) await bot.stop();
});

async function start(options: Parameters<typeof startTestBot>[0]): Promise<Bot> {
  const bot = await startTestBot(options);
  running.push(bot);
  return bot;
}

async function restart(bot: Bot, over?: Parameters<Bot['restart']>[0]): Promise<Bot> {
  const next = await bot.restart(over);
  running.splice(running.indexOf(bot), 1, next);
  return next;
}

const fromBot = (messages: readonly Message[]): Message[] => messages.filter(({ fromBot }) => fromBot);
const slotOf = (message: Message): unknown => {
  const payload = message.metadata?.['event_payload'];
  return typeof payload === 'object' && payload !== null && 'slot' in payload ? payload.slot : undefined;
};

/** Waits for the whole thread of a claim: card, comparison and items, complete. */
async function wholeThread(bot: Bot, channel: string): Promise<Message[]> {
  const { control } = bot.slack;
  return control.waitFor(
    () => {
      const root = fromBot(control.messages(channel)).find((message) => slotOf(message) === 'root');
      const thread = root === undefined ? [] : control.thread(channel, root.ts);
      const isDone =
        thread.length >= 3 && root?.text.includes('Complete') === true && thread[1]?.text.includes('Complete') === true;
      return isDone ? [...thread] : undefined;
    },
    8000,
    'the whole thread',
  );
}

describe.each(['socket', 'http'] as const)('over %s', (mode) => {
  it('a command gives the card, the thread, whose claim it is by name, and a direct message that alone rings', async () => {
    const bot = await start({ mode });
    const { control } = bot.slack;
    expect(
      await control.typeCommand('aiko', 'service-desk', '/claim serial=SIM-3500-0042 symptom=light-print'),
    ).toMatchObject({ ok: true });
    const thread = await wholeThread(bot, 'service-desk');
    expect(thread.map(slotOf)).toEqual(['root', 'comparison', 'items']);
    expect(thread[1]?.blocks.map(({ type }) => type)).toContain('table');
    const dm = await control.waitFor(() => fromBot(control.dms('ben'))[0]);
    expect(JSON.stringify(dm.blocks)).toContain('Open the thread');
    await bot.side.idle();
    expect(control.pings('ben').map(({ why }) => why)).toEqual(['dm']);
    const said = JSON.stringify(control.thread('service-desk', thread[0]?.ts ?? '').map(({ blocks }) => blocks));
    expect(said).toContain('Ben Okafor, this claim is yours.');
    expect(said).not.toContain('<@');
    expect(control.pings().filter(({ why }) => why === 'everyone' || why === 'group')).toEqual([]);
    expect(control.pings('carla')).toEqual([]);
    expect(control.ephemerals('aiko')).toEqual([]);
  });

  it('a plain message in the claims channel opens a thread, and a repeated delivery nothing more', async () => {
    const bot = await start({ mode });
    const { control } = bot.slack;
    const said = control.typeMessage('aiko', 'claims', 'SIM-3500-0042 prints “too light” & grey');
    await wholeThread(bot, 'claims');
    await control.waitFor(() => control.thread('claims', said.ts).length === 2, 5000, 'the pointer under the message');
    const delivered = control.deliveries.find(
      ({ kind, payload }) => kind === 'events_api' && JSON.stringify(payload).includes(said.ts),
    );
    expect(control.redeliver(delivered?.id ?? '')).toBe(true);
    await control.waitFor(() => delivered?.tries[1]?.outcome?.kind === 'acked');
    await bot.side.idle();
    expect(bot.desk.heard.map(({ text }) => text)).toEqual(['SIM-3500-0042 prints “too light” & grey']);
    expect(bot.store.claims.size).toBe(1);
    const slots = fromBot(control.messages('claims')).map((message) => String(slotOf(message)));
    expect(slots.sort((a, b) => a.localeCompare(b))).toEqual(['comparison', 'items', 'pointer', 'root']);
    // It was on disk before anybody knew of the claim, and is noted as handled after.
    expect(bot.store.log.findIndex((line) => line.startsWith('keep event:'))).toBeLessThan(
      bot.store.log.indexOf('claim on disk'),
    );
    expect(await bot.store.listIncoming()).toEqual([]);
  });

  it('buttons work: take, then resolve through its form, also after a restart', async () => {
    let bot = await start({ mode });
    const { control } = bot.slack;
    await control.typeCommand('aiko', 'service-desk', '/claim SIM-3500-0042 too light');
    const [root, comparison] = await wholeThread(bot, 'service-desk');
    await bot.side.idle();
    bot = await restart(bot);
    expect(await control.press('ben', 'service-desk', comparison?.ts ?? '', 'claim_take')).toEqual({ ok: true });
    await control.waitFor(() =>
      control
        .thread('service-desk', root?.ts ?? '')[0]
        ?.blocks.some((block) => JSON.stringify(block).includes('*Taken* by Ben Okafor')),
    );
    expect(await control.press('ben', 'service-desk', comparison?.ts ?? '', 'claim_resolve')).toEqual({ ok: true });
    await control.waitFor(() => control.views('ben').length === 1);
    expect(await control.submitView('ben', { note: 'new <drum>' })).toEqual({ kind: 'closed' });
    expect(bot.store.claims.get(1)?.events.at(-1)?.resolution).toMatchObject({ measure: 'replace-drum' });
    await control.waitFor(() =>
      JSON.stringify(control.thread('service-desk', root?.ts ?? '')[0]?.blocks).includes('>new &lt;drum&gt;'),
    );
    await bot.side.idle();
    expect(fromBot(control.messages('service-desk')).map(slotOf)).toEqual(['root', 'comparison', 'items']);
  });

  it('all rows and the sources open for the one who presses, and turn their pages', async () => {
    const comparisons = Array.from({ length: 40 }, (_, n) => sampleRow(`Item ${n}`, n, 'normal'));
    const bot = await start({ mode, dossier: { fetches: [sampleFetch({ comparisons })] } });
    const { control } = bot.slack;
    await control.typeCommand('aiko', 'service-desk', '/claim SIM-3500-0042 too light');
    const [, comparison] = await wholeThread(bot, 'service-desk');
    const posts = control.messages('service-desk').length;
    for (const action of ['claim_rows', 'claim_sources']) {
      expect(await control.press('carla', 'service-desk', comparison?.ts ?? '', action)).toEqual({ ok: true });
      const text = (): string => JSON.stringify(control.views('carla').at(-1)?.body);
      await control.waitFor(() => control.views('carla').length === 1 && text().includes('Page 1 of 3'));
      expect(await control.pressInView('carla', 'claim_page_next')).toEqual({ ok: true });
      await control.waitFor(() => text().includes('Page 2 of 3'));
      await control.closeView('carla');
    }
    expect(control.messages('service-desk')).toHaveLength(posts);
  });

  it('over the life of a claim each person is rung once for what they must act on, and nobody else', async () => {
    let bot = await start({ mode });
    const { control } = bot.slack;
    await control.typeCommand('aiko', 'claims', '/claim SIM-3500-0042 too light');
    const [root, comparison] = await wholeThread(bot, 'claims');
    await control.waitFor(() => control.dms('ben').length === 1);
    const press = async (user: string, action: string): Promise<void> => {
      expect(await control.press(user, 'claims', comparison?.ts ?? '', action)).toEqual({ ok: true });
    };
    const choose = async (user: string, what: string, entries: Record<string, string | string[]>): Promise<void> => {
      await control.chooseSelect(user, 'claims', comparison?.ts ?? '', 'claim_more', `1 ${what}`);
      await control.waitFor(() => control.views(user).length === 1);
      expect(await control.submitView(user, entries)).toEqual({ kind: 'closed' });
      await bot.side.idle();
    };
    await press('ben', 'claim_take');
    await choose('ben', 'symptoms', { symptoms: ['jam-feed'] });
    await choose('ben', 'escalate', { note: 'why so pale?' });
    await choose('ben', 'assign', { person: 'U0CARLARUI1' });
    bot = await restart(bot);
    await press('carla', 'claim_refetch');
    await press('carla', 'claim_resolve');
    await control.waitFor(() => control.views('carla').length === 1);
    // Two taps: the button, and the form as it is.
    expect(await control.submitView('carla', {})).toEqual({ kind: 'closed' });
    await control.waitFor(() =>
      JSON.stringify(control.thread('claims', root?.ts ?? '')[1]?.blocks).includes('claim_reopen'),
    );
    await press('aiko', 'claim_reopen');
    const card = (): string => JSON.stringify(control.thread('claims', root?.ts ?? '')[0]?.blocks);
    await control.waitFor(() => card().includes('Opened again by Aiko Mori'));
    await bot.side.idle();
    for (const done of ['Taken by Ben Okafor', 'Symptom changed', 'Taken to <#C0SERVDESK1>', 'Given to Carla Ruiz'])
      expect(card()).toContain(done);
    expect(control.pings().map(({ user, why }) => `${user} ${why}`)).toEqual(['U0BENOKAFO1 dm', 'U0CARLARUI1 dm']);
    expect(fromBot(control.messages('claims')).map(slotOf)).toEqual(['root', 'comparison', 'items']);
    const [expert] = fromBot(control.messages('service-desk'));
    expect(JSON.stringify(expert?.blocks)).toContain('&gt;why so pale?'.replace('&gt;', '>'));
    expect(JSON.stringify(expert?.blocks)).toMatch(/<http[^|>]+\|Open the thread>/);
    expect(JSON.stringify(control.dms('ben').at(-1)?.blocks)).toContain('is in the hands of Carla Ruiz now');
    expect(JSON.stringify(control.dms('carla').at(-1)?.blocks)).toContain('is yours');
  });

  it('an export comes as files that hold the figures to the one who asked, and rings nobody else', async () => {
    const bot = await start({ mode });
    const { control } = bot.slack;
    await control.typeCommand('aiko', 'claims', '/claim SIM-3500-0042 too light');
    const [root, comparison] = await wholeThread(bot, 'claims');
    await control.waitFor(() => control.dms('ben').length === 1);
    await control.chooseSelect('carla', 'claims', comparison?.ts ?? '', 'claim_more', '1 export');
    await control.waitFor(() => control.views('carla').length === 1);
    expect(await control.submitView('carla', {})).toEqual({ kind: 'closed' });
    const sent = await control.waitFor(() => control.dms('carla').find(({ files }) => (files?.length ?? 0) > 0));
    expect(sent.files?.map(({ title }) => title)).toEqual(['claim-1.csv', 'claim-1.html']);
    expect(sent.files?.[0]?.bytes.toString('utf8')).toContain('Drum charge,black,off,2.1 V,2.94 V (n 41)');
    await bot.side.idle();
    expect(bot.store.claims.get(1)?.events.at(-1)).toMatchObject({ what: 'exported', by: 'U0CARLARUI1' });
    expect(control.thread('claims', root?.ts ?? '').flatMap(({ files }) => files ?? [])).toEqual([]);
    expect(control.pings().map(({ user, why }) => `${user} ${why}`)).toEqual(['U0BENOKAFO1 dm', 'U0CARLARUI1 dm']);
  });

  it('whoever escalates to a channel that does not let us in is told', async () => {
    const bot = await start({ mode });
    const { control } = bot.slack;
    await control.typeCommand('aiko', 'claims', '/claim SIM-3500-0042 too light');
    const [, comparison] = await wholeThread(bot, 'claims');
    await control.chooseSelect('ben', 'claims', comparison?.ts ?? '', 'claim_more', '1 escalate');
    await control.waitFor(() => control.views('ben').length === 1);
    expect(await control.submitView('ben', { channel: 'C0RANDOM001' })).toEqual({ kind: 'closed' });
    const told = await control.waitFor(() => control.ephemerals('ben').at(-1));
    expect(told.text).toContain('could not be posted in <#C0RANDOM001>: invite me there');
  });

  it('help leads to the form, and the form to a claim or to what is missing', async () => {
    const bot = await start({
      mode,
      understand: ({ given }) =>
        given?.serial === 'SIM-3500-0042'
          ? 'claim'
          : { kind: 'which-device', said: given?.serial ?? '', candidates: [], symptoms: [] },
    });
    const { control } = bot.slack;
    await control.typeCommand('aiko', 'service-desk', '/claim help');
    const help = await control.waitFor(() => control.ephemerals('aiko')[0]);
    await control.press('aiko', 'service-desk', help.ts, 'claim_open_form');
    await control.waitFor(() => control.views('aiko').length === 1);
    expect(await control.submitView('aiko', { serial: 'SIM-9' })).toMatchObject({
      kind: 'errors',
      errors: { serial: expect.stringContaining('No device') },
    });
    expect(await control.submitView('aiko', { serial: 'SIM-3500-0042', symptom: 'jam-feed', words: 'tray 2' })).toEqual(
      { kind: 'closed' },
    );
    await wholeThread(bot, 'service-desk');
  });

  it('a question under a message is answered with a button, and asked once', async () => {
    const candidates = [{ serial: 'SIM-3500-0042', model: 'SIM-3500', customer: 'Nordlicht' }];
    const bot = await start({
      mode,
      understand: ({ given }) =>
        given === undefined ? { kind: 'which-device', said: 'SIM-3500-0402', candidates, symptoms: [] } : 'claim',
    });
    const { control } = bot.slack;
    const said = control.typeMessage('aiko', 'claims', 'SIM-3500-0402 too light');
    const question = await control.waitFor(() => fromBot(control.thread('claims', said.ts))[0]);
    expect(await control.press('carla', 'claims', question.ts, 'claim_pick:0')).toEqual({ ok: true });
    await wholeThread(bot, 'claims');
    await control.waitFor(() =>
      control
        .thread('claims', said.ts)
        .find(({ ts }) => ts === question.ts)
        ?.text.startsWith('Claim 1 is open'),
    );
    expect(bot.desk.heard.at(-1)).toMatchObject({
      text: 'SIM-3500-0402 too light',
      given: { serial: 'SIM-3500-0042' },
    });
  });

  it('says /invite when it is not in the channel', async () => {
    const bot = await start({ mode });
    const { control } = bot.slack;
    await control.typeCommand('aiko', 'random', '/claim SIM-3500-0042 too light');
    const told = await control.waitFor(() => control.ephemerals('aiko')[0]);
    expect(told.text).toContain('/invite @claimscope');
  });
});

describe('what was not finished', () => {
  it('a message kept by a process that ended is taken up by the next, once', async () => {
    const store = memoryStore();
    const said = {
      channel: 'C0CLAIMS001',
      ts: '1700000000.000100',
      user: 'U0AIKOMORI1',
      text: 'SIM-3500-0042 too light',
    };
    await store.addIncoming('event:Ev9', said, Date.now());
    await store.addIncoming('event:Ev8', said, Date.now() - 2 * 24 * 3_600_000);
    const bot = await start({ mode: 'socket', store });
    await wholeThread(bot, 'claims');
    await bot.side.idle();
    expect(store.claims.size).toBe(1);
    expect(await store.listIncoming()).toEqual([]);
    expect(bot.logged.map(({ event }) => event)).toContain('slack.message-too-old');
  });

  it('a question that Slack did not take is asked again without a restart, and stands once', async () => {
    const bot = await start({
      mode: 'socket',
      understand: () => ({ kind: 'which-device', said: 'X', candidates: [], symptoms: [] }),
    });
    const { control } = bot.slack;
    control.failNext('chat.postMessage', { kind: 'status', status: 500 }, 3);
    const said = control.typeMessage('aiko', 'claims', 'X prints too light');
    await control.waitFor(() => fromBot(control.thread('claims', said.ts))[0], 8000, 'the question');
    control.failNext('chat.postMessage', { kind: 'lost-answer' });
    const next = control.typeMessage('aiko', 'claims', 'X prints far too light');
    await control.waitFor(() => fromBot(control.thread('claims', next.ts))[0]);
    await expect.poll(() => bot.store.listIncoming()).toEqual([]);
    expect(fromBot(control.messages('claims'))).toHaveLength(2);
  });

  it('a mention that failed is told at once, to the one who wrote it, and done when it can be', async () => {
    const bot = await start({ mode: 'socket' });
    const { control } = bot.slack;
    const intake = bot.desk.intake.bind(bot.desk);
    let failures = 3;
    bot.desk.intake = (...args) => {
      failures -= 1;
      return failures < 0 ? intake(...args) : Promise.reject(new Error('the store is down'));
    };
    control.typeMessage('aiko', 'claims', '@claimscope SIM-3500-0042 too light');
    await wholeThread(bot, 'claims');
    await expect.poll(() => bot.store.listIncoming()).toEqual([]);
    expect(control.ephemerals('aiko').map(({ text }) => text)).toEqual([expect.stringContaining('not work yet')]);
  });

  it('a card that Slack took while its answer was lost stands once', async () => {
    const bot = await start({ mode: 'socket' });
    const { control } = bot.slack;
    control.failNext('chat.postMessage', { kind: 'lost-answer' });
    await control.typeCommand('aiko', 'service-desk', '/claim SIM-3500-0042 too light');
    await wholeThread(bot, 'service-desk');
    await bot.side.idle();
    expect(fromBot(control.messages('service-desk')).map(slotOf)).toEqual(['root', 'comparison', 'items']);
  });

  it('messages that stood before the process was killed are found by the next and not sent again', async () => {
    let bot = await start({ mode: 'socket' });
    const { control } = bot.slack;
    await control.typeCommand('aiko', 'service-desk', '/claim SIM-3500-0042 too light');
    await wholeThread(bot, 'service-desk');
    await bot.side.idle();
    for (const [key, slot] of bot.store.slots)
      bot.store.slots.set(key, {
        claimId: slot.claimId,
        slot: slot.slot,
        channel: slot.channel,
        threadTs: slot.threadTs,
      });
    bot = await restart(bot);
    const claim = bot.store.claims.get(1);
    if (claim !== undefined) await bot.desk.take(1, 'U0BENOKAFO1');
    await control.waitFor(() => [...bot.store.slots.values()].every(({ ts }) => ts !== undefined));
    await bot.side.idle();
    expect(fromBot(control.messages('service-desk')).map(slotOf)).toEqual(['root', 'comparison', 'items']);
    expect(fromBot(control.dms('ben'))).toHaveLength(1);
  });
});

describe('Slack’s limits', () => {
  it('are honoured: a 429 is waited out and nothing is lost or doubled', async () => {
    const bot = await start({ mode: 'socket' });
    const { control } = bot.slack;
    control.failNext('chat.postMessage', { kind: 'ratelimited', retryAfterS: 1 });
    await control.typeCommand('aiko', 'service-desk', '/claim SIM-3500-0042 too light');
    await wholeThread(bot, 'service-desk');
    await bot.side.idle();
    const posts = control.calls.filter(
      ({ method, args }) => method === 'chat.postMessage' && args['channel'] === 'C0SERVDESK1',
    );
    expect(posts.map(({ ok }) => ok)).toEqual([false, true, true, true]);
    expect((posts[1]?.at ?? 0) - (posts[0]?.at ?? 0)).toBeGreaterThanOrEqual(990);
  });

  it('are not run into when posts are paced at one a second', async () => {
    const bot = await start({ mode: 'socket', postsPerSecond: 1, limits: { postsPerSecondPerChannel: 1 } });
    const { control } = bot.slack;
    await control.typeCommand('aiko', 'service-desk', '/claim SIM-3500-0042 too light');
    await wholeThread(bot, 'service-desk');
    await bot.side.idle();
    const posts = control.calls.filter(({ method }) => method === 'chat.postMessage');
    expect(posts.filter(({ args }) => args['channel'] === 'C0SERVDESK1')).toHaveLength(3);
    expect(posts.every(({ ok }) => ok)).toBe(true);
  });

  it('keep blocks that Slack refuses from losing the claim: it is shown as text', async () => {
    const bot = await start({ mode: 'socket' });
    const { control } = bot.slack;
    control.failNext('chat.postMessage', { kind: 'error', error: 'invalid_blocks' });
    await control.typeCommand('aiko', 'service-desk', '/claim SIM-3500-0042 too light');
    const thread = await wholeThread(bot, 'service-desk');
    expect(thread[0]?.text).toContain('SIM-3500-0042');
    expect(bot.logged.map(({ event }) => event)).toContain('slack.blocks-refused');
  });
});

describe('hostile names', () => {
  it('ping no one and break nothing, in the channel, the thread and the direct message', async () => {
    const name = '<!channel> *boom* <@U0CARLARUI1>\u202e';
    const device = { serial: name, model: name, customer: name, site: name, address: '127.0.0.1' };
    const bot = await start({ mode: 'socket', dossier: { device, symptomTitles: [name] } });
    const { control } = bot.slack;
    await control.typeCommand('aiko', 'service-desk', `/claim SIM-3500-0042 ${name}`);
    await wholeThread(bot, 'service-desk');
    await bot.side.idle();
    expect(control.pings('carla')).toEqual([]);
    expect(control.pings().filter(({ why }) => why === 'everyone')).toEqual([]);
    expect(control.calls.filter(({ ok }) => !ok)).toEqual([]);
  });
});

describe('at the start', () => {
  it('channels are listed once', async () => {
    const bot = await start({ mode: 'socket' });
    const lists = bot.slack.control.calls.filter(({ method }) => method === 'conversations.list');
    expect(lists).toHaveLength(1);
  });

  it('a wrong token is one clear error without the token in it', async () => {
    const bot = await start({ mode: 'socket' });
    const { Secret } = await import('../../src/core/secret.ts');
    const failing = bot.restart({ botToken: new Secret('xoxb-wrong') });
    await expect(failing).rejects.toMatchObject({ code: 'slack_failed', message: 'Slack refused: invalid_auth.' });
    await failing.catch((error: Error) => expect(JSON.stringify([error.message, error])).not.toContain('xoxb-wrong'));
  });

  it('no secret is in any log line or message', async () => {
    const bot = await start({ mode: 'http' });
    const { control } = bot.slack;
    control.failNext('chat.postMessage', { kind: 'error', error: 'fatal_error' });
    control.failNext('views.open', { kind: 'status', status: 500 });
    await control.typeCommand('aiko', 'service-desk', '/claim help');
    const help = await control.waitFor(() => control.ephemerals('aiko')[0]);
    await control.press('aiko', 'service-desk', help.ts, 'claim_open_form');
    await control.typeCommand('aiko', 'service-desk', '/claim SIM-3500-0042 too light');
    await wholeThread(bot, 'service-desk');
    const everything = JSON.stringify([
      bot.logged,
      control.messages('service-desk'),
      control.dms('ben'),
      control.ephemerals('aiko'),
    ]);
    expect(bot.logged.length).toBeGreaterThan(0);
    for (const secret of [bot.slack.botToken, bot.slack.appToken, bot.slack.signingSecret])
      expect(everything).not.toContain(secret);
  });

  it('a claim whose handler is nobody is shown all the same', async () => {
    const bot = await start({ mode: 'socket' });
    bot.store.claims.set(1, sampleClaim({ id: 1, handler: { kind: 'nobody', id: '' } }));
    await bot.desk.take(1, 'U0AIKOMORI1');
    await wholeThread(bot, 'service-desk');
    await bot.side.idle();
    expect(bot.slack.control.pings().filter(({ why }) => why === 'mention')).toEqual([]);
  });
});

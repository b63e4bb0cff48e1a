import fc from 'fast-check';
import { WebAPIPlatformError, WebAPIRequestError } from '@slack/web-api';
import { afterEach, describe, expect, it } from 'vitest';
import type { Claim } from '../../src/core/claim.ts';
import { byUrgency, isMine, saysAll } from '../../src/core/claim-list.ts';
import { validateBlocks } from '../../src/demo/slack/validate-blocks.ts';
import { loadRules } from '../../src/rules/load.ts';
import { claimList, readListPage } from '../../src/slack/blocks/claim-list.ts';
import { helpMessage, threadHelp } from '../../src/slack/blocks/help.ts';
import type { Content } from '../../src/slack/content.ts';
import { findClaims } from '../../src/slack/find-claims.ts';
import { onCommand } from '../../src/slack/listeners/on-command.ts';
import { listContent, onListPress, showContent } from '../../src/slack/listeners/on-list.ts';
import { SORRY_TEXT } from '../../src/slack/listeners/guard.ts';
import { onMessage } from '../../src/slack/listeners/on-message.ts';
import { readNamed } from '../../src/slack/listeners/named-verb.ts';
import { readVerb } from '../../src/slack/listeners/verb.ts';
import { openMembers } from '../../src/slack/members.ts';
import { type Bot, startTestBot } from './bot.ts';
import { hostileText, NOW, sampleClaim } from './dossiers.ts';
import { fakeRoom } from './fakes.ts';

const HOUR = 3_600_000;
const AIKO = 'U0AIKOMORI1';
const BEN = 'U0BENOKAFO1';
const NONE = (id: number): string =>
  `There is no claim ${id} in the channels you are in. \`/claim list\` shows those that are open.`;
const CARLA = 'U0CARLARUI1';
const NOBODY = { kind: 'nobody', id: '' } as const;
const OPEN = { which: 'open', words: '' } as const;

function roomWith(claims: Partial<Claim>[]): ReturnType<typeof fakeRoom> {
  const made = fakeRoom();
  for (const [index, over] of claims.entries()) {
    const id = index + 1;
    made.store.claims.set(id, sampleClaim({ id, sourceKey: `k${id}`, handler: NOBODY, ...over }));
  }
  return made;
}

const taken = (by: string, at = NOW - HOUR): Partial<Claim> => ({
  status: 'taken',
  events: [
    { at: NOW - 9 * HOUR, by: AIKO, what: 'opened' },
    { at, by, what: 'taken' },
  ],
});
const idsOf = (claims: readonly Claim[]): number[] => claims.map(({ id }) => id);

describe('what is typed to look at claims', () => {
  it('is a list of mine, open or all, narrowed by words, or one claim', () => {
    expect(readVerb('list')).toEqual({ kind: 'list', wish: { which: 'open', words: '' } });
    expect(readVerb('LIST Mine')).toEqual({ kind: 'list', wish: { which: 'mine', words: '' } });
    expect(readVerb('list all  Nordlicht Apotheke ')).toEqual({
      kind: 'list',
      wish: { which: 'all', words: 'Nordlicht Apotheke' },
    });
    expect(readVerb('list SIM-3500')).toEqual({ kind: 'list', wish: { which: 'open', words: 'SIM-3500' } });
    for (const text of ['show 12', 'Show claim #12', 'show claim 12.'])
      expect(readVerb(text)).toEqual({ kind: 'show', claim: 12 });
    expect(readVerb('show')).toEqual({ kind: 'show' });
  });

  it('stays a claim where it has a field, or only begins like one of these', () => {
    for (const text of [
      'list of jobs is empty serial=SIM-1',
      'listing is slow',
      'show 12 pages and it stops',
      'shows E1',
    ])
      expect(readVerb(text).kind).toBe('words');
  });
});

describe('the order of claims', () => {
  it('has what nobody has taken first, the longest waiting before the rest, and what is resolved last', () => {
    const claims = [
      sampleClaim({ id: 1, at: NOW - 1 * HOUR }),
      sampleClaim({ id: 2, at: NOW - 5 * HOUR, status: 'taken' }),
      sampleClaim({ id: 3, at: NOW - 3 * HOUR }),
      sampleClaim({ id: 4, at: NOW - 9 * HOUR, status: 'resolved' }),
      sampleClaim({ id: 5, at: NOW - 8 * HOUR, status: 'resolved' }),
    ];
    expect(idsOf(byUrgency(claims))).toEqual([3, 1, 2, 5, 4]);
  });

  it('makes a claim somebody’s who is in charge, took it or brought it in', () => {
    const other = { by: AIKO, handler: NOBODY };
    expect(isMine(sampleClaim({ ...other }), AIKO)).toBe(true);
    expect(isMine(sampleClaim({ ...other }), CARLA)).toBe(false);
    expect(isMine(sampleClaim({ ...other, handler: { kind: 'user', id: CARLA } }), CARLA)).toBe(true);
    expect(isMine(sampleClaim({ ...other, ...taken(CARLA) }), CARLA)).toBe(true);
    expect(isMine(sampleClaim({ ...other, ...taken(CARLA), status: 'open' }), CARLA)).toBe(false);
  });

  it('finds every word, whatever its case, over all that is known', () => {
    expect(saysAll('nordlicht 0042', ['SIM-3500-0042', 'Nordlicht Apotheke'])).toBe(true);
    expect(saysAll('nordlicht 0043', ['SIM-3500-0042', 'Nordlicht Apotheke'])).toBe(false);
  });
});

describe('who sees which claims', () => {
  const claims = [
    { origin: { via: 'command', channel: 'C0CLAIMS001' } },
    { origin: { via: 'command', channel: 'C0SECRET001' } },
    { origin: { via: 'command', channel: 'D0AIKO0001' }, by: AIKO },
    { origin: { via: 'terminal' } },
  ] as const;

  it('are those of channels one is in, and of one’s own conversation with us', async () => {
    const { room, calls } = roomWith([...claims]);
    calls.inChannel.set('C0SECRET001', [BEN]);
    expect(idsOf((await findClaims(room, AIKO, OPEN)).claims)).toEqual([1, 3]);
    expect(idsOf((await findClaims(room, BEN, OPEN)).claims)).toEqual([1, 2]);
    expect(idsOf((await findClaims(room, 'U0STRANGER1', OPEN)).claims)).toEqual([]);
    expect(calls.log.filter((line) => line.startsWith('members'))).toEqual([
      'members C0CLAIMS001',
      'members C0SECRET001',
    ]);
  });

  it('are none of a channel that does not tell its members, and an answer that failed is asked for again', async () => {
    const { room, calls } = roomWith([{ origin: { via: 'command', channel: 'C0SECRET001' } }]);
    calls.fail('members', new WebAPIRequestError(new Error('away')));
    await expect(findClaims(room, AIKO, OPEN)).rejects.toThrow();
    calls.fail('members', new WebAPIPlatformError({ ok: false, error: 'channel_not_found' }));
    expect((await findClaims(room, AIKO, OPEN)).claims).toEqual([]);
  });

  it('are no longer those of a channel that somebody left, after a minute', async () => {
    let [now, asked] = [0, 0];
    const calls = { members: async () => (asked++ === 0 ? [AIKO] : []) };
    const lanes = { call: <T>(_kind: string, job: () => Promise<T>) => job() };
    const members = openMembers(calls, lanes, () => now);
    const is = async (): Promise<boolean> => (await members.among(AIKO, ['C1'])).has('C1');
    expect([await is(), await is(), asked]).toEqual([true, true, 1]);
    now = 60_000;
    expect([await is(), asked]).toEqual([false, 2]);
  });

  it('hides one that may not be seen behind the words for one that is not there', async () => {
    const { room, calls } = roomWith([...claims]);
    calls.inChannel.set('C0SECRET001', [BEN]);
    const text = async (id: number): Promise<string> => (await showContent(room, AIKO, id)).text;
    expect(await text(2)).toBe(NONE(2));
    expect(await text(99)).toBe(NONE(99));
    expect(await text(1)).toContain('Prints too light');
  });
});

describe('a list of claims', () => {
  it('has five of a page, each with device, state, age and link, and pages that turn in its place', async () => {
    const { room, store } = roomWith(
      Array.from({ length: 12 }, (_, n) => ({ at: NOW - (12 - n) * HOUR, ...(n === 3 ? taken(BEN) : {}) })),
    );
    await store.claimSlot({ claimId: 1, slot: 'root', channel: 'C0SERVDESK1' });
    await store.fillSlot(1, 'root', { ts: '1.1', channel: 'C0SERVDESK1', digest: '' });
    const first = await listContent(room, AIKO, OPEN);
    expect(validateBlocks(first.blocks)).toEqual([]);
    const lines = first.text.split('\n');
    expect(lines.slice(0, 4)).toEqual([
      '*Open claims*: 12 claims, page 1 of 3',
      '*<https://local.test/archives/C0SERVDESK1/p1.1|Claim 1>* Prints too light',
      'SIM-3500-0042, Nordlicht Apotheke',
      '⏳ nobody has taken it for 12 hours',
    ]);
    const next = JSON.stringify(first.blocks).match(/"value":"((?:[^"\\]|\\.)*)"/)?.[1] ?? '';
    const value: string = JSON.parse(`"${next}"`);
    const heard: { content: Content; replaces: boolean }[] = [];
    const respond = async (content: Content, how?: { replaces: boolean }): Promise<void> =>
      void heard.push({ content, replaces: how?.replaces === true });
    await onListPress(room, { actionId: 'claim_list_next', value, user: AIKO }, async () => undefined, respond);
    expect(heard[0]?.replaces).toBe(true);
    expect(heard[0]?.content.text).toContain('page 2 of 3');
    const last = (await listContent(room, AIKO, OPEN, 99)).text;
    expect(last).toContain('page 3 of 3');
    expect(last).toContain(
      '*Claim 4* Prints too light\nSIM-3500-0042, Nordlicht Apotheke\ntaken by Person BEN, open for 9 hours',
    );
  });

  it('is narrowed by words of serial, customer, complaint and symptom', async () => {
    const { room } = roomWith([
      { serial: 'SIM-1' },
      { serial: 'SIM-2', words: 'smells of fish' },
      { symptoms: ['jam-feed'] },
    ]);
    const found = async (words: string): Promise<number[]> =>
      idsOf((await findClaims(room, AIKO, { which: 'all', words })).claims);
    expect(await found('sim-2')).toEqual([2]);
    expect(await found('fish NORDLICHT')).toEqual([2]);
    expect(await found('paper jams')).toEqual([3]);
    expect(await found('elsewhere')).toEqual([]);
  });

  it('that is empty says what can be done', async () => {
    const { room } = roomWith([{ by: AIKO }]);
    const text = async (which: 'mine' | 'open' | 'all', words = ''): Promise<string> =>
      (await listContent(room, CARLA, { which, words })).text;
    expect(await text('mine')).toContain('`/claim list open`');
    expect(await text('open', 'x-9')).toContain('No claim with "x-9" is open');
    expect(await text('open', 'x-9`<b>')).toContain('`/claim list all x-9&lt;b&gt;` shows resolved ones too');
    expect(await text('all', 'x-9')).toContain('`/claim serial=… symptom=…`');
  });

  it('passes the strict rules whatever claims and customers are called, in lines of a phone', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(hostileText, hostileText, hostileText), { maxLength: 5 }),
        hostileText,
        (some, words) => {
          const shown = some.map(([serial, customer, symptoms], n) => ({
            claim: sampleClaim({ id: n, serial, ...taken(serial) }),
            customer,
            symptoms,
            link: 'https://local.test/archives/C1/p1',
          }));
          const list = {
            wish: { which: 'open' as const, words },
            shown,
            page: 0,
            pages: 2,
            total: 9,
            isCut: true,
            command: '/claim',
          };
          const content = claimList(list, { nameOf: () => undefined }, NOW);
          expect(validateBlocks(content.blocks)).toEqual([]);
          expect(content.text).not.toMatch(/<@|<!(?!date)/);
          for (const line of content.text.split('\n').slice(1))
            expect(line.replace(/<[^|>]*\|/, '').length).toBeLessThan(140);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('takes no page from a button that is not one of ours', () => {
    for (const value of ['', '{}', '{"which":"theirs","words":"","page":0}', '{"which":"all","words":1,"page":0}'])
      expect(readListPage(value)).toBeUndefined();
  });
});

describe('help', () => {
  it('has help that says the same for the same symptoms, and another for others, another command or a problem', () => {
    const symptoms = [{ id: 'light-print', title: 'Light print' }];
    const help = helpMessage('/claim', symptoms);
    expect(helpMessage('/claim', symptoms)).toEqual(help);
    expect(JSON.stringify(help)).toContain('Light print');
    expect(JSON.stringify(helpMessage('/claim', [{ id: 'noise', title: 'Noise' }]))).not.toContain('Light print');
    expect(JSON.stringify(helpMessage('/desk', symptoms))).toContain('/desk list');
    expect(JSON.stringify(helpMessage('/claim', symptoms, { withBells: true }))).toContain('/claim bells');
    expect(JSON.stringify(help)).not.toContain('bells');
    expect(JSON.stringify(helpMessage('/claim', symptoms, { problem: 'not *understood*' }))).toContain('understood');
    expect(helpMessage('/claim', symptoms)).toEqual(help);
  });

  it('names every symptom there is and every verb, and whatever it says to type is understood', async () => {
    const book = await loadRules(undefined);
    const symptoms = [...book.symptoms.values()].map(({ id, title }) => ({ id, title }));
    expect(symptoms.length).toBeGreaterThan(30);
    const { blocks } = helpMessage('/claim', symptoms.toReversed(), { withBells: true });
    expect(JSON.stringify(blocks[0])).toContain('serial=A1B2C3 symptom=light-print');
    expect(validateBlocks(blocks)).toEqual([]);
    const text = blocks.map((block) => ('text' in block ? JSON.stringify(block.text) : '')).join('\n');
    for (const { id } of symptoms) expect(text).toContain(`\`${id}\``);
    const typed = [...text.matchAll(/`\/claim ([^`]+)`/g)].map(([, words = '']) => words);
    expect(typed.map((words) => readNamed(words)?.verb.kind ?? readVerb(words).kind)).toEqual([
      'words',
      'list',
      'list',
      'list',
      'list',
      'show',
      'take',
      'neighbours',
      'bells',
      'config',
      'help',
    ]);
    const inThreads = [...`${text}${threadHelp(1).text}`.matchAll(/`((?!\/)[a-z]+(?: \w+|=\w+)?)`/g)]
      .map(([, words = '']) => words)
      .filter((words) => !book.symptoms.has(words));
    expect(new Set(inThreads.map((words) => readNamed(words)?.verb.kind ?? readVerb(words).kind))).toEqual(
      new Set(['list', 'show', 'neighbours', 'bells', 'help', 'take', 'reopen', 'refetch', 'resolve']),
    );
  });
});

describe('asking for claims', () => {
  it('in the command is answered to that person alone and opens no claim', async () => {
    const { room, desk } = roomWith([{}]);
    const heard: string[] = [];
    const respond = async ({ text }: Content): Promise<void> => void heard.push(text);
    const ask = (text: string): Promise<void> =>
      onCommand(room, {
        command: { text, user_id: AIKO, channel_id: 'C0SERVDESK1', trigger_id: '1' },
        ack: async (content) => void (content === undefined ? undefined : heard.push(content.text)),
        respond,
      });
    for (const text of ['list', 'show 1', 'show', 'help']) await ask(text);
    expect(heard[0]).toContain('*Open claims*: 1 claim');
    expect(heard[1]).toContain('Claim 12: Prints too light');
    expect(heard[2]).toContain('Which claim?');
    expect(heard[3]).toContain('`/claim list mine`');
    expect(desk.heard).toEqual([]);
  });

  it('says that it did not work where Slack does not say who is in a channel', async () => {
    const { room, calls } = roomWith([{}]);
    calls.fail('members', new WebAPIRequestError(new Error('away')));
    const heard: string[] = [];
    await onCommand(room, {
      command: { text: 'list', user_id: AIKO, channel_id: 'C0SERVDESK1', trigger_id: '1' },
      ack: async () => undefined,
      respond: async ({ text }) => void heard.push(text),
    });
    expect(heard).toEqual([SORRY_TEXT]);
  });

  it('after our name is whispered where it was asked, in a channel and in the thread of a claim', async () => {
    const { room, store, calls } = roomWith([{}, {}]);
    await store.claimSlot({ claimId: 2, slot: 'root', channel: 'C0SERVDESK1' });
    await store.fillSlot(2, 'root', { ts: '2.2', channel: 'C0SERVDESK1', digest: '' });
    const say = (text: string, threadTs?: string): Promise<void> =>
      onMessage(room, `event:${text}${threadTs}`, {
        channel: 'C0SERVDESK1',
        ts: '9.9',
        user: AIKO,
        text: `<@U0CLAIMBOT1> ${text}`,
        isMention: true,
        ...(threadTs === undefined ? {} : { threadTs }),
      });
    await say('list');
    await say('show', '2.2');
    await say('show 1', '2.2');
    expect(calls.whispers.map(({ content, threadTs }) => [content.text.split('\n')[0], threadTs])).toEqual([
      ['*Open claims*: 2 claims', undefined],
      ['Claim 12: Prints too light, SIM-3500-0042', '2.2'],
      ['Claim 12: Prints too light, SIM-3500-0042', '2.2'],
    ]);
  });
});

describe.each(['socket', 'http'] as const)('over %s', (mode) => {
  let bot: Bot | undefined;
  afterEach(async () => {
    await bot?.stop();
    bot = undefined;
  });

  it('a list has links to threads and turns its pages for the one who asked, in command and mention', async () => {
    bot = await startTestBot({ mode });
    const { control } = bot.slack;
    for (let n = 0; n < 6; n += 1) await control.typeCommand('aiko', 'claims', `/claim SIM-3500-0042 light ${n}`);
    await bot.side.idle();
    expect(await control.typeCommand('carla', 'random', '/claim list')).toMatchObject({ ok: true });
    const list = await control.waitFor(() => control.ephemerals('carla')[0]);
    expect(list.text).toMatch(/^\*Open claims\*: 6 claims, page 1 of 2\n\*<http:\/\/[^|]+\|Claim 1>\*/);
    expect(await control.press('carla', 'random', list.ts, 'claim_list_next')).toEqual({ ok: true });
    await control.waitFor(() => control.ephemerals('carla')[0]?.text.includes('page 2 of 2'));
    control.typeMessage('carla', 'claims', '@claimscope list mine');
    await control.waitFor(() => control.ephemerals('carla').some(({ text }) => text.includes('No claim is yours')));
    expect(control.ephemerals('aiko')).toEqual([]);
  });
});

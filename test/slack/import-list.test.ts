import { WebAPIPlatformError } from '@slack/web-api';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { ListOutcome } from '../../src/core/shared-list.ts';
import { validateBlocks } from '../../src/demo/slack/validate-blocks.ts';
import {
  howToImport,
  importedMessage,
  notAListMessage,
  notFetchedMessage,
} from '../../src/slack/blocks/list-message.ts';
import type { FileFacts } from '../../src/slack/calls/calls.ts';
import { FileLost, FileRefused } from '../../src/slack/calls/fetch-file.ts';
import { openWebCalls } from '../../src/slack/calls/web-calls.ts';
import { boltLogger } from '../../src/slack/bolt-logger.ts';
import { openClient } from '../../src/slack/connect.ts';
import { Secret } from '../../src/core/secret.ts';
import { ACTIONS } from '../../src/slack/ids.ts';
import { onAction } from '../../src/slack/listeners/on-action.ts';
import { onMessage } from '../../src/slack/listeners/on-message.ts';
import { readKept, readSaid, type Said } from '../../src/slack/listeners/said.ts';
import { type Bot, startTestBot } from './bot.ts';
import { hostileText, NOW, sampleClaim } from './dossiers.ts';
import { fakeRoom } from './fakes.ts';

const AIKO = 'U0AIKOMORI1';
const ears = { claimsChannels: new Set(['C0CLAIMS001']), me: { userId: 'U0CLAIMBOT1', botId: 'B0CLAIMBOT1' } };
const file = {
  id: 'F1',
  name: 'list.csv',
  mimetype: 'text/csv',
  size: 9,
  url_private: 'https://files.slack.com/a',
  url_private_download: 'https://files.slack.com/b',
};
const event = {
  type: 'message',
  subtype: 'file_share',
  channel: 'C0SERVDESK1',
  user: AIKO,
  text: '',
  ts: '1700000009.000100',
  thread_ts: '1700000000.000001',
  files: [file],
};

describe('a reply with files', () => {
  it('is heard in whichever channel we are, with what is to be fetched, and kept as it is', () => {
    const said = readSaid(event, ears);
    const { id, name, mimetype, size } = file;
    expect(said).toEqual({
      channel: 'C0SERVDESK1',
      ts: event.ts,
      user: AIKO,
      text: '',
      threadTs: event.thread_ts,
      files: [{ id, name, mimetype, size, url: 'https://files.slack.com/b' }],
    });
    expect(readKept(JSON.parse(JSON.stringify(said)))).toEqual(said);
  });

  it.each([
    [{ bot_id: 'B0CLAIMBOT1' }],
    [{ user: 'U0CLAIMBOT1' }],
    [{ thread_ts: undefined }],
    [{ thread_ts: event.ts }],
    [{ subtype: 'message_deleted' }],
    [{ files: [{ id: 'F1' }] }],
    [{ files: 'none' }],
  ])('is passed over with %j', (over) => {
    expect(readSaid({ ...event, ...over }, ears)).toBeUndefined();
  });

  it('of any shape is read or passed over, and never throws', () => {
    fc.assert(
      fc.property(fc.array(fc.dictionary(fc.constantFrom(...Object.keys(file)), fc.jsonValue())), (files) => {
        for (const read of readSaid({ ...event, files }, ears)?.files ?? []) {
          const { id, ...rest } = read;
          expect(typeof id).toBe('string');
          if ('url' in rest)
            expect([typeof rest.url, typeof rest.name, typeof rest.size]).toEqual(['string', 'string', 'number']);
        }
      }),
    );
  });
});

/** A room with a claim whose card stands, and a list that was dropped under it. */
async function roomWith(over: Partial<FileFacts> = {}): Promise<{
  made: ReturnType<typeof fakeRoom>;
  said: Said;
  drop: () => Promise<void>;
}> {
  const made = fakeRoom();
  made.store.claims.set(12, sampleClaim());
  const root = { claimId: 12, slot: 'root', channel: 'C0SERVDESK1' };
  await made.store.claimSlot(root);
  await made.store.fillSlot(12, 'root', { ts: event.thread_ts, channel: 'C0SERVDESK1', digest: '' });
  const read = readSaid(event, ears);
  const [first] = read?.files ?? [];
  if (read === undefined || first === undefined || !('url' in first)) throw new Error('it is heard');
  const said = { ...read, files: [{ ...first, ...over }] };
  made.calls.files.set(first.url, Buffer.from('a;b<!channel>'));
  await made.store.addIncoming('event:1', said, NOW);
  return { made, said, drop: () => onMessage(made.room, 'event:1', said) };
}

describe('a file that is dropped in the thread of a claim', () => {
  it('is fetched, handed in with its octets, and answered once in the thread', async () => {
    const { made, drop } = await roomWith();
    await drop();
    expect(made.desk.done).toEqual([`list-imported 12 ${AIKO} list.csv 13`]);
    expect(made.calls.posts).toHaveLength(1);
    expect(made.calls.posts[0]).toMatchObject({ channel: 'C0SERVDESK1', threadTs: event.thread_ts });
    expect(made.calls.posts[0]?.content.text).toBe(
      '📄 Nothing was taken from *list.csv*: the fake desk &lt;reads&gt; a;b&lt;!channel&gt;',
    );
    expect(await made.store.listIncoming()).toEqual([]);
    await drop();
    expect(made.calls.posts).toHaveLength(1);
  });

  it.each([
    [{ size: 1_000_001 }, 'no list is larger than 1 MB'],
    [{ name: 'counters.xlsx' }, 'a list must be CSV or plain text'],
    [{ mimetype: 'application/pdf' }, 'a list must be CSV or plain text'],
  ])('is not fetched with %j, and why is said', async (over, why) => {
    const { made, drop } = await roomWith(over);
    await drop();
    expect(made.calls.posts[0]?.content.text).toContain(why);
    expect(made.calls.log.filter((line) => line.startsWith('download'))).toEqual([]);
  });

  it('is no list and needs no word where it is a photo, or the thread is of no claim', async () => {
    const photo = await roomWith({ mimetype: 'image/jpeg', name: 'page.jpg' });
    await photo.drop();
    const { made, said } = await roomWith();
    await onMessage(made.room, 'event:2', { ...said, threadTs: '1.1' });
    for (const { calls, desk } of [photo.made, made]) expect([calls.posts, desk.done]).toEqual([[], []]);
  });

  it.each(['elsewhere', 'no-access', 'gone', 'too-large'] as const)(
    'that cannot be had (%s) is told of',
    async (why) => {
      const { made, drop } = await roomWith();
      made.calls.fail('download', new FileRefused(why));
      await drop();
      expect(made.calls.posts[0]?.content).toEqual(notFetchedMessage('list.csv', why));
      expect(made.desk.done).toEqual([]);
    },
  );

  it('of another workspace is asked for by its id, and told of where Slack says nothing of it', async () => {
    const { made, said } = await roomWith();
    const [facts] = said.files ?? [];
    const alone = { id: 'F1', file_access: 'check_file_info' };
    const read = readSaid({ ...event, files: [alone] }, ears);
    expect(read?.files).toEqual([alone]);
    expect(readKept(JSON.parse(JSON.stringify(read)))).toEqual(read);
    if (read === undefined || facts === undefined || !('url' in facts)) throw new Error('it is heard');
    made.calls.shared.set('F1', facts);
    await onMessage(made.room, 'event:2', read);
    expect(made.desk.done).toEqual([`list-imported 12 ${AIKO} list.csv 13`]);
    made.calls.fail('file-info', new WebAPIPlatformError({ ok: false, error: 'file_deleted' }));
    await onMessage(made.room, 'event:3', { ...read, ts: '1700000010.000100' });
    expect(made.calls.posts.map(({ content }) => content.text).at(-1)).toContain('it is not there any more');
  });

  it('that Slack does not give now is kept, its person is told once, and it is brought in later', async () => {
    const { made, said, drop } = await roomWith();
    made.calls.fail('download', new FileLost('no answer'));
    await drop();
    expect(made.calls.whispers).toMatchObject([{ userId: AIKO, threadTs: event.thread_ts }]);
    expect(made.logged.map(({ event: what }) => what)).toContain('taken-up-later');
    expect((await made.store.listIncoming()).map(({ key }) => key)).toEqual(['event:1']);
    await onMessage(made.room, 'event:1', said, true);
    expect(made.calls.posts).toHaveLength(1);
    expect(await made.store.listIncoming()).toEqual([]);
  });
});

const TAKEN: Extract<ListOutcome, { kind: 'taken' }> = {
  kind: 'taken',
  serial: 'SIM-3500-0042',
  model: 'SIM-3500',
  format: 'template',
  readAt: NOW,
  isDated: true,
  said: { serial: 'SIM-3500-0042' },
  values: [{ title: 'Drum charge', part: 'black', value: { kind: 'number', number: -650, unit: 'volt' }, lines: [4] }],
  saved: { new: 1, same: 2, older: 3 },
  faults: [{ line: 5, column: 2, what: 'copies.total: "oops"', why: 'is not a number' }],
  others: 7,
};

describe('what is said of a list', () => {
  it('is what was taken, what was not and why, and that it is not live', () => {
    const { text, blocks } = importedMessage('list.csv', TAKEN);
    expect(text.replace(/<!date[^>]*>/, 'THEN').split('\n')).toEqual([
      '📄 *list.csv* was brought in: from service mode, made THEN, not read live.',
      '1 value new, 2 as known already, 3 older than what is known and left out; 7 lines of no item.',
      'The comparison is made anew with it.',
      '*What stands in it*',
      '• Drum charge, black: -650 V (line 4)',
      '*Not taken, for it was not understood*',
      '• line 5: copies.total: "oops": is not a number',
    ]);
    expect(validateBlocks(blocks)).toEqual([]);
  });

  it('says what was taken on trust, and where nothing was news', () => {
    const { text } = importedMessage('list.csv', {
      ...TAKEN,
      isDated: false,
      said: { model: 'Other 9' },
      saved: { new: 0, same: 0, older: 1 },
    });
    expect(text).toContain(
      'The list does not say when it was made: 2026-11-24 09:30 UTC, when it was shared, is taken.',
    );
    expect(text).toContain('The list names no serial number: it is taken for SIM-3500-0042');
    expect(text).toContain('The list says Other 9, the registry SIM-3500.');
    expect(text).toContain('The comparison stays as it is.');
    expect(importedMessage('x', { ...TAKEN, values: [] }).text).toContain('no value of an item stands in it; 7 lines');
  });

  it('passes the strict rules, mentions nobody and holds no markup of others, whatever stands in it', () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 0, max: 300 }), (text, many) => {
        const values = Array.from({ length: many }, (_, n) => {
          return { title: text, part: text, value: { kind: 'text' as const, text }, lines: [n] };
        });
        const faults = Array.from({ length: many }, (_, line) => ({ line, column: 1, what: text, why: text }));
        const outcome = { ...TAKEN, format: text, model: text, said: { model: text }, values, faults };
        const messages = [
          importedMessage(text, outcome),
          importedMessage(text, { kind: 'refused', why: text }),
          notAListMessage(text),
          notFetchedMessage(text, 'gone'),
        ];
        for (const { blocks, text: shown } of messages) {
          expect(validateBlocks(blocks)).toEqual([]);
          expect(shown.replaceAll(/<!date\^[^>]*>/g, '')).not.toContain('<');
        }
      }),
      { numRuns: 60 },
    );
  });

  it('how to bring one in is said to whoever presses the button', async () => {
    const { made } = await roomWith();
    const heard: string[] = [];
    const press = {
      actionId: ACTIONS.importList,
      value: '12',
      actionTs: '1',
      user: AIKO,
      channel: 'C0SERVDESK1',
      messageTs: event.thread_ts,
      isEphemeral: false,
      triggerId: '1',
    };
    await onAction(made.room, {
      press,
      ack: async () => undefined,
      respond: async ({ text }) => void heard.push(text),
    });
    expect(heard).toEqual([howToImport('SIM-3500-0042')]);
  });
});

describe.each(['socket', 'http'] as const)('over %s', (mode) => {
  let bot: Bot | undefined;
  afterEach(async () => {
    await bot?.stop();
    bot = undefined;
  });

  it('a list dropped in a thread is fetched with our token and answered there, once, though it is delivered twice', async () => {
    bot = await startTestBot({ mode });
    const { control } = bot.slack;
    await control.typeCommand('aiko', 'service-desk', '/claim SIM-3500-0042 too light');
    const stands = bot.store.slots;
    const card = await control.waitFor(() => {
      const found = control.messages('service-desk').find(({ fromBot }) => fromBot);
      return stands.get('1 root')?.ts === undefined ? undefined : found;
    });
    const bytes = Buffer.from('serial;SIM-3500-0042\n');
    control.typeMessage('ben', 'service-desk', '', { threadTs: card.ts, files: [{ name: 'list.csv', bytes }] });
    const answer = (): readonly unknown[] =>
      control.thread('service-desk', card.ts).filter(({ text }) => text.includes('📄'));
    await control.waitFor(() => answer().length === 1);
    expect(bot.desk.done.filter((line) => line.startsWith('list'))).toEqual([
      'list-imported 1 U0BENOKAFO1 list.csv 21',
    ]);
    await bot.side.idle();
    const delivered = control.deliveries.find(({ payload }) => JSON.stringify(payload).includes('list.csv'));
    expect(control.redeliver(delivered?.id ?? '')).toBe(true);
    await control.waitFor(() => delivered?.tries[1]?.outcome?.kind === 'acked');
    await bot.side.idle();
    expect(bot.desk.done.filter((line) => line.startsWith('list'))).toHaveLength(1);
    // What Slack tells of the file when it is asked is what the event told, and leads to the same octets.
    const { botToken, apiUrl } = bot.slack;
    const client = openClient(
      { botToken: new Secret(botToken), apiUrl },
      boltLogger(
        () => undefined,
        (text) => text,
      ),
    );
    const calls = openWebCalls(client);
    const [shared] = control.thread('service-desk', card.ts).flatMap(({ files }) => files);
    const facts = await calls.fileFacts(shared?.id ?? '');
    expect(facts).toMatchObject({ id: shared?.id, name: 'list.csv', mimetype: 'text/csv', size: 21 });
    expect(Buffer.from(await calls.download(facts?.url ?? '', 99))).toEqual(bytes);
    await expect(calls.fileFacts('F0NONE')).rejects.toThrow('file_not_found');
    const again = await bot.restart();
    await again.side.idle();
    expect(answer()).toHaveLength(1);
    bot = again;
  });
});

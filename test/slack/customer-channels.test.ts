import { expect, it } from 'vitest';
import type { Bulletin } from '../../src/core/bulletin.ts';
import type { Desk, Incoming } from '../../src/core/intake.ts';
import type { Report } from '../../src/core/report.ts';
import { boardForCustomers, deskForCustomers, findCustomerChannels } from '../../src/slack/customer-channels.ts';
import { onConfigForm } from '../../src/slack/listeners/on-config.ts';
import { fakeRoom } from './fakes.ts';

const LISTED = [
  { id: 'C0ACMESHARE', name: 'acme-service', isMember: true },
  { id: 'C0CLAIMS001', name: 'claims', isMember: true },
];

it('finds channels that customers read by name or id, and says in the log which are not there', () => {
  const logged: unknown[] = [];
  const wanted = [
    { channel: '#acme-service', customers: ['Acme'] },
    { channel: 'C0ACMESHARE', customers: ['Acme Holding'] },
    { channel: 'nowhere', customers: ['Beta'] },
  ];
  const found = findCustomerChannels(LISTED, wanted, (_level, event, facts) => logged.push([event, facts['channel']]));
  expect([...found]).toEqual([['C0ACMESHARE', ['Acme', 'Acme Holding']]]);
  expect(logged).toEqual([['slack.channel-not-found', 'nowhere']]);
});

it('hands in what is said there with whose devices may be meant and that customers read it, edits too, and everything else as it was', async () => {
  const heard: [Incoming['customers'], boolean | undefined][] = [];
  const take = async (incoming: Incoming): Promise<{ kind: 'nothing' }> => {
    heard.push([incoming.customers, incoming.origin.isReadByCustomers]);
    return { kind: 'nothing' };
  };
  const desk = deskForCustomers<Pick<Desk, 'intake' | 'reword'>>(
    { intake: take, reword: take },
    new Map([['C0ACMESHARE', ['Acme']]]),
  );
  const said = (channel?: string): Incoming => ({
    sourceKey: 'cmd:1',
    text: 'x',
    by: 'U1',
    at: 0,
    origin: { via: 'command', ...(channel === undefined ? {} : { channel }) },
  });
  await desk.intake(said('C0ACMESHARE'), 'plain');
  await desk.reword(said('C0ACMESHARE'));
  await desk.intake(said('C0CLAIMS001'), 'plain');
  await desk.intake(said(), 'command');
  expect(heard).toEqual([
    [['Acme'], true],
    [['Acme'], true],
    [undefined, undefined],
    [undefined, undefined],
  ]);
});

it('posts no report of the whole desk there, and may not be asked to', async () => {
  const posted: (Bulletin | undefined)[] = [];
  const board = boardForCustomers(
    { post: async (_place, make) => void posted.push(await make()) },
    new Map([['C0ACMESHARE', ['Acme']]]),
  );
  const daily: Bulletin = { kind: 'daily', claims: [], now: 0, timeZone: 'UTC' };
  const part = { n: 0, of: 0 };
  const report: Report = {
    until: 0,
    withinMs: 1,
    claims: { all: 0, open: 0, taken: 0, resolved: 0 },
    weeks: [],
    evidence: { n: 0 },
    withoutEvidence: 0,
    take: { n: 0 },
    resolve: { n: 0 },
    firstCall: { ...part, undecided: 0 },
    callbacks: part,
    avoided: part,
    models: [],
    symptoms: [],
    measures: [],
    rejected: [],
    noMeasure: { ...part, silent: 0, symptoms: [] },
  };
  const monthly: Bulletin = { kind: 'monthly', month: '2026-10', report };
  for (const channel of ['C0ACMESHARE', 'C0CLAIMS001'])
    for (const one of [daily, monthly]) await board.post({ channel, key: 'k', since: 0 }, async () => one);
  expect(posted.map((one) => one?.kind)).toEqual(['daily', undefined, 'daily', 'monthly']);

  const { room, store, calls } = fakeRoom();
  calls.inChannel.set('C0CUSTOMER1', ['U0AIKOMORI1']);
  const faults: unknown[] = [];
  const answers = { monthly: 'monthly', digest: 'never', remind: 'never', zone: 'UTC' };
  const send = (channel: string): Promise<void> =>
    onConfigForm(
      room,
      { viewId: 'V1', memory: `{"config":"${channel}"}`, user: 'U0AIKOMORI1', answers },
      async (told) => void faults.push(told),
    );
  await send('C0CUSTOMER1');
  expect(faults).toEqual([{ monthly: expect.stringContaining('whole desk') }]);
  expect(await store.getChannel('C0CUSTOMER1')).toBeUndefined();
});

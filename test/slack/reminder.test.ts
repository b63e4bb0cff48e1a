import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bulletin, DigestClaim } from '../../src/core/bulletin.ts';
import type { Claim, ClaimEvent } from '../../src/core/claim.ts';
import type { Report } from '../../src/core/report.ts';
import { validateBlocks } from '../../src/demo/slack/validate-blocks.ts';
import { bulletinMessage } from '../../src/slack/blocks/bulletin-message.ts';
import { reminderMessage } from '../../src/slack/blocks/reminder-message.ts';
import { outboxBench } from './an-outbox.ts';
import { hostileText, NOW, sampleClaim, sampleDossier } from './dossiers.ts';
import { fakeCalls, memoryStore } from './fakes.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const group = { kind: 'group' as const, id: 'S0TONERDESK' };
const nobody = { kind: 'nobody' as const, id: '' };

function event(what: ClaimEvent['what'], at: number): ClaimEvent {
  return { at, by: what === 'reminded' ? 'claimscope' : 'U0CARLARUI1', what };
}
function claimWith(more: ClaimEvent[], over: Partial<Claim> = {}): Claim {
  const at = NOW - 3 * DAY;
  return sampleClaim({ at, events: [event('opened', at), ...more], ...over });
}
/** What is posted of these states, each shown by a process of its own. */
async function shown(claims: Claim[]): Promise<ReturnType<typeof fakeCalls>['posts']> {
  const calls = fakeCalls();
  const store = memoryStore();
  for (const claim of claims) {
    const { outbox } = outboxBench({ calls, store });
    await outbox.show(sampleDossier({ claim }));
  }
  return calls.posts.filter(({ identity }) => String(identity['slot']).startsWith('reminder'));
}
const reminded = event('reminded', NOW);

describe('a reminder', () => {
  it('is a direct message to who has the claim in hand, once, with the link to its thread', async () => {
    const posts = await shown([
      claimWith([reminded]),
      claimWith([reminded]),
      claimWith([reminded, event('refetched', NOW + 1)]),
    ]);
    expect(posts.map(({ channel }) => channel)).toEqual(['DU0BENOKAFO1']);
    expect(posts[0]?.content.text).toMatch(
      /^⏰ \*Claim 12 waits: .*\*\n.*\nNobody has touched it for 3 days, since <!date\^/,
    );
    expect(posts[0]?.content.text).toContain('|Open the thread>');
    const taken = await shown([claimWith([event('taken', NOW - DAY), reminded], { status: 'taken' })]);
    expect(taken.map(({ channel }) => channel)).toEqual(['DU0CARLARUI1']);
    expect(taken[0]?.content.text).toContain('for 1 day,');
  });

  it('mentions a group in the thread, and stands in the channel without a mention where nobody is in charge', async () => {
    const [ofGroup] = await shown([claimWith([reminded], { handler: group })]);
    expect(ofGroup?.threadTs).toBeDefined();
    expect(ofGroup?.content.text).toMatch(/^<!subteam\^S0TONERDESK>\n/);
    const [ofNobody] = await shown([claimWith([reminded], { handler: nobody })]);
    expect([ofNobody?.channel, ofNobody?.threadTs]).toEqual(['C0SERVDESK1', undefined]);
    expect(ofNobody?.content.text).not.toMatch(/<@|<!subteam|<!here|<!channel/);
  });

  it('is one for each time that the claim was left alone, though two processes noted the same', async () => {
    expect(await shown([claimWith([reminded, { ...reminded, at: NOW + 5 }])])).toHaveLength(1);
    const again = [reminded, event('refetched', NOW + 1), event('reminded', NOW + DAY)];
    expect(await shown([claimWith([reminded]), claimWith(again)])).toHaveLength(2);
  });

  it('that did not stand yet is not sent any more once somebody touched the claim, or it is resolved', async () => {
    expect(await shown([claimWith([reminded, event('taken', NOW)], { status: 'taken' })])).toEqual([]);
    expect(await shown([claimWith([reminded, event('resolved', NOW)], { status: 'resolved' })])).toEqual([]);
  });
});

function listed(over: Partial<DigestClaim> & { claim: Claim }): DigestClaim {
  return { symptoms: ['Prints too light'], customer: 'Acme', isCallback: false, ...over };
}
const view = { nameOf: (id: string) => `Person ${id.slice(2, 5)}`, linkOf: (id: number) => `https://local.test/${id}` };

describe('a digest', () => {
  it('tells claims by age, callbacks and in whose hands they are, in the day of the channel', () => {
    const claims = [
      listed({ claim: claimWith([], { id: 1, at: NOW - 9 * DAY, handler: nobody }), isCallback: true }),
      listed({ claim: claimWith([], { id: 2, at: NOW - 2 * DAY }) }),
      listed({ claim: claimWith([event('taken', NOW)], { id: 3, at: NOW - 2 * HOUR, status: 'taken' }) }),
    ];
    // It is past midnight already in Auckland.
    const now = Date.UTC(2026, 10, 24, 12);
    const { text, blocks } = bulletinMessage({ kind: 'daily', claims, now, timeZone: 'Pacific/Auckland' }, view);
    expect(text.split('\n')).toEqual([
      'Open claims, 25 November: 3',
      '2 nobody has taken, 1 taken; the oldest waits for 9 days 2 hours; 1 callback',
      'In whose hands: nobody 1, Person BEN 1, Person CAR 1',
      '*A week and older: 1*',
      '• <https://local.test/1|Claim 1> Prints too light, SIM-3500-0042, Acme: 9 days 2 hours, nobody 🔁 callback',
      '*One to seven days: 1*',
      '• <https://local.test/2|Claim 2> Prints too light, SIM-3500-0042, Acme: 2 days 2 hours, Person BEN',
      '*Less than a day: 1*',
      '• <https://local.test/3|Claim 3> Prints too light, SIM-3500-0042, Acme: 4 hours 30 minutes, Person CAR',
    ]);
    expect(validateBlocks(blocks)).toEqual([]);
  });

  it('passes the strict rules and rings nobody, however many claims and whatever they are called', () => {
    fc.assert(
      fc.property(
        hostileText,
        fc.integer({ min: 1, max: 120 }),
        fc.integer({ min: 0, max: 20 }),
        (text, many, days) => {
          const claims = Array.from({ length: many }, (_, id) =>
            listed({
              claim: claimWith([], {
                id,
                serial: text,
                at: NOW - days * DAY,
                handler: { kind: 'user', id: `U0${id}X` },
              }),
              symptoms: [text],
              customer: text,
            }),
          );
          const hostile = { nameOf: () => text, linkOf: () => undefined };
          const daily: Bulletin = { kind: 'daily', claims, now: NOW, timeZone: 'UTC' };
          const messages = [
            bulletinMessage(daily, hostile),
            reminderMessage(sampleDossier({ claim: claimWith([reminded], { serial: text }) }), hostile, reminded),
          ];
          for (const message of messages) {
            expect(validateBlocks(message.blocks)).toEqual([]);
            expect(message.text.replaceAll(/<!date\^[^>]*>/g, '')).not.toMatch(/<[@!]/);
            expect(message.text.length).toBeLessThanOrEqual(3900);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('of a month tells the figures of the desk, and nothing that people wrote of customers', () => {
    const part = { n: 3, of: 4 };
    const report: Report = {
      until: NOW,
      withinMs: 30 * DAY,
      claims: { all: 9, open: 1, taken: 2, resolved: 6 },
      weeks: [],
      evidence: { n: 1, values: [1500] },
      withoutEvidence: 0,
      take: { n: 0 },
      resolve: { n: 9, median: DAY, p90: 3 * DAY },
      firstCall: { ...part, undecided: 1 },
      callbacks: part,
      avoided: part,
      models: Array.from({ length: 7 }, (_, n) => ({ model: `<M-${n}>`, claims: 9 - n, devices: 40 })),
      symptoms: [{ symptom: 'light-print', title: 'Light print', claims: 9 }],
      measures: [],
      rejected: [
        { measure: 'm', title: 'Replace the drum', times: 1, of: 5, reasons: ['Mr Secret of Acme <!channel>'] },
      ],
      noMeasure: { ...part, silent: 0, symptoms: [] },
    };
    const { text, blocks } = bulletinMessage({ kind: 'monthly', month: '2026-10', report }, view);
    expect(text).toContain('How the desk did in October 2026\n*Claims*: 9: 1 open, 2 taken, 6 resolved');
    expect(text).toContain('*Worst models*\n• &lt;M-0&gt;: claims 9, devices 40, claims a device 0.23');
    expect(text).toContain('and 2 more');
    expect(text).toContain('• Replace the drum: how often 20 % (1 of 5)\n');
    expect(text).not.toMatch(/Secret|<!/);
    expect(validateBlocks(blocks)).toEqual([]);
  });
});

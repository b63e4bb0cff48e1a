import { setTimeout as sleep } from 'node:timers/promises';
import { WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import { describe, expect, it } from 'vitest';
import type { ClaimEvent } from '../../src/core/claim.ts';
import type { Dossier } from '../../src/core/dossier.ts';
import { openLanes } from '../../src/slack/outbox/lanes.ts';
import { type OutboxBench, outboxBench } from './an-outbox.ts';
import { NOW, sampleClaim, sampleDossier, sampleFetch } from './dossiers.ts';

const platform = (error: string): Error => new WebAPIPlatformError({ ok: false, error });
const lost = (): Error => new WebAPIRequestError(new Error('socket hang up'));

const storedDossier = (): Dossier =>
  sampleDossier({
    fetches: [sampleFetch({ phase: 'stored', doneAt: undefined, comparisons: [], readings: [], measures: [] })],
  });

const slotsOf = (calls: OutboxBench['calls']): unknown[] => calls.posts.map(({ identity }) => identity['slot']);

describe('show', () => {
  it('posts the card, then the thread in order, and sends the handler a direct message with a link to the card', async () => {
    const { outbox, calls } = outboxBench();
    await outbox.show(sampleDossier());
    expect(slotsOf(calls)).toEqual(expect.arrayContaining(['root', 'comparison', 'items', 'dm:U0BENOKAFO1']));
    expect(calls.posts).toHaveLength(4);
    const [root, ...rest] = calls.posts;
    expect(root).toMatchObject({ channel: 'C0SERVDESK1', identity: { slot: 'root', claim: 12 } });
    const thread = rest.filter(({ threadTs }) => threadTs === root?.ts).map(({ identity }) => identity['slot']);
    expect(thread).toEqual(['comparison', 'items']);
    const dm = rest.find(({ channel }) => channel === 'DU0BENOKAFO1');
    expect(JSON.stringify(dm?.content.blocks)).toContain(`/p${root?.ts}|Open the thread`);
  });

  it('claims each slot on disk before it sends, and notes the ts after', async () => {
    const { outbox, calls, store } = outboxBench();
    const both: string[] = [];
    for (const log of [calls.log, store.log]) {
      const push = log.push.bind(log);
      log.push = (...lines) => {
        both.push(...lines);
        return push(...lines);
      };
    }
    await outbox.show(sampleDossier());
    for (const slot of ['root', 'comparison', 'items']) {
      expect(both.filter((line) => line.endsWith(` ${slot}`))).toEqual([
        `claim ${slot}`,
        `post ${slot}`,
        `fill ${slot}`,
      ]);
    }
  });

  it('posts nothing that waited for its turn while the claim became another process’s to show', async () => {
    const first = outboxBench();
    const claimSlot = first.store.claimSlot.bind(first.store);
    first.store.claimSlot = async (slot) => {
      const claimed = await claimSlot(slot);
      if (slot.slot === 'comparison') first.outbox.forget(12);
      return claimed;
    };
    await expect(first.outbox.show(sampleDossier())).rejects.toThrow('another process');
    await first.outbox.idle();
    expect(slotsOf(first.calls)).not.toContain('comparison');
    first.store.claimSlot = claimSlot;
    const next = outboxBench(first);
    await next.outbox.show(sampleDossier());
    expect(slotsOf(next.calls)).toHaveLength(4);
    expect(new Set(slotsOf(next.calls))).toEqual(new Set(['root', 'comparison', 'items', 'dm:U0BENOKAFO1']));
  });

  it('changes nothing when the same state is shown again, in this process or the next', async () => {
    const first = outboxBench();
    await first.outbox.show(sampleDossier());
    const before = first.calls.log.filter((line) => /^(post|update)/.test(line));
    await first.outbox.show({ ...sampleDossier(), now: NOW + 60_000 });
    const second = outboxBench(first);
    await second.outbox.show({ ...sampleDossier(), now: NOW + 120_000 });
    expect(first.calls.log.filter((line) => /^(post|update)/.test(line))).toEqual(before);
  });

  it('edits what changed in place and leaves the rest alone', async () => {
    const { outbox, calls } = outboxBench();
    await outbox.show(sampleDossier());
    calls.log.length = 0;
    const claim = sampleClaim({ status: 'taken', events: [{ at: NOW, by: 'U0CARLARUI1', what: 'taken' }] });
    await outbox.show(sampleDossier({ claim }));
    // The thread offers other buttons once the claim is taken; the items stay as they are.
    expect(calls.log.filter((line) => line.startsWith('update')).sort()).toEqual([
      'update comparison',
      'update dm:U0BENOKAFO1',
      'update root',
    ]);
    expect(JSON.stringify(calls.posts[0]?.content)).toContain('by Person CAR');
  });

  it('merges states that pile up between two edits; a complete one ends the wait, and everyone who waited is told', async () => {
    // Only a signal ends a pause between two edits; the comparison is not held back.
    const pause = (ms: number, signal?: AbortSignal): Promise<void> =>
      new Promise((resolve) => {
        if (ms < 200_000) resolve();
        signal?.addEventListener('abort', () => resolve());
      });
    const { outbox, calls } = outboxBench(undefined, { editEveryMs: 60_000, pause });
    await outbox.show(storedDossier());
    calls.log.length = 0;
    const reading = (live: number): Dossier => {
      const peers = { eligible: 9, customers: 3, asked: 9, live, stored: 0, pending: 9 - live, missing: 0 };
      return sampleDossier({ fetches: [sampleFetch({ phase: 'reading', doneAt: undefined, peers })] });
    };
    const shown: Promise<void>[] = [];
    for (const live of [1, 2, 3, 4]) {
      shown.push(outbox.show(reading(live)));
      await sleep(5);
    }
    expect(calls.log.filter((line) => line.startsWith('update'))).toEqual([]);
    await Promise.all([...shown, outbox.show(sampleDossier())]);
    expect(calls.log.filter((line) => line === 'update root')).toHaveLength(1);
    expect(calls.posts[0]?.content.text).toContain('Complete');
  });

  it('points from the customer’s message to the card and from the card to the message', async () => {
    const { outbox, calls } = outboxBench();
    const origin = { via: 'message' as const, channel: 'C0CLAIMS001', messageTs: '1699999999.000100' };
    await outbox.show(sampleDossier({ claim: sampleClaim({ origin }) }));
    const pointer = calls.posts.find(({ identity }) => identity['slot'] === 'pointer');
    expect(pointer).toMatchObject({ channel: 'C0CLAIMS001', threadTs: '1699999999.000100' });
    expect(JSON.stringify(calls.posts[0]?.content)).toContain('/p1699999999.000100|the message that said it');
  });

  it('sends no direct message to a group or to nobody, and nothing at all for a claim from the terminal', async () => {
    const { outbox, calls } = outboxBench();
    await outbox.show(sampleDossier({ claim: sampleClaim({ handler: { kind: 'group', id: 'S0TONERDESK' } }) }));
    expect(slotsOf(calls)).toEqual(['root', 'comparison', 'items']);
    await outbox.show(sampleDossier({ claim: sampleClaim({ id: 13, origin: { via: 'terminal' } }) }));
    expect(calls.posts).toHaveLength(3);
  });
});

describe('a message stands once', () => {
  it('when the process ended after Slack took it and before its ts was noted', async () => {
    const first = outboxBench();
    await first.outbox.show(sampleDossier());
    // What the disk says when the process is killed between sending and noting, at each message in turn.
    for (const slot of ['root', 'comparison', 'items', 'dm:U0BENOKAFO1']) {
      const key = `12 ${slot}`;
      const { ts: _ts, digest: _digest, ...claimed } = first.store.slots.get(key)!;
      first.store.slots.set(key, claimed);
      const next = outboxBench(first);
      await next.outbox.show(sampleDossier());
      expect(slotsOf(next.calls)).toHaveLength(4);
      expect(next.store.slots.get(key)?.ts).toBe(
        first.calls.posts.find(({ identity }) => identity['slot'] === slot)?.ts,
      );
    }
  });

  it('when the process ended after claiming the slot and before sending', async () => {
    const { outbox, calls, store } = outboxBench();
    await store.claimSlot({ claimId: 12, slot: 'root', channel: 'C0SERVDESK1' });
    await outbox.show(sampleDossier());
    expect(calls.log.slice(0, 4)).toContain('find root');
    expect(slotsOf(calls).filter((slot) => slot === 'root')).toHaveLength(1);
  });

  it('when the answer was lost on the way', async () => {
    const { outbox, calls, logged } = outboxBench();
    calls.fail('post', lost(), true);
    await outbox.show(sampleDossier());
    expect(calls.posts).toHaveLength(4);
    expect(new Set(slotsOf(calls))).toEqual(new Set(['root', 'comparison', 'items', 'dm:U0BENOKAFO1']));
    expect(calls.log).toContain('find root');
    expect(logged).toContain('slack.no-answer');
  });

  it('when the call never arrived', async () => {
    const { outbox, calls } = outboxBench();
    calls.fail('post', lost());
    await outbox.show(sampleDossier());
    expect(slotsOf(calls).filter((slot) => slot === 'root')).toHaveLength(1);
  });
});

describe('trouble with Slack', () => {
  it('falls back to plain text when Slack refuses the blocks', async () => {
    const { outbox, calls, logged } = outboxBench();
    calls.fail('post', platform('invalid_blocks'));
    await outbox.show(sampleDossier());
    expect(calls.posts[0]?.content.blocks).toEqual([]);
    expect(calls.posts[0]?.content.text).toContain('Drum charge, black');
    expect(logged).toContain('slack.blocks-refused');
  });

  it('waits as long as Slack says, in that channel only', async () => {
    const events: string[] = [];
    const lanes = openLanes({ postsPerSecond: null, log: () => undefined });
    let isLimited = true;
    const slow = lanes.post('C1', 1, async () => {
      if (isLimited) {
        isLimited = false;
        events.push('limited');
        throw new WebAPIRateLimitedError(0.2);
      }
      events.push('C1');
    });
    await sleep(20);
    await lanes.post('C2', 1, async () => void events.push('C2'));
    await slow;
    expect(events).toEqual(['limited', 'C2', 'C1']);
  });

  it('lets a root go before what waits for the same channel, and keeps the pace', async () => {
    const lanes = openLanes({ postsPerSecond: 20, log: () => undefined });
    const order: string[] = [];
    const at: number[] = [];
    const send = (name: string, priority: number): Promise<void> =>
      lanes.post('C1', priority, async () => {
        order.push(name);
        at.push(performance.now());
      });
    await Promise.all([send('first', 1), send('items', 2), send('root', 4)]);
    expect(order).toEqual(['first', 'root', 'items']);
    expect(at[2]! - at[0]!).toBeGreaterThanOrEqual(95);
  });

  it('gives up a message that Slack refuses for good, and says once who is outside', async () => {
    const { outbox, calls, outside } = outboxBench();
    calls.fail('post', platform('not_in_channel'));
    await outbox.show(sampleDossier());
    expect(calls.posts).toEqual([]);
    expect(outside).toEqual([12]);
  });

  describe('in an expert’s channel', () => {
    const escalated = { at: NOW, by: 'U0CARLARUI1', what: 'escalated' as const, to: 'C0EXPERTS01', note: 'why' };
    const taken = { at: NOW + 1, by: 'U0BENOKAFO1', what: 'taken' as const };

    /** One change of a claim, by a process that works on it no longer afterwards. */
    async function change({ outbox }: OutboxBench, ...events: ClaimEvent[]): Promise<void> {
      await outbox.show(sampleDossier({ claim: sampleClaim({ events: [...sampleClaim().events, ...events] }) }));
      outbox.forget(12);
    }

    /** Slack takes nothing there until `letIn` is called. */
    function closed({ calls }: OutboxBench, code: string): { letIn: () => void } {
      const post = calls.post.bind(calls);
      const find = calls.find.bind(calls);
      let isIn = false;
      const refuse = (channel: string): void => {
        if (channel === 'C0EXPERTS01' && !isIn) throw platform(code);
      };
      calls.post = async (to, ...rest) => {
        refuse(to.channel);
        return post(to, ...rest);
      };
      calls.find = async (at, ...rest) => {
        refuse(at.channel);
        return find(at, ...rest);
      };
      return {
        letIn: () => {
          isIn = true;
        },
      };
    }

    it('a refusal is told once, and a later escalation is posted alone', async () => {
      const made = outboxBench();
      const { letIn } = closed(made, 'not_in_channel');
      await change(made, escalated);
      await change(made, escalated, taken);
      expect(made.calls.whispers.map(({ userId, content }) => [userId, content.text])).toEqual([
        ['U0CARLARUI1', expect.stringContaining('<#C0EXPERTS01>: invite me there')],
      ]);
      letIn();
      await change(made, escalated, taken, { ...escalated, at: NOW + 2 });
      await change(made, escalated, taken, { ...escalated, at: NOW + 2 }, taken);
      const there = made.calls.posts.filter(({ channel }) => channel === 'C0EXPERTS01');
      expect(there.map(({ identity }) => identity['slot'])).toEqual(['expert:3']);
    });

    it('a refusal that no invitation mends is told with what Slack says', async () => {
      const made = outboxBench();
      closed(made, 'is_archived');
      await change(made, escalated);
      expect(made.calls.whispers[0]?.content.text).toMatch(/could not be posted in <#C0EXPERTS01>: .*is_archived/);
      expect(made.calls.whispers[0]?.content.text).not.toContain('invite');
    });
  });

  it('shows the claim although the handler cannot be reached', async () => {
    const { outbox, calls } = outboxBench();
    calls.fail('open', platform('user_disabled'));
    await outbox.show(sampleDossier());
    expect(slotsOf(calls)).toEqual(['root', 'comparison', 'items']);
  });

  it('fails when Slack stays silent, and delivers when it is asked again later', async () => {
    const { outbox, calls } = outboxBench();
    for (let index = 0; index < 6; index += 1) calls.fail('post', lost());
    await expect(outbox.show(sampleDossier())).rejects.toMatchObject({ code: 'slack_failed' });
    await outbox.show(sampleDossier());
    expect(slotsOf(calls).filter((slot) => slot === 'root')).toHaveLength(1);
    expect(calls.posts).toHaveLength(4);
  });

  it('gives up nothing while Slack does not take our token, and delivers all of it with one that it takes', async () => {
    for (const code of ['token_revoked', 'invalid_auth', 'account_inactive']) {
      const first = outboxBench();
      first.calls.fail('post', platform(code));
      await expect(first.outbox.show(sampleDossier())).rejects.toMatchObject({ code: 'slack_failed' });
      expect(first.logged).toContain('slack.barred');
      expect(first.outside).toEqual([]);
      const { outbox, calls } = outboxBench(first);
      await outbox.show(sampleDossier());
      expect(new Set(slotsOf(calls))).toEqual(new Set(['root', 'comparison', 'items', 'dm:U0BENOKAFO1']));
      expect(slotsOf(calls)).toHaveLength(4);
    }
  });

  it('tells those who wait when it is stopped', async () => {
    const { outbox, calls } = outboxBench();
    calls.fail('post', new WebAPIRateLimitedError(30));
    const shown = outbox.show(sampleDossier());
    await sleep(30);
    const told = expect(shown).rejects.toMatchObject({ code: 'slack_failed' });
    await outbox.stop();
    await told;
  });
});

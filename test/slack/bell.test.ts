import { describe, expect, it } from 'vitest';
import type { ClaimEvent } from '../../src/core/claim.ts';
import type { Dossier } from '../../src/core/dossier.ts';
import { validateBlocks } from '../../src/demo/slack/validate-blocks.ts';
import { rootCard } from '../../src/slack/blocks/root-card.ts';
import { claimOfThread } from '../../src/slack/listeners/claim-of-thread.ts';
import { onAction } from '../../src/slack/listeners/on-action.ts';
import { outboxBench } from './an-outbox.ts';
import { NOW, sampleClaim, sampleDossier } from './dossiers.ts';
import { fakeCalls, fakeRoom, memoryStore } from './fakes.ts';

const DAY = 86_400_000;
const RANG: ClaimEvent = {
  at: NOW,
  by: 'claimscope',
  what: 'rang',
  to: 'C0QUALITY01',
  bell: {
    kind: 'firmware',
    value: '<2.1>',
    model: 'SIM3500',
    symptom: 'light-print',
    claims: [3, 8, 12],
    devices: 3,
    customers: 2,
    windowMs: 14 * DAY,
    usual: 0.08,
    chance: 1 / 41_234,
  },
};
const GATHERED: ClaimEvent = { at: NOW + 1, by: 'claimscope', what: 'gathered', gathers: [20] };

function rung(...events: ClaimEvent[]): Dossier {
  return sampleDossier({ claim: sampleClaim({ events: [...sampleClaim().events, RANG, ...events] }) });
}

/** Slack in memory that shows states one after the other, each by a process of its own over the same disk. */
async function shown(...states: Dossier[]): Promise<ReturnType<typeof fakeCalls>> {
  const calls = fakeCalls();
  const store = memoryStore();
  for (const id of [3, 8]) {
    await store.claimSlot({ claimId: id, slot: 'root', channel: 'C0SERVDESK1' });
    await store.fillSlot(id, 'root', { ts: `17.${id}`, channel: 'C0SERVDESK1', digest: '' });
  }
  for (const dossier of states) {
    const { outbox } = outboxBench({ calls, store });
    await outbox.show(dossier);
  }
  return calls;
}

describe('a bell', () => {
  it('is one message in the channel it is told in, with its claims by link in its thread, whichever process shows it', async () => {
    const { posts } = await shown(rung(), rung(), rung(GATHERED));
    const bells = posts.filter(({ identity }) => identity['slot'] === 'bell');
    expect(bells).toHaveLength(1);
    const [bell] = bells;
    expect(bell).toMatchObject({ channel: 'C0QUALITY01' });
    expect(bell?.threadTs).toBeUndefined();
    expect(validateBlocks(bell?.content.blocks ?? [])).toEqual([]);
    const text = bell?.content.text ?? '';
    expect(text).toContain('More claims than usual: Prints too light on SIM-3500, firmware &lt;2.1&gt;');
    expect(text).toContain('3 devices of 2 customers within 14 days; usual 0.1');
    expect(text).toContain('once in 41,000 looks');
    expect(text).toMatch(/<https:\S+\|claim 3>/);
    expect(text).not.toMatch(/<@|<!/);
    expect(text).not.toContain('Apotheke');
    const replies = posts.filter(({ identity }) => String(identity['slot']).startsWith('bell:'));
    expect(new Set(replies.map(({ identity }) => identity['slot']))).toEqual(
      new Set(['bell:12', 'bell:20', 'bell:3', 'bell:8']),
    );
    for (const reply of replies) expect(reply).toMatchObject({ channel: 'C0QUALITY01', threadTs: bell?.ts });
  });

  it('asks Slack for the link to a claim once, however many claims show it', async () => {
    const { outbox, calls, store } = outboxBench();
    for (const id of [3, 8]) {
      await store.claimSlot({ claimId: id, slot: 'root', channel: 'C0SERVDESK1' });
      await store.fillSlot(id, 'root', { ts: `17.${id}`, channel: 'C0SERVDESK1', digest: '' });
    }
    const asked: string[] = [];
    const told = { ...calls };
    calls.permalink = (channel, ts) => {
      asked.push(ts);
      return told.permalink(channel, ts);
    };
    await outbox.show(rung());
    const other = rung();
    await outbox.show({ ...other, claim: { ...other.claim, id: 40 } });
    expect(asked.filter((ts) => ts.startsWith('17.')).toSorted()).toEqual(['17.3', '17.8']);
    expect(calls.posts.filter(({ identity }) => identity['slot'] === 'bell')).toHaveLength(2);
  });

  it('says by an edit what it gathered and how it was answered, and has no buttons then', async () => {
    const by = { at: NOW + 2, by: 'U0CARLARUI1' };
    for (const [event, said] of [
      [{ ...by, what: 'bell-resolved' as const }, 'Answered by'],
      [{ ...by, what: 'bell-muted' as const, until: NOW + 30 * DAY }, 'Muted by'],
    ] as const) {
      const { posts } = await shown(rung(), rung(GATHERED, event));
      const bell = posts.find(({ identity }) => identity['slot'] === 'bell');
      expect(bell?.content.text).toContain('4 claims by now.');
      expect(bell?.content.text).toContain(said);
      expect(JSON.stringify(bell?.content.blocks)).not.toContain('claim_bell');
    }
    const standing = (await shown(rung())).posts.find(({ identity }) => identity['slot'] === 'bell');
    expect(JSON.stringify(standing?.content.blocks)).toContain('claim_bell_mute');
  });

  it('is no word on the card of the claim that rang it, where a customer may read; a claim of the desk says whose it is', () => {
    const said = (...events: ClaimEvent[]): string => JSON.stringify(rootCard(rung(...events)).blocks);
    expect(said(GATHERED)).toBe(JSON.stringify(rootCard(sampleDossier()).blocks));
    expect(said({ at: NOW, by: 'claimscope', what: 'gathered', under: 9 })).toContain('gathered with claim 9');
  });

  it('has a thread that is of no one claim: what is said there may be about any it gathered', async () => {
    const { room, store } = fakeRoom();
    store.claims.set(1, sampleClaim({ id: 1, events: [RANG] }));
    for (const [slot, ts] of [
      ['root', '16.1'],
      ['bell', '17.1'],
    ] as const) {
      await store.claimSlot({ claimId: 1, slot, channel: 'C0QUALITY01' });
      await store.fillSlot(1, slot, { ts, channel: 'C0QUALITY01', digest: '' });
    }
    const of = async (threadTs: string): Promise<number | undefined> =>
      (await claimOfThread(room, { channel: 'C0QUALITY01', threadTs }))?.id;
    expect([await of('16.1'), await of('17.1'), await of('18.1')]).toEqual([1, undefined, undefined]);
  });

  it('is answered or muted by a button, of the claim that rang it alone', async () => {
    const made = fakeRoom();
    const claim = sampleClaim({ id: 1, events: [RANG] });
    made.store.claims.set(1, claim);
    await made.store.claimSlot({ claimId: 1, slot: 'bell', channel: 'C0QUALITY01' });
    await made.store.fillSlot(1, 'bell', { ts: '17.1', channel: 'C0QUALITY01', digest: '' });
    const press = (actionId: string, value: string): Promise<void> =>
      onAction(made.room, {
        press: {
          actionId,
          value,
          actionTs: '1.1',
          user: 'U0CARLARUI1',
          channel: 'C0QUALITY01',
          messageTs: '17.1',
          isEphemeral: false,
          triggerId: '1.1.a',
        },
        ack: async () => undefined,
        respond: async () => undefined,
      });
    await press('claim_bell_mute', '2');
    expect(made.desk.done).toEqual([]);
    await press('claim_bell_mute', '1');
    await press('claim_bell_answered', '1');
    expect(made.desk.done).toEqual(['bell-muted 1 U0CARLARUI1', 'bell-resolved 1 U0CARLARUI1']);
  });
});

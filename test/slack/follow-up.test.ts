import { describe, expect, it } from 'vitest';
import type { ClaimEvent, Handler } from '../../src/core/claim.ts';
import type { Dossier } from '../../src/core/dossier.ts';
import { validateBlocks } from '../../src/demo/slack/validate-blocks.ts';
import { rootCard } from '../../src/slack/blocks/root-card.ts';
import { outboxBench } from './an-outbox.ts';
import { NOW, sampleClaim, sampleDossier } from './dossiers.ts';
import { fakeCalls, memoryStore } from './fakes.ts';

const percent = (number: number) => ({ kind: 'number' as const, number, unit: 'percent' as const });

/** A resolved claim that was looked at again. */
function lookedAt(what: 'held' | 'reopened' | 'unproven', handler?: Handler): Dossier {
  const verdict = { held: 'back' as const, reopened: 'off' as const, unproven: 'unknown' as const }[what];
  const row = { title: '<Drum>', before: percent(3), now: percent(98), decides: true, verdict };
  const pages = { kind: 'known' as const, number: 620, unit: 'impressions' as const };
  const events: ClaimEvent[] = [
    ...sampleClaim().events,
    { at: NOW, by: 'U0CARLARUI1', what: 'resolved' },
    { at: NOW + 9, by: 'claimscope', what, followUp: { pages, rows: [row] } },
  ];
  const status = what === 'reopened' ? 'open' : 'resolved';
  return sampleDossier({ claim: sampleClaim({ status, events, ...(handler === undefined ? {} : { handler }) }) });
}

/** Slack in memory that shows a dossier as several processes after each other, and what it posted. */
async function shown(dossier: Dossier, times = 2): Promise<ReturnType<typeof fakeCalls>['posts']> {
  const calls = fakeCalls();
  const store = memoryStore();
  for (let time = 0; time < times; time += 1) {
    const { outbox } = outboxBench({ calls, store });
    await outbox.show({ ...dossier, now: dossier.now + time });
  }
  return calls.posts;
}

describe('a claim that was looked at again', () => {
  it('has one line in its old thread, with the figures before and after, whichever process shows it', async () => {
    for (const what of ['held', 'unproven'] as const) {
      const posts = await shown(lookedAt(what));
      const root = posts.find(({ identity }) => identity['slot'] === 'root');
      const lines = posts.filter(({ identity }) => String(identity['slot']).startsWith('follow-up'));
      expect(lines).toHaveLength(1);
      expect(lines[0]).toMatchObject({ threadTs: root?.ts });
      expect(validateBlocks(lines[0]?.content.blocks ?? [])).toEqual([]);
      expect(lines[0]?.content.text).toContain('&lt;Drum&gt; 3 % before, 98 % now');
      expect(posts.some(({ identity }) => String(identity['slot']).startsWith('callback'))).toBe(false);
    }
  });

  it('and came back is told once, directly, to who is in charge', async () => {
    const posts = await shown(lookedAt('reopened'));
    const told = posts.filter(({ identity }) => String(identity['slot']).startsWith('callback'));
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ channel: 'DU0BENOKAFO1' });
    expect(validateBlocks(told[0]?.content.blocks ?? [])).toEqual([]);
    expect(told[0]?.content.text).toContain('is open again: Prints too light');
    expect(told[0]?.content.text).toContain('Open the thread>');
    const line = posts.find(({ identity }) => String(identity['slot']).startsWith('follow-up'));
    expect(line?.content.text).toMatch(/^🔁 It has come back \(620 impressions since\), and the claim is open again/);
    expect(line?.content.text).not.toContain('<@');
  });

  it('and came back is told to a group in the thread, since it has no direct messages', async () => {
    const posts = await shown(lookedAt('reopened', { kind: 'group', id: 'S0TONERDESK' }), 1);
    const line = posts.find(({ identity }) => String(identity['slot']).startsWith('follow-up'));
    expect(line?.content.text).toMatch(/^<!subteam\^S0TONERDESK>, 🔁 /);
    expect(posts.some(({ identity }) => String(identity['slot']).startsWith('callback'))).toBe(false);
  });

  it('shows so on its card', () => {
    const said = (what: 'held' | 'reopened' | 'unproven'): string => JSON.stringify(rootCard(lookedAt(what)).blocks);
    expect(said('held')).toContain('Looked at again: the fix has held by claimscope');
    expect(said('unproven')).toContain('nobody knows whether the fix held by claimscope');
    expect(said('reopened')).toContain('*Open* again: nobody has taken it yet');
    expect(said('reopened')).toContain('Looked at again: it has come back by claimscope');
  });
});

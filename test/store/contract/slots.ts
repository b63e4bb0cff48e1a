import { describe, expect, it } from 'vitest';
import { useStore } from './opened-store.ts';
import type { OpenStore } from './opened-store.ts';
import { aClaim, HOSTILE_TEXTS } from './samples.ts';

/** Messages of ours, as every store keeps them. */
export function describeSlots(open: OpenStore): void {
  describe('slots', () => {
    const at = useStore(open);
    async function addClaimId(sourceKey = 'command:1'): Promise<number> {
      return (await at.store().addClaim(aClaim({ sourceKey }))).claim.id;
    }

    it('gives the right to send once, and what was sent afterwards', async () => {
      const claimId = await addClaimId();
      const wanted = { claimId, slot: 'root', channel: 'C1' };
      expect(await at.store().claimSlot(wanted)).toEqual({ slot: wanted, isNew: true });
      expect(await at.store().claimSlot({ ...wanted, channel: 'C9' })).toEqual({ slot: wanted, isNew: false });
      await at.store().fillSlot(claimId, 'root', { ts: '1.1', channel: 'C2', digest: 'd1' });
      const filled = { claimId, slot: 'root', channel: 'C2', ts: '1.1', digest: 'd1' };
      expect(await at.store().claimSlot(wanted)).toEqual({ slot: filled, isNew: false });
      await at.store().fillSlot(claimId, 'root', { ts: '1.1', channel: 'C2', digest: 'd2' });
      expect(await at.store().listSlots(claimId)).toEqual([{ ...filled, digest: 'd2' }]);
    });

    it('gives the right to one of many at once', async () => {
      const claimId = await addClaimId();
      const claims = await Promise.all(
        Array.from({ length: 30 }, () => at.store().claimSlot({ claimId, slot: 'root', channel: 'C1' })),
      );
      expect(claims.filter((one) => one.isNew)).toHaveLength(1);
    });

    it('keeps slots of one name of two claims apart, and lists them in the order they were claimed', async () => {
      const [one, two] = [await addClaimId('1'), await addClaimId('2')];
      for (const slot of ['root', 'items', 'comparison:0', 'a']) {
        await at.store().claimSlot({ claimId: one, slot, channel: 'C1', threadTs: '1.1' });
      }
      expect((await at.store().claimSlot({ claimId: two, slot: 'root', channel: 'C1' })).isNew).toBe(true);
      expect((await at.store().listSlots(one)).map((slot) => slot.slot)).toEqual([
        'root',
        'items',
        'comparison:0',
        'a',
      ]);
      expect((await at.store().listSlots(one))[0]?.threadTs).toBe('1.1');
      expect(await at.store().listSlots(two)).toHaveLength(1);
    });

    it('refuses a slot of a claim that does not exist, and filling one that was never claimed', async () => {
      await expect(at.store().claimSlot({ claimId: 7, slot: 'root', channel: 'C1' })).rejects.toMatchObject({
        code: 'not_found',
      });
      const claimId = await addClaimId();
      const sent = { ts: '1.1', channel: 'C1', digest: 'd' };
      await expect(at.store().fillSlot(claimId, 'root', sent)).rejects.toMatchObject({ code: 'not_found' });
    });

    it('finds the claim of a root message and of a thread, in its own channel only', async () => {
      const [one, two] = [await addClaimId('1'), await addClaimId('2')];
      await at.store().claimSlot({ claimId: one, slot: 'root', channel: 'C1' });
      expect(await at.store().findClaimByMessage('C1', '1.1')).toBeUndefined();
      await at.store().fillSlot(one, 'root', { ts: '1.1', channel: 'C1', digest: 'd' });
      await at.store().claimSlot({ claimId: one, slot: 'items', channel: 'C1', threadTs: '1.1' });
      await at.store().fillSlot(one, 'items', { ts: '1.2', channel: 'C1', digest: 'd' });
      await at.store().claimSlot({ claimId: two, slot: 'root', channel: 'C1', threadTs: '2.0' });
      expect(await at.store().findClaimByMessage('C1', '1.1')).toBe(one);
      expect(await at.store().findClaimByMessage('C1', '2.0')).toBe(two);
      expect(await at.store().findClaimByMessage('C1', '1.2')).toBeUndefined();
      expect(await at.store().findClaimByMessage('C2', '1.1')).toBeUndefined();
    });

    it('takes the root before a thread, and the newest claim of a thread', async () => {
      const [one, two, three] = [await addClaimId('1'), await addClaimId('2'), await addClaimId('3')];
      await at.store().claimSlot({ claimId: three, slot: 'root', channel: 'C1', threadTs: '5.0' });
      await at.store().claimSlot({ claimId: two, slot: 'root', channel: 'C1', threadTs: '5.0' });
      expect(await at.store().findClaimByMessage('C1', '5.0')).toBe(three);
      await at.store().claimSlot({ claimId: one, slot: 'root', channel: 'C1' });
      await at.store().fillSlot(one, 'root', { ts: '5.0', channel: 'C1', digest: 'd' });
      expect(await at.store().findClaimByMessage('C1', '5.0')).toBe(one);
    });

    it('follows a message that went to another channel than was meant', async () => {
      const claimId = await addClaimId();
      await at.store().claimSlot({ claimId, slot: 'root', channel: 'U7', threadTs: '9.0' });
      await at.store().fillSlot(claimId, 'root', { ts: '9.1', channel: 'D7', digest: 'd' });
      expect(await at.store().findClaimByMessage('D7', '9.1')).toBe(claimId);
      expect(await at.store().findClaimByMessage('D7', '9.0')).toBe(claimId);
      expect(await at.store().findClaimByMessage('U7', '9.0')).toBeUndefined();
    });

    it('keeps hostile names, channels and digests apart and as they are', async () => {
      const claimId = await addClaimId();
      for (const text of HOSTILE_TEXTS) {
        const { isNew } = await at.store().claimSlot({ claimId, slot: text, channel: text, threadTs: text });
        expect(isNew, JSON.stringify(text)).toBe(true);
        await at.store().fillSlot(claimId, text, { ts: text, channel: text, digest: text });
        expect(await at.store().findClaimByMessage(text, text)).toBe(claimId);
      }
      expect(await at.store().listSlots(claimId)).toEqual(
        HOSTILE_TEXTS.map((text) => ({ claimId, slot: text, channel: text, threadTs: text, ts: text, digest: text })),
      );
    });

    it('keeps slots over a restart, also one that was being sent', async () => {
      const claimId = await addClaimId();
      await at.store().claimSlot({ claimId, slot: 'root', channel: 'C1' });
      await at.store().fillSlot(claimId, 'root', { ts: '1.1', channel: 'C1', digest: 'd' });
      await at.store().claimSlot({ claimId, slot: 'items', channel: 'C1', threadTs: '1.1' });
      const before = await at.store().listSlots(claimId);
      const store = await at.reopen();
      expect(await store.listSlots(claimId)).toEqual(before);
      expect((await store.claimSlot({ claimId, slot: 'items', channel: 'C1' })).isNew).toBe(false);
      expect(await store.findClaimByMessage('C1', '1.1')).toBe(claimId);
    });
  });
}

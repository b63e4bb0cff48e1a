import { describe, expect, it } from 'vitest';
import { useStore } from './opened-store.ts';
import type { OpenStore } from './opened-store.ts';
import { aDevice, HOSTILE_TEXTS } from './samples.ts';

/** What devices were seen to be, as every store keeps it. */
export function describeLearnt(open: OpenStore): void {
  describe('what was learnt', () => {
    const at = useStore(open);

    it('is nothing at first, and is given in the order asked', async () => {
      await at.store().learnDevices([]);
      await at.store().learnDevices([{ serial: 'b 1', kind: 'silent', at: 5 }]);
      const [none, known] = await at.store().listLearnt(['A', 'B1']);
      expect(none).toBeUndefined();
      expect(known).toEqual({ silences: 1, silentAt: 5 });
      expect(await at.store().listLearnt([])).toEqual([]);
    });

    it('outlives the process and what is registered anew, and takes many sightings of one device in order', async () => {
      await at.store().putDevices([aDevice({ serial: 'A' })]);
      await at.store().learnDevices([
        { serial: 'A', kind: 'silent', at: 1 },
        { serial: 'A', kind: 'answered', at: 2, address: '127.0.0.1', model: 'M "1"', firmware: '1.2' },
        { serial: 'a', kind: 'silent', at: 3 },
      ]);
      await at.store().putDevices([aDevice({ serial: 'A', address: '127.0.0.2' })]);
      const store = await at.reopen();
      expect(await store.listLearnt(['A'])).toEqual([
        { silences: 1, silentAt: 3, answeredAt: 2, address: '127.0.0.1', model: 'M "1"', firmware: '1.2' },
      ]);
    });

    it('loses no sighting of many that arrive at once', async () => {
      const sightings = Array.from({ length: 30 }, (_, n) => ({ serial: 'S', kind: 'silent' as const, at: 10 + n }));
      for (const seen of sightings.slice(0, 10)) await at.store().learnDevices([seen]);
      await Promise.all(
        Array.from({ length: 8 }, () => at.store().learnDevices([{ serial: 'S', kind: 'silent', at: 99 }])),
      );
      expect((await at.store().listLearnt(['S']))[0]?.silences).toBe(18);
    });

    it('keeps hostile texts as they are', async () => {
      await at.store().learnDevices(
        HOSTILE_TEXTS.map((text, n) => ({
          serial: `${n}${text}`,
          kind: 'other' as const,
          at: n,
          address: text,
          saidSerial: text,
        })),
      );
      const kept = await at.store().listLearnt(HOSTILE_TEXTS.map((text, n) => `${n}${text}`));
      expect(kept.map((learnt) => learnt?.otherAt?.serial)).toEqual([...HOSTILE_TEXTS]);
    });
  });
}

import { describe, expect, it } from 'vitest';
import { describeCases } from './contract/cases.ts';
import { describeClaims } from './contract/claims.ts';
import { describeDesk } from './contract/desk.ts';
import { describeDevices } from './contract/devices.ts';
import { describeFetches } from './contract/fetches.ts';
import { describeHistory } from './contract/history.ts';
import { describeIncoming } from './contract/incoming.ts';
import { describeInstallations } from './contract/installations.ts';
import type { OpenStore } from './contract/opened-store.ts';
import { useStore } from './contract/opened-store.ts';
import { describeLearnt } from './contract/learnt.ts';
import { describeNames } from './contract/names.ts';
import { describePace } from './contract/pace.ts';
import { describeReadings } from './contract/readings.ts';
import { describeRecords } from './contract/records.ts';
import { aClaim, aDevice, aReading } from './contract/samples.ts';
import { describeRung } from './contract/rung.ts';
import { describeSlots } from './contract/slots.ts';
import { describeTallies } from './contract/tallies.ts';
import { describeWatched } from './contract/watched.ts';

/** What every store must do; `open` gives an empty one for each test. */
export function describeStore(name: string, open: OpenStore): void {
  describe(name, () => {
    describeDevices(open);
    describeNames(open);
    describeLearnt(open);
    describeClaims(open);
    describeRecords(open);
    describeCases(open);
    describeWatched(open);
    describeRung(open);
    describeFetches(open);
    describeReadings(open);
    describeHistory(open);
    describeSlots(open);
    describeIncoming(open);
    describeDesk(open);
    describeInstallations(open);
    describeTallies(open);
    describeClosing(open);
    describePace(name, open);
  });
}

function describeClosing(open: OpenStore): void {
  describe('closing', () => {
    const at = useStore(open);

    it('finishes what was asked before it closes', async () => {
      const store = at.store();
      const pending = [
        store.saveReadings([{ serial: 'S1', readings: [aReading()] }]),
        store.putDevices([aDevice()]),
        store.addClaim(aClaim()),
      ];
      await store.close();
      await Promise.all(pending);
      const again = await at.reopen();
      expect(await again.latestReadings(['S1'], ['copies.total'], 0)).toHaveLength(1);
      expect(await again.countDevices()).toBe(1);
      expect(await again.listClaims({ limit: 5 })).toHaveLength(1);
    });

    it('closes twice, and rejects everything afterwards with store_failed', async () => {
      const store = at.store();
      await store.close();
      await store.close();
      const calls = [
        store.getDevice('S1'),
        store.putDevices([aDevice()]),
        store.addClaim(aClaim()),
        store.listClaims({ limit: 1 }),
        store.saveReadings([{ serial: 'S1', readings: [aReading()] }]),
        store.latestReadings(['S1'], ['copies.total'], 0),
        store.listPast(['S1']),
        store.claimSlot({ claimId: 1, slot: 'root', channel: 'C1' }),
        store.addIncoming('k', {}, 1),
        store.listUnfinished(),
      ];
      for (const call of await Promise.allSettled(calls)) {
        expect(call).toMatchObject({ status: 'rejected', reason: { code: 'store_failed' } });
      }
    });
  });
}

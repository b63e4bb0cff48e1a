import * as fc from 'fast-check';
import type { Store } from '../../src/core/ports.ts';
import { lineOf } from '../../src/store/store-record.ts';
import type { StoreSource } from '../../src/store/store-record.ts';
import {
  aClaim,
  aDevice,
  anAbsent,
  anEvent,
  anyClaim,
  anyDevice,
  anyReading,
  aReading,
  completed,
  HOSTILE_TEXTS,
} from './contract/samples.ts';

const CLAIMS = 15;

/** How many claims it fills a store with; the last is one that others joined. */
export const CLAIMS_FILLED = CLAIMS + HOSTILE_TEXTS.length + 1;

/** Fills a store with everything that a store can hold, hostile texts wherever a text can be. */
export async function fillStore(store: Store): Promise<void> {
  const seed = { seed: 7, numRuns: 40 };
  const devices = fc.sample(anyDevice, seed);
  await store.putDevices([
    ...devices,
    ...HOSTILE_TEXTS.map((serial) => aDevice({ serial, model: serial, aliases: [serial] })),
  ]);
  const serials = [...HOSTILE_TEXTS, 'never registered', '}x'];
  await store.learnDevices(
    serials.map((serial, n) => ({ serial, at: n, kind: 'answered', address: serial, model: serial })),
  );
  const readings = fc.sample(anyReading, seed);
  for (const [n, serial] of serials.entries()) {
    for (let visit = 0; visit < 12; visit++) {
      const at = visit * 3_600_000;
      const total = aReading({ at, value: { kind: 'number', number: visit * 10 + n, unit: 'impressions' } });
      const state = aReading({ item: serial, part: serial, at, value: { kind: 'state', state: `s${visit % 3}` } });
      await store.saveReadings([{ serial, readings: [total, state, anAbsent({ item: 'supply.toner', at })] }]);
    }
    await store.saveReadings([{ serial, readings: readings.slice(n, n + 5) }]);
  }
  for (const [n, text] of HOSTILE_TEXTS.entries()) {
    const note = { at: n, by: text, what: 'channel-set' as const, channel: text };
    await store.setChannel(text, { language: text, handler: { kind: 'user', id: text } }, note);
    // The same twice are two notes.
    await store.addNote(note);
  }
  for (const [n, text] of HOSTILE_TEXTS.entries()) {
    await store.putInstallation({ team: text, at: n, key: text, sealed: text });
  }
  const claims = [
    ...fc.sample(anyClaim, { seed: 7, numRuns: CLAIMS }),
    ...HOSTILE_TEXTS.map((text) => aClaim({ sourceKey: `k${text}`, words: text, serial: text })),
  ];
  for (const [n, given] of claims.entries()) {
    const { claim } = await store.addClaim({ ...given, sourceKey: `${n}:${given.sourceKey}` });
    const text = HOSTILE_TEXTS[n % HOSTILE_TEXTS.length] ?? '';
    const resolution = { cause: 'other' as const, measure: 'drum', proposed: ['drum'] };
    const ended =
      n % 3 === 1 ? {} : { what: 'resolved' as const, resolution, ended: { model: 'M-1', symptoms: ['noise'] } };
    if (n % 3 > 0)
      await store.changeClaim(claim.id, {
        status: n % 3 === 1 ? 'taken' : 'resolved',
        event: anEvent({ note: text, ...ended }),
      });
    if (n % 5 === 0) {
      const about = { kind: 'model' as const, model: text, symptom: 'noise', claims: [n], devices: 3, customers: 2 };
      const bell = { ...about, windowMs: 1, usual: 0, chance: 0.5 };
      await store.changeClaim(claim.id, { event: anEvent({ what: 'rang', bell, to: text }) });
    }
    const { fetch } = await store.addFetch(claim.id, { key: `press ${text}`, by: text, askedAt: 5 });
    if (n % 2 === 0) await store.sealFetch(claim.id, completed(fetch, { warnings: [text] }));
    await store.claimSlot({ claimId: claim.id, slot: 'root', channel: 'C1' });
    await store.fillSlot(claim.id, 'root', { ts: `1.${n}`, channel: 'C1', digest: text });
    await store.claimSlot({ claimId: claim.id, slot: `z${text}`, channel: text, threadTs: `1.${n}` });
    if (n % 5 === 0) await store.markShown(claim.id, 99);
  }
  for (const text of HOSTILE_TEXTS.slice(0, 3)) {
    const again = { sourceKey: `joins ${text}`, serial: 'joined', symptoms: ['light-print'], words: text };
    await store.addClaim(aClaim(again), { notBefore: 0 });
  }
  for (const text of HOSTILE_TEXTS) await store.addIncoming(text, { text, n: [] }, 1.5);
  for (const text of HOSTILE_TEXTS.slice(0, 5)) await store.doneIncoming(text);
}

/** What a source holds, as lines in one order; it is closed. */
export async function linesOf(source: StoreSource): Promise<string[]> {
  const lines: string[] = [];
  for await (const records of source.records()) lines.push(...records.map(lineOf));
  await source.close();
  return lines.sort();
}

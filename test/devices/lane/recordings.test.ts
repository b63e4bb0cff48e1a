import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { identifyDevice, mannersOf } from '../../../src/cli/identify.ts';
import { planAll } from '../../../src/cli/plan-all.ts';
import type { Ask } from '../../../src/core/place.ts';
import type { DeviceAnswer } from '../../../src/core/ports.ts';
import { Secret } from '../../../src/core/secret.ts';
import { loadRecordings } from '../../../src/demo/replay/load-recordings.ts';
import { startReplay } from '../../../src/demo/replay/start-replay.ts';
import { openReader } from '../../../src/devices/open-reader.ts';
import { isSnmp } from '../../../src/devices/protocol-of.ts';
import { loadRules } from '../../../src/rules/load.ts';

const FOLDERS = [join(import.meta.dirname, '../../fixtures/recordings'), '/work/shared/captures'];
const FILES = FOLDERS.filter((folder) => existsSync(folder)).flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.snmprec'))
    .toSorted()
    .map((file) => join(folder, file)),
);

const book = await loadRules();
const reader = openReader({
  credentials: { default: { version: '2c', community: new Secret('public') } },
  services: {},
  clock: Date.now,
  timing: { firstTimeoutMs: 400, leastTimeoutMs: 400 },
});
afterAll(() => reader.close());

/** What was read, without times and without what moves by itself. */
function lasting({ readings, ...answer }: DeviceAnswer): unknown {
  return {
    ...answer,
    readings: readings.map(({ at: _at, evidence, ...reading }) => ({
      ...reading,
      evidence: evidence.map(({ place, raw }) => ({ place, raw })),
    })),
  };
}

const overSnmp = (asks: Ask[]): Ask[] =>
  asks.map((ask) => ({ ...ask, places: ask.places.filter(isSnmp) })).filter(({ places }) => places.length > 0);

describe('a recorded device that is known', () => {
  it('is there to be compared', () => expect(FILES.length).toBeGreaterThan(10));
  for (const file of FILES) {
    it(`says the same in the lane as when it was met: ${basename(file)}`, async () => {
      const replay = await startReplay({ recordings: (await loadRecordings([file], true)).recordings });
      const at = { address: '127.0.0.1', snmpPort: replay.devices[0]?.port, ippPort: 9, httpPort: 9, pjlPort: 9 };
      const found = await identifyDevice(book, reader, at, { deadlineMs: 5000, overIpp: false });
      if ('silent' in found) throw new Error(found.silent);
      const { who, profile } = found;
      const { asks, identity } = planAll(book, profile);
      const device = { ...at, serial: who.serial ?? '', model: who.model ?? '', customer: '' };
      const ask = (own: Ask[]): Promise<DeviceAnswer> =>
        reader.read({
          device,
          asks: own,
          identity,
          deadlineMs: 8000,
          manners: { ...mannersOf(book, profile), objects: 60 },
        });
      const all = overSnmp(asks);
      const met = await ask(all);
      const said = new Set(met.readings.flatMap(({ item, value }) => (value.kind === 'absent' ? [] : [item])));
      const singles = all.filter(({ item, places: [first] }) => said.has(item) && first?.kind === 'snmp-get');
      for (const own of [all, singles]) {
        const [first, ...others] = [await ask(own), await ask(own), await ask(own)].map(lasting);
        for (const other of others) expect(other).toEqual(first);
      }
      await replay.stop();
    });
  }
});

import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Place } from '../../../src/core/place.ts';
import { createDeviceTree } from '../../../src/demo/fleet/mib/device-tree.ts';
import { createRandom } from '../../../src/demo/fleet/random.ts';
import { DEFAULT_SEED, DEFAULT_SIZE, makeRoster } from '../../../src/demo/fleet/roster.ts';
import { readServiceMode } from '../../../src/demo/fleet/service-mode.ts';
import { snapshotAt } from '../../../src/demo/fleet/snapshot.ts';
import { parseOid } from '../../../src/demo/fleet/snmp/oid.ts';
import { profileSchema } from '../../../src/rules/schema.ts';

const file = new URL('../../../rules/models/sim.yml', import.meta.url);
const profile = profileSchema.parse(parse(await readFile(file, 'utf8')));
const { machines } = makeRoster({ seed: DEFAULT_SEED, size: DEFAULT_SIZE, quirks: true, deadPerHundred: 0 });

/** OIDs of which a device must have something, and pointers that must lead somewhere. */
function needs(place: Place): { oids: string[]; pointer?: string } {
  switch (place.kind) {
    case 'snmp-get':
      return { oids: [place.oid] };
    case 'snmp-table':
      return { oids: Object.values(place.columns).map((column) => (typeof column === 'string' ? column : column.oid)) };
    case 'snmp-objects':
      return { oids: Object.values(place.parts ?? {}).flatMap(({ sum }) => sum.map(({ oid }) => oid)) };
    case 'snmp-bits':
      throw new Error(`no simulated device has ${place.kind}`);
    case 'http':
      return { oids: [], pointer: place.pick };
    case 'ipp':
    case 'pjl':
      return { oids: [] };
  }
}

describe('the profile of the simulated models', () => {
  const places = Object.values(profile.places).flat().map(needs);

  it('names only places that every simulated device has', () => {
    expect(places.length).toBe(18);
    for (const machine of machines) {
      const tree = createDeviceTree(machine);
      const report: unknown = readServiceMode(snapshotAt(machine, 0), new Date(0), createRandom('x'));
      for (const { oids, pointer } of places) {
        for (const oid of oids) {
          // Copies are counted by what can copy.
          if (oid === '1.3.6.1.4.1.99999.2.1.8.0' && !machine.spec.hasAdf) continue;
          const arcs = parseOid(oid);
          const found = tree.at(tree.indexAfter(arcs, true));
          expect(found?.arcs.slice(0, arcs.length)).toEqual(arcs);
        }
        if (pointer !== undefined) {
          expect(report).toHaveProperty(pointer.slice(1).split('/'));
        }
      }
    }
  });

  it('recognises every simulated model by name', () => {
    const pattern = new RegExp(profile.match?.model ?? '^$', 'i');
    expect(machines.every((machine) => pattern.test(machine.spec.name))).toBe(true);
  });

  it('knows the key of every tray and every kind of media', () => {
    const [place] = profile.places['tray.media'] ?? [];
    expect(place?.kind).toBe('snmp-table');
    const names = place?.kind === 'snmp-table' ? place.part?.maps?.name : undefined;
    for (const { tray, media } of machines.flatMap((machine) => machine.feeds)) {
      expect(names).toHaveProperty([tray.name], tray.key);
      expect(place?.decode.enum).toHaveProperty(media);
    }
  });
});

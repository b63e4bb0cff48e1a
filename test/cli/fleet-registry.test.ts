import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { doctorText, examineFleet } from '../../src/cli/fleet-doctor.ts';
import { exportFleet, exportPieces, type FleetFormat } from '../../src/cli/fleet-export.ts';
import { fleetListText, listFleet } from '../../src/cli/fleet-list.ts';
import { setRetired } from '../../src/cli/fleet-retire.ts';
import { noDeviceText, showDevice, showText } from '../../src/cli/fleet-show.ts';
import { namedDevices } from '../../src/cli/named-devices.ts';
import { readFleetFile } from '../../src/cli/read-fleet-file.ts';
import type { Device } from '../../src/core/device.ts';
import type { Store } from '../../src/core/ports.ts';
import type { RuleBook } from '../../src/rules/book.ts';
import { loadRules } from '../../src/rules/load.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';

const HOUR = 3_600_000;
const device = (serial: string, more: Partial<Device> = {}): Device => {
  return { serial, model: 'SIM-3500', customer: 'Acme', address: `h-${serial.toLowerCase()}`, ...more };
};

let store: Store;
let folder = '';
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'claimscope-fleet-'));
  store = await openSqliteStore({ path: join(folder, 'store.db') });
});
afterEach(async () => {
  await store.close();
});

describe('fleet list', () => {
  const serials = async (filter: object): Promise<string[]> =>
    (await listFleet(store, { limit: 50, ...filter })).devices.map((entry) => entry.device.serial);

  it('finds devices by model, customer, site, state and any text, case aside', async () => {
    await store.putDevices([
      device('A', { site: 'North' }),
      device('B', { model: 'SIM-1200', tags: ['Lobby'] }),
      device('C', { customer: 'Beta', state: 'retired', assetTag: 'T-77' }),
    ]);
    for (const at of [1, 2, 3]) await store.learnDevices([{ serial: 'A', kind: 'silent', at }]);
    expect(await serials({ model: 'sim-12' })).toEqual(['B']);
    expect(await serials({ customer: 'ACME' })).toEqual(['A', 'B']);
    expect(await serials({ site: 'nor' })).toEqual(['A']);
    expect(await serials({ state: 'silent' })).toEqual(['A']);
    expect(await serials({ state: 'retired' })).toEqual(['C']);
    expect(await serials({ text: 'lobby' })).toEqual(['B']);
    expect(await serials({ text: 't-77', customer: 'beta' })).toEqual(['C']);
    expect(await serials({ text: 'nothing' })).toEqual([]);
  });

  it('gives pages that join to the whole, over several reads of the store', async () => {
    await store.putDevices(
      Array.from({ length: 2_500 }, (_, n) => device(`S${n}`, { customer: n % 5 === 0 ? 'X' : 'Y' })),
    );
    const seen: string[] = [];
    for (let after: string | undefined; ;) {
      const page = await listFleet(store, { customer: 'x', limit: 170, after });
      seen.push(...page.devices.map((entry) => entry.device.serial));
      after = page.next;
      if (after === undefined) break;
      expect(page.devices).toHaveLength(170);
    }
    expect(seen).toHaveLength(500);
    expect(new Set(seen).size).toBe(500);
  });

  it('is a table that no text of a device can break', async () => {
    await store.putDevices([device('A', { customer: 'Evil\n\u001b[2J' }), device('B')]);
    await store.learnDevices([{ serial: 'A', kind: 'answered', at: 5 * HOUR, address: 'h' }]);
    const lines = fleetListText(await listFleet(store, { limit: 1 }), 7 * HOUR).split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[1]).toMatch(/^A {2,}SIM-3500 +Evil {2}\[2J .* active +2 h/);
    expect(lines[2]).toBe('More follow: --after "A"');
    expect(fleetListText({ devices: [] }, 0, { site: 'Kassel', limit: 50 })).toBe('No device fits.');
    expect(fleetListText({ devices: [] }, 0, { limit: 50 })).toBe(
      'The registry is empty: "claimscope fleet import FILE" fills it.',
    );
  });
});

describe('fleet export', () => {
  const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 10 }).filter((text) => text.trim() !== '');
  const name = fc
    .oneof(
      word,
      fc.constantFrom('=1+1', "'=x", '-5', "''@", 'a|b', 'a\\', 'x\\|y', 'a;b', 'a"b', 'a\tb', 'a\nb', 'シリアル', 'é'),
    )
    .map((text) => text.trim());
  const port = fc.option(fc.integer({ min: 1, max: 65_535 }), { nil: undefined });
  const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
    fc.option(arbitrary, { nil: undefined });
  const anyDevice: fc.Arbitrary<Device> = fc.record({
    serial: name,
    model: name,
    customer: name,
    site: maybe(name),
    address: fc.constantFrom('10.0.0.1', 'host.example', '-host', '[::1]'),
    snmpPort: port,
    credential: maybe(name),
    ippPort: port,
    ippPath: maybe(fc.constantFrom('/ipp/print', '/a,b')),
    ippTls: maybe(fc.boolean()),
    pjlPort: port,
    httpPort: port,
    httpTls: maybe(fc.boolean()),
    assetTag: maybe(name),
    aliases: maybe(fc.array(name, { minLength: 1, maxLength: 3 })),
    tags: maybe(fc.array(name, { minLength: 1, maxLength: 3 })),
    state: maybe(fc.constantFrom('retired', 'unmonitored')),
  });

  it.each(['csv', 'json'] as const)('as %s is what import takes back unchanged', async (format: FleetFormat) => {
    const fleet = fc.uniqueArray(anyDevice, {
      maxLength: 6,
      selector: ({ serial }) =>
        serial
          .normalize('NFKC')
          .toUpperCase()
          .replaceAll(/[\s\p{Pd}_.]/gu, ''),
      minLength: 1,
    });
    const file = join(folder, `out.${format}`);
    await fc.assert(
      fc.asyncProperty(fleet, async (devices) => {
        const port = { pageDevices: async () => devices, listLearnt: async () => devices.map(() => undefined) };
        await exportFleet(port, file, { format, mayReplace: true });
        expect(await readFleetFile(file)).toEqual(devices);
      }),
      { numRuns: 60 },
    );
  });

  it('changes nothing when it is imported where it came from, page after page', async () => {
    await store.putDevices(
      Array.from({ length: 1_500 }, (_, n) => device(`S${n}`, { state: n === 7 ? 'retired' : undefined })),
    );
    const file = join(folder, 'all.json');
    await exportFleet(store, file, { format: 'json', mayReplace: false });
    const read = await readFleetFile(file);
    expect(read).toHaveLength(1_500);
    expect(await store.putDevices(read)).toEqual({ added: 0, changed: 0, same: 1_500 });
    await expect(exportFleet(store, file, { format: 'csv', mayReplace: false })).rejects.toThrow('--force');
    expect(readFileSync(file, 'utf8')).toContain('"retired"');
  });

  it('of an empty registry is an empty file of its kind', async () => {
    async function pieces(format: FleetFormat): Promise<string> {
      let text = '';
      for await (const piece of exportPieces(store, format)) text += piece;
      return text;
    }
    expect(JSON.parse(await pieces('json'))).toEqual([]);
    expect(await pieces('csv')).toMatch(/^\uFEFFserial,model,[\w,]+,state\n$/);
  });
});

describe('fleet retire', () => {
  it('changes the state alone, of devices named by any of their names, and takes it back', async () => {
    await store.putDevices([device('AB-1', { assetTag: 'T1' }), device('AB-2', { state: 'unmonitored' })]);
    const devices = await namedDevices(store, ['ab1', 't-1', 'AB 2'], 'Nothing was changed.');
    expect(devices.map(({ serial }) => serial)).toEqual(['AB-1', 'AB-2']);
    expect(await setRetired(store, devices, true)).toBe(2);
    expect(await store.getDevice('AB-1')).toEqual(device('AB-1', { assetTag: 'T1', state: 'retired' }));
    expect(await setRetired(store, await namedDevices(store, ['AB-1', 'AB-2'], 'Nothing was changed.'), true)).toBe(0);
    expect(await setRetired(store, await namedDevices(store, ['AB-1'], 'Nothing was changed.'), false)).toBe(1);
    expect(await store.getDevice('AB-1')).toEqual(device('AB-1', { assetTag: 'T1' }));
  });

  it('changes nothing where one of the names is no device, and says who may be meant', async () => {
    await store.putDevices([device('AB-100')]);
    await expect(namedDevices(store, ['AB-100', 'AB-1O0', 'ZZZZ'], 'Nothing was changed.')).rejects.toMatchObject({
      code: 'not_found',
      message:
        'Nothing was changed.\nNo device goes by AB-1O0. It may be:\n  AB-100 (SIM-3500, Acme): O read as 0\nNo device goes by ZZZZ.',
    });
  });
});

describe('fleet show', () => {
  it('tells everything of a device, with the ages of its readings and what is wrong with its address', async () => {
    await store.putDevices([device('A1', { address: '10.0.0.1', aliases: ['Front'], tags: ['x', 'y'], site: 'Here' })]);
    await store.learnDevices([
      { serial: 'A1', kind: 'answered', at: HOUR, address: '10.0.0.1', model: 'SIM-3500 i', firmware: '2.1' },
      { serial: 'A1', kind: 'other', at: 2 * HOUR, address: '10.0.0.1', saidSerial: 'B2' },
      { serial: 'A1', kind: 'elsewhere', at: 3 * HOUR, address: '10.0.0.9' },
    ]);
    const value = { kind: 'number' as const, number: 1234, unit: 'impressions' as const };
    await store.saveReadings([{ serial: 'A1', readings: [{ item: 'copies.total', value, evidence: [], at: HOUR }] }]);
    const shown = await showDevice(store, 'front', ['copies.total']);
    if ('unknown' in shown) throw new Error('it is not found');
    const text = showText(shown, 5 * HOUR);
    for (const line of [
      'A1: SIM-3500, active',
      'tags         x, y',
      'last answer  4 hours ago, at 10.0.0.1',
      'firmware       2.1',
      'Its address 10.0.0.1 answered as B2 (3 hours ago); nothing was read there.',
      'It was seen at 10.0.0.9 (2 hours ago), which is not registered.',
    ]) {
      expect(text.replaceAll(/ +/g, ' ')).toContain(line.replaceAll(/ +/g, ' '));
    }
    expect(text).toMatch(/copies\.total .*1,234.* 4 hours/);
  });

  it('says who may be meant where nobody goes by that name', async () => {
    await store.putDevices([device('AB-100042')]);
    const shown = await showDevice(store, '1OOO42', []);
    expect('unknown' in shown ? noDeviceText(shown) : '').toContain('AB-100042 (SIM-3500, Acme): ends in');
  });
});

describe('fleet doctor', () => {
  let book: RuleBook;
  beforeAll(async () => {
    book = await loadRules();
  });
  const answered = (serial: string): Promise<void> =>
    store.learnDevices([{ serial, kind: 'answered', at: 1, address: `h-${serial.toLowerCase()}` }]);

  it('has nothing to say of a registry that is in order, whatever was retired', async () => {
    await store.putDevices([
      device('A', { credential: 'branch' }),
      device('Z', { state: 'unmonitored' }),
      device('R', { state: 'retired', address: 'h-a', model: 'nobody knows', credential: 'none', customer: 'ACME' }),
    ]);
    await answered('A');
    const result = await examineFleet(store, book, new Set(['branch']));
    expect(result).toEqual({ devices: 3, troubles: [] });
    expect(doctorText(result)).toBe('3 devices, and nothing to mend.');
  });

  it('names each trouble, the devices and what to do', async () => {
    await store.putDevices([
      device('AB-1', { address: 'Same' }),
      device('AB1', { address: 'same' }),
      device('C', { model: 'Wonder 5', customer: 'ACME' }),
      device('D', { credential: 'gone', assetTag: 'c' }),
      device('E', { address: '10.0.0.5', snmpPort: 1161 }),
      device('F', { address: '10.0.0.5' }),
    ]);
    for (const serial of ['AB-1', 'AB1', 'C', 'D', 'F']) await answered(serial);
    await store.learnDevices([
      { serial: 'E', kind: 'other', at: 2, address: '10.0.0.5:1161', saidSerial: 'F' },
      { serial: 'F', kind: 'elsewhere', at: 2, address: '10.0.0.5:1161' },
    ]);
    const { troubles } = await examineFleet(store, book, new Set());
    const found = Object.fromEntries(troubles.map(({ kind, devices }) => [`${kind} ${devices.join()}`, true]));
    expect(Object.keys(found).toSorted()).toEqual([
      'customers-alike AB-1,C',
      'never-answered E',
      'other-answers E',
      'same-address AB-1,AB1',
      'same-name AB-1,AB1',
      'same-name C,D',
      'seen-elsewhere F',
      'unknown-credential D',
      'unknown-model C',
    ]);
    for (const { what, mend } of troubles) expect(`${what} ${mend}`).toMatch(/^\S.*\. .*\.$/);
    expect(doctorText({ devices: 6, troubles })).toContain('6 devices, 9 to mend.');
  });
});

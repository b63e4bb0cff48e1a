import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Device } from '../../src/core/device.ts';
import type { Store } from '../../src/core/ports.ts';
import { lookUpDevice, type LookedUp } from '../../src/flow/look-up-device.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';

const DEVICES = 100_000;

const device = (serial: string, more: Partial<Device> = {}): Device => {
  return { serial, model: 'M', customer: 'C', address: '127.0.0.1', ...more };
};

let store: Store;
let rowsRead = 0;

/** Counts the devices that a look-up reads out of the store. */
function counted(): Pick<Store, 'getDevice' | 'findByLooks' | 'findByEnding'> {
  const count = (devices: Device[]): Device[] => {
    rowsRead += devices.length;
    return devices;
  };
  return {
    getDevice: (serial) => store.getDevice(serial),
    findByLooks: async (looks, limit) => count(await store.findByLooks(looks, limit)),
    findByEnding: async (look, limit) => count(await store.findByEnding(look, limit)),
  };
}

async function lookUp(said: string): Promise<LookedUp> {
  rowsRead = 0;
  return lookUpDevice(counted(), said);
}

function whys(found: LookedUp): string[] {
  if (found.device !== undefined) throw new Error(`${found.device.serial} was found`);
  return found.candidates.map((near) => `${near.device.serial}: ${near.why}`);
}

beforeAll(async () => {
  store = await openSqliteStore({ path: join(mkdtempSync(join(tmpdir(), 'claimscope-look-')), 'store.db') });
  await store.putDevices(
    Array.from({ length: DEVICES }, (_, n) => device(`KX-${String(n * 7).padStart(6, '0')}`, { assetTag: `T${n}` })),
  );
  await store.putDevices([
    device('AB-100042', { aliases: ['Front Desk'] }),
    device('QR-1'),
    device('QR1', { assetTag: 'FAX' }),
    device('FAX-B', { aliases: ['fax'] }),
    device('OFFICE-08'),
  ]);
});
afterAll(async () => {
  await store.close();
});

describe(`a look-up among ${DEVICES} devices`, () => {
  it('finds a serial, an asset tag or an alias but for case, spaces and dashes', async () => {
    for (const said of ['ab100042', 'AB 100-042', 'front-desk', 'AB‐100042']) {
      expect((await lookUp(said)).device?.serial, said).toBe('AB-100042');
      expect(rowsRead).toBeLessThanOrEqual(2);
    }
    expect((await lookUp('t-77777')).device?.serial).toBe('KX-544439');
  });

  it('asks about whatever else differs, and says why each is offered', async () => {
    expect(whys(await lookUp('AB-1OOO42'))).toEqual(['AB-100042: O read as 0']);
    expect(whys(await lookUp('0FF1CE-O8'))).toEqual(['OFFICE-08: 0 read as O, 1 read as I, O read as 0']);
    expect(whys(await lookUp('AB-00100042'))).toEqual(['AB-100042: the same but for leading zeros']);
    expect(whys(await lookUp('S/N: AB-100042'))[0]).toBe('AB-100042: without S/N: before it');
    expect(whys(await lookUp('KX-007'))).toContain('KX-000007: the same but for leading zeros');
    expect(whys(await lookUp('KX-000008'))).toContain('KX-000007: 8 for 7 in place 8');
    expect(whys(await lookUp('100042'))[0]).toBe('AB-100042: ends in 100042');
  });

  it('asks where two devices go by one name, and takes a choice that is typed as registered', async () => {
    expect(whys(await lookUp('qr_1'))).toEqual([
      'QR-1: the same but for spaces and dashes',
      'QR1: the same but for spaces and dashes',
    ]);
    expect((await lookUp('QR1')).device?.serial).toBe('QR1');
    expect(whys(await lookUp('Fax'))).toHaveLength(2);
  });

  it('reads some hundred devices at the most, whatever was said', async () => {
    const said = [
      'KX-0',
      'KX-000001',
      'KX-999999',
      'T1',
      '0000',
      'KX-' + '0'.repeat(30),
      'x'.repeat(9_000),
      '---',
      '',
      '7',
    ];
    for (const text of said) {
      const found = await lookUp(text);
      expect(found.device === undefined ? found.candidates.length : 1, text).toBeLessThanOrEqual(3);
      expect(rowsRead, text).toBeLessThanOrEqual(300);
    }
    expect(whys(await lookUp('ZZTOP-QQ'))).toEqual([]);
    expect(rowsRead).toBe(0);
  });
});

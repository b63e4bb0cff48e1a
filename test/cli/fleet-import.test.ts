import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import iconv from 'iconv-lite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodeFleet } from '../../src/cli/decode-fleet.ts';
import { fieldOf } from '../../src/cli/fleet-headings.ts';
import { importFleet } from '../../src/cli/import-fleet.ts';
import { jsonFault } from '../../src/cli/json-fault.ts';
import { jsonPlaces } from '../../src/cli/json-places.ts';
import { readFleetFile } from '../../src/cli/read-fleet-file.ts';
import type { Config } from '../../src/config/config.ts';
import { loadConfig } from '../../src/config/load.ts';
import { AppError } from '../../src/core/errors.ts';
import type { Store } from '../../src/core/ports.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'claimscope-import-'));
let files = 0;
function written(content: string | Buffer, ending = 'csv'): string {
  const file = join(folder, `${(files += 1)}.${ending}`);
  writeFileSync(file, content);
  return file;
}
async function faultsOf(file: string, credentials?: Set<string>): Promise<string[]> {
  const error: unknown = await readFleetFile(file, credentials).catch((thrown: unknown) => thrown);
  if (!(error instanceof AppError)) throw new Error('nothing was refused');
  return error.message.replaceAll(file, 'F').split('\n').slice(1);
}

describe('headings', () => {
  it.each([
    [
      'serial',
      'Serial-No., S/N, Seriennummer, SERIEN-NR., N° de série, Numéro de Série, Número de serie, シリアル, ｼﾘｱﾙ番号, 製造番号, 序列号, 일련번호',
    ],
    ['model', 'Model Name, Modell, MODÈLE, Modelo, 機種名, 型番'],
    ['customer', 'Customer, Kunde, Client, Cliente, 顧客, お客様名, 客户'],
    ['site', 'Site, Standort, Emplacement, Sede, 設置場所'],
    ['address', 'IP, Host, IP-Adresse, Adresse IP, Dirección IP, IPアドレス, hostname'],
    ['assetTag', 'Asset Tag, Inventar-Nr., N° d’inventaire, 資産番号'],
    ['aliases', 'Alias, 別名'],
    ['state', 'state, État, Zustand'],
  ])('mean %s however they are written', (field, spellings) => {
    for (const spelling of spellings.split(', ')) expect(fieldOf(` ${spelling} `), spelling).toBe(field);
  });

  it('that mean nothing are nothing', () => {
    for (const heading of ['', 'Remarks', 'constructor', '__proto__', '---']) expect(fieldOf(heading)).toBeUndefined();
  });
});

describe('decodeFleet', () => {
  const german = 'Seriennummer;Modell;Kunde;Standort;IP\nAB1;M;Müller & Söhne;Größe Straße;10.0.0.1\n';
  const french = 'Numéro de série;Modèle;Client;Emplacement;IP\nAB1;M;Café Élysée;Orléans;10.0.0.1\n';
  const english = 'serial,model,customer,address\nA1,M,Café Crème à côté,10.0.0.1\n';
  const japanese = 'シリアル番号,機種名,顧客名,設置場所,IPアドレス\nAB1,M,株式会社テスト,東京本社,10.0.0.1\n';
  const mixed = 'serial,model,customer,address\nAB1,M,株式会社テスト,10.0.0.1\n';

  it.each([
    ['windows-1252', german],
    ['windows-1252', french],
    ['windows-1252', english],
    ['shift_jis', japanese],
    ['shift_jis', mixed],
    ['utf16le', japanese],
    ['utf16-be', german],
    ['utf-8', japanese],
  ])('reads %s', (charset, text) => {
    expect(decodeFleet(iconv.encode(text, charset))).toEqual({ text, charset });
    if (charset.startsWith('utf')) {
      expect(decodeFleet(iconv.encode(text, charset, { addBOM: true })).text.replace('\uFEFF', '')).toBe(text);
    }
  });

  it('takes any octets', () => {
    for (const octets of [[], [0xff], [0xff, 0xfe], [0, 0], [0x81], [0xe9, 0x72]]) {
      expect(typeof decodeFleet(Buffer.from(octets)).text).toBe('string');
    }
  });
});

describe('readFleetFile', () => {
  it('reads tabs, lists, states, and what export guarded from spreadsheets', async () => {
    const file = written(
      "\uFEFFserial\tmodel\tcustomer\taddress\taliases\ttags\tstate\nA1\tM\t'=C\th\told | a\\|b |\tfront|\tRetired\nA2\tM\t'C\th2\t\t\tactive\n",
    );
    expect(await readFleetFile(file)).toEqual([
      {
        serial: 'A1',
        model: 'M',
        customer: '=C',
        address: 'h',
        aliases: ['old', 'a|b'],
        tags: ['front'],
        state: 'retired',
      },
      { serial: 'A2', model: 'M', customer: "'C", address: 'h2' },
    ]);
  });

  it('lists faults of headings, extra cells and credentials with their places', async () => {
    const both = written('serial;IP;model;Host;customer\nA1;h;M;h;C\n');
    expect(await faultsOf(both)).toEqual(['F:1:4: two columns are the address: IP and Host']);
    expect(await faultsOf(written('serial,foo\nA1,x\n'))).toEqual([
      'F:1:1: no column is the model, none the customer, none the address',
    ]);
    const extra = written('serial,model,customer,address,credential\nA1,M,C,h,\nA2,M,C,h,abc\n');
    expect(await faultsOf(extra, new Set(['branch']))).toEqual([
      'F:3:5: the configuration has no credential abc, which A2 names',
    ]);
    const more = written('serial,model,customer,address\nA1,M,Smith, Sons,h\nA2,M,C,h,\n');
    expect(await faultsOf(more)).toEqual(['F:2:5: a cell more than there are headings: is a separator not in quotes?']);
  });

  it('takes names and addresses, and no number that is none', async () => {
    const head = 'serial,model,customer,address\n';
    const wrong = written(
      `${head}A1,M,C,999.0.0.4\nA2,M,C,10.0.0\nA3,M,C,10.0.0.4\nA4,M,C,printer-7.acme\nA5,M,C,7up\n`,
    );
    const what = 'address is none of the addresses there are: 0.0.0.0 to 255.255.255.255';
    expect(await faultsOf(wrong)).toEqual([`F:2:4: ${what}`, `F:3:4: ${what}`]);
  });

  it('names line and column in JSON', async () => {
    const file = written(
      '[\n  {"serial": "A", "model": "M",\n   "customer": "",  "host": "a b"},\n  7, {"serial":"B","model":"M","customer":{"a":[1]},"ip":"h","address":"h"}\n]',
      'json',
    );
    expect(await faultsOf(file)).toEqual([
      'F:3:16: customer must not be empty',
      'F:3:29: address must be a host name or an address, without path or user',
      'F:4:3: serial is missing',
      'F:4:3: model is missing',
      'F:4:3: customer is missing',
      'F:4:3: address is missing',
      'F:4:43: customer must be a text',
      'F:4:72: two keys are the address',
    ]);
    expect(await faultsOf(written('[{"serial": "A",\n "model": x}]', 'json'))).toEqual([
      'F:2:11: the JSON cannot be read',
    ]);
    expect(await faultsOf(written('[{"serial": "A"', 'json'))).toEqual(['F:1:16: the JSON cannot be read']);
  });
});

describe('jsonPlaces', () => {
  it('finds entries and their own keys, whatever stands in their texts', () => {
    const text = '[{"a\\"}":"[{,:}]","b":{"c":[1,{"d":2}]},"e":[]},\n[1,2],"x",{}]';
    const places = jsonPlaces(text);
    expect(places.map(({ line, column }) => [line, column])).toEqual([
      [1, 2],
      [2, 1],
      [2, 7],
      [2, 11],
    ]);
    const found = [...(places[0]?.keys ?? [])].map(([key, { column }]) => [key, text.slice(column - 1, column + 1)]);
    expect(found).toEqual([
      ['a"}', '"['],
      ['b', '{"'],
      ['e', '[]'],
    ]);
  });
});

describe('jsonFault', () => {
  it('names a place exactly where the engine refuses a text', () => {
    const mutated = fc
      .tuple(
        fc.json({ maxDepth: 3 }),
        fc.nat(),
        fc.constantFrom('', '"', ',', '}', ']', '{', '[', ':', 'x', '1', '\\', '\n', '-', '.'),
        fc.boolean(),
      )
      .map(([text, n, sign, isKept]) => {
        const at = n % (text.length + 1);
        return isKept ? text : text.slice(0, at) + sign + text.slice(at + 1);
      });
    fc.assert(
      fc.property(mutated, (text) => {
        let isJson = true;
        try {
          JSON.parse(text);
        } catch {
          isJson = false;
        }
        const fault = jsonFault(text);
        expect(fault === undefined).toBe(isJson);
        if (fault !== undefined) expect(fault).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 500 },
    );
  });
});

describe('importFleet', () => {
  let config: Config;
  let store: Store;
  beforeEach(async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'claimscope-registry-')), 'store.db');
    config = { ...loadConfig({ env: {} }), store: { kind: 'sqlite', path } };
    store = await openSqliteStore({ path });
  });
  afterEach(async () => {
    await store.close();
  });

  it('leaves what the file has no column for, empties what it has an empty cell for, and does not take back a retired device', async () => {
    await importFleet(config, written('serial,model,customer,address,site,tags,state\nA1,M,C,h,Here,x|y,retired\n'));
    expect(await importFleet(config, written('serial,model,customer,address,site\nA1,M,D,h,\n'))).toMatchObject({
      changed: 1,
    });
    const kept = { serial: 'A1', model: 'M', customer: 'D', address: 'h', tags: ['x', 'y'], state: 'retired' };
    expect(await store.getDevice('A1')).toEqual(kept);
    await importFleet(config, written(JSON.stringify([{ ...kept, tags: null, state: 'active' }]), 'json'));
    expect(await store.getDevice('A1')).toEqual({ serial: 'A1', model: 'M', customer: 'D', address: 'h' });
  });

  it('imports nothing of a file with one fault', async () => {
    const file = written('serial,model,customer,address,credential\nA1,M,C,h,\nA2,M,C,h,none\n');
    await expect(importFleet(config, file)).rejects.toThrow('3:5: the configuration has no credential none');
    expect(await store.countDevices()).toBe(0);
  });

  it('takes ten thousand rows, and the second time none', async () => {
    const rows = Array.from(
      { length: 10_000 },
      (_, n) => `KX-${n},Model ${n % 40},Customer ${n % 99},10.0.${n >> 8}.${n & 255},T${n}`,
    );
    const file = written(`serial,model,customer,ip,asset\n${rows.join('\n')}\n`);
    expect(await importFleet(config, file)).toEqual({ added: 10_000, changed: 0, same: 0 });
    expect(await importFleet(config, file)).toEqual({ added: 0, changed: 0, same: 10_000 });
    expect(await store.findByLooks(['T9999'], 2)).toMatchObject([{ serial: 'KX-9999' }]);
  });
});

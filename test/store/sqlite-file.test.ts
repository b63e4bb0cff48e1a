import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Device } from '../../src/core/device.ts';
import { lookOf } from '../../src/core/device-names.ts';
import type { Store } from '../../src/core/ports.ts';
import { openConnection } from '../../src/store/sqlite-connection.ts';
import { openDriver } from '../../src/store/sqlite-driver.ts';
import { migrate, MIGRATIONS } from '../../src/store/sqlite-schema.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import { aClaim, aDevice, aReading, anEvent } from './contract/samples.ts';
import { expectNothingLost, writeAndKill } from './writing-process.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

describe('the file of the SQLite store', () => {
  let folder = '';
  let path = '';
  let opened: Store[] = [];
  async function open(now?: () => number): Promise<Store> {
    const store = await openSqliteStore({ path, now });
    opened.push(store);
    return store;
  }
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'claimscope-file-'));
    path = join(folder, 'claims.db');
  });
  afterEach(async () => {
    for (const store of opened) await store.close();
    opened = [];
    await rm(folder, { recursive: true });
  });

  it('waits for the disk at every commit, keeps a log and checks references', async () => {
    const db = await openConnection(path);
    const pragma = (name: string): unknown => Object.values(db.get(`PRAGMA ${name}`) ?? {})[0];
    expect(pragma('journal_mode')).toBe('wal');
    expect(pragma('synchronous')).toBe(2);
    expect(pragma('foreign_keys')).toBe(1);
    expect(pragma('busy_timeout')).toBe(5000);
    expect(pragma('cache_size')).toBe(-65_536);
    expect(pragma('wal_autocheckpoint')).toBe(4_000);
    expect(pragma('user_version')).toBe(MIGRATIONS.length);
    db.close();
  });

  it('keeps claims that were being added when it was closed', async () => {
    const store = await open();
    const adds = Array.from({ length: 20 }, (_, n) => store.addClaim(aClaim({ sourceKey: `message:${n}` })));
    await store.close();
    expect((await Promise.all(adds)).every(({ isNew }) => isNew)).toBe(true);
    expect(await (await open()).listClaims({ limit: 100 })).toHaveLength(20);
  });

  it('waits for the disk once for claims that come in the same moment', async () => {
    const store = await open();
    const other = await openConnection(path);
    const version = (): unknown => Object.values(other.get('PRAGMA data_version') ?? {})[0];
    const seen = new Set([version()]);
    const adds = Array.from({ length: 20 }, (_, n) =>
      store.addClaim(aClaim({ sourceKey: `message:${n}` })).then(() => seen.add(version())),
    );
    await Promise.all(adds);
    other.close();
    // One change of the file beside its state before.
    expect(seen.size).toBe(2);
  });

  it('refuses a file that a newer program wrote, and leaves it as it is', async () => {
    const driver = await openDriver(path);
    driver.exec('PRAGMA user_version = 99');
    await expect(openSqliteStore({ path })).rejects.toMatchObject({
      code: 'store_failed',
      message: expect.stringContaining('schema version 99'),
      facts: { version: 99, known: MIGRATIONS.length },
    });
    expect(driver.prepare('PRAGMA user_version').get()).toEqual({ user_version: 99 });
    expect(driver.prepare('SELECT name FROM sqlite_master').all()).toEqual([]);
    driver.close();
  });

  it('rejects with store_failed when the file is no database or the folder cannot be', async () => {
    await writeFile(path, 'this is a text, and long enough to be taken for a page of something'.repeat(100));
    await expect(openSqliteStore({ path })).rejects.toMatchObject({
      code: 'store_failed',
      message: expect.stringContaining(`the store ${path} cannot be opened: `),
      facts: { doing: 'open', remedy: expect.stringContaining('space on the disk') },
    });
    await expect(openSqliteStore({ path: join(path, 'below', 'x.db') })).rejects.toMatchObject({
      code: 'store_failed',
    });
  });

  it('takes an older file forward with what it holds, and nothing of a step that fails', async () => {
    const { claim } = await (await open()).addClaim(aClaim());
    const driver = await openDriver(path);
    const added = 'ALTER TABLE claim ADD COLUMN extra TEXT';
    expect(() => migrate(driver, [...MIGRATIONS, added, 'ALTER TABLE nothing ADD COLUMN extra TEXT'])).toThrow(
      'nothing',
    );
    expect(driver.prepare('PRAGMA user_version').get()).toEqual({ user_version: MIGRATIONS.length });
    migrate(driver, [...MIGRATIONS, added]);
    expect(driver.prepare('PRAGMA user_version').get()).toEqual({ user_version: MIGRATIONS.length + 1 });
    expect(driver.prepare('SELECT id, extra FROM claim').all()).toEqual([{ id: claim.id, extra: null }]);
    driver.close();
  });

  it('finds the devices of a file from before models and names had keys in common, by model, name and ending', async () => {
    const driver = await openDriver(path);
    migrate(driver, MIGRATIONS.slice(0, 1));
    const put = driver.prepare('INSERT INTO device (serial_key, serial, model_key, body) VALUES (?, ?, ?, ?)');
    driver.exec('BEGIN');
    for (let n = 0; n < 2_100; n += 1) {
      const device = aDevice({ serial: `S-${n}`, model: n === 7 ? 'hp LaserJet 4250' : 'X 1', assetTag: `T/${n}` });
      put.run(device.serial, device.serial, device.model.toUpperCase(), JSON.stringify(device));
    }
    driver.exec('COMMIT');
    driver.close();
    const later = await open();
    const serials = (devices: Device[]): string[] => devices.map(({ serial }) => serial);
    expect(serials(await later.listDevicesOfModel('HP LaserJet 4250 16.12'))).toEqual(['S-7']);
    expect(serials(await later.findByLooks([lookOf('T/2099'), lookOf('s1000')], 5))).toEqual(['S-1000', 'S-2099']);
    expect(serials(await later.findByEnding('52099', 5))).toEqual(['S-2099']);
    expect(await later.listLearnt(['S-7'])).toEqual([undefined]);
  });

  it('lists the devices of a file from before there were sites by theirs', async () => {
    const driver = await openDriver(path);
    migrate(driver, MIGRATIONS.slice(0, 13));
    const put = driver.prepare('INSERT INTO device (serial_key, serial, model_key, body) VALUES (?, ?, ?, ?)');
    driver.exec('BEGIN');
    for (let n = 0; n < 2_100; n += 1) {
      const device = aDevice({ serial: `S-${n}`, ...(n % 3 === 0 ? {} : { site: `Site ${n % 700}` }) });
      put.run(device.serial, device.serial, 'X', JSON.stringify(device));
    }
    driver.exec('COMMIT');
    driver.close();
    const later = await open();
    const found = await later.listDevicesOfSite('Acme', 'site 1');
    expect(found.map(({ serial }) => serial)).toEqual(['S-1', 'S-701']);
    await later.putDevices([aDevice({ serial: 'S-1', site: 'elsewhere' })]);
    expect(await later.listDevicesOfSite('Acme', 'site 1')).toHaveLength(1);
  });

  it('packs the readings of a file that kept a row for each, with their evidence', async () => {
    const driver = await openDriver(path);
    migrate(driver, MIGRATIONS.slice(0, 4));
    const put = driver.prepare(
      'INSERT INTO reading (serial_key, item, part, at, present, body) VALUES (?, ?, ?, ?, ?, ?)',
    );
    const readings = [aReading(), aReading({ item: 'supply.toner', part: 'black', partTitle: 'Black', at: 7 })];
    driver.exec('BEGIN');
    for (let n = 0; n < 1_100; n += 1) {
      for (const one of readings) {
        const part = one.part === undefined ? '' : `/${one.part}`;
        put.run(`S-${n}`, one.item, part, one.at, 1, JSON.stringify(one));
      }
    }
    driver.exec('COMMIT');
    driver.close();
    const later = await open();
    for (const serial of ['S-0', 'S-1099']) {
      const found = await later.latestReadings([serial], ['copies.total', 'supply.toner'], 0);
      expect(found).toEqual([{ serial, readings }]);
    }
    await later.saveReadings([{ serial: 'S-7', readings: [aReading({ at: 200 })] }]);
    const [mixed] = await later.latestReadings(['S-7'], ['copies.total', 'supply.toner'], 0);
    expect(mixed?.readings.map(({ at }) => at).toSorted()).toEqual([200, 7]);
  });

  it('counts what became of measures in a file from before it was counted', async () => {
    const driver = await openDriver(path);
    migrate(driver, MIGRATIONS.slice(0, 8));
    const put = driver.prepare('INSERT INTO claim (source_key, serial_key, status, body) VALUES (?, ?, ?, ?)');
    driver.exec('BEGIN');
    for (let n = 0; n < 230; n += 1) {
      const resolution = { cause: 'dirt' as const, measure: n % 2 === 0 ? 'drum' : 'toner', proposed: ['drum'] };
      const ended = { model: 'M-1', symptoms: ['noise'] };
      const events = [anEvent({ what: 'resolved', resolution, ...(n < 120 ? {} : { ended }) })];
      put.run(`k${n}`, 'S1', 'resolved', JSON.stringify({ ...aClaim(), status: 'resolved', events }));
    }
    driver.exec('COMMIT');
    driver.close();
    const later = await open();
    const [drum, toner] = await later.listRecords('SIM-3500', ['drum', 'toner']);
    expect(drum?.all).toEqual({ tried: 230, worked: 115, first: 230, firstWorked: 115 });
    expect(toner?.all).toEqual({ tried: 115, worked: 115, first: 0, firstWorked: 0 });
    expect(drum?.model.tried).toBe(0);
    expect(await later.listCases('noise', 'M-1', 999)).toHaveLength(110);
  });

  it('begins the past of a file from before there was one, and forgets nothing of the file', async () => {
    const driver = await openDriver(path);
    migrate(driver, MIGRATIONS.slice(0, 4));
    const put = 'INSERT INTO reading (serial_key, item, part, at, present, body) VALUES (?, ?, ?, ?, ?, ?)';
    driver.prepare(put).run('S1', 'copies.total', '', 100, 1, JSON.stringify(aReading()));
    driver.close();
    const later = await open();
    expect(await later.latestReadings(['S1'], ['copies.total'], 0)).toEqual([{ serial: 'S1', readings: [aReading()] }]);
    expect(await later.listPast(['S1'])).toEqual([]);
    for (let day = 1; day <= 20; day += 1)
      await later.saveReadings([{ serial: 'S1', readings: [aReading({ at: day * DAY_MS })] }]);
    const [past] = await later.listPast(['S1']);
    expect(past?.series[0]?.points).toHaveLength(20);
  });

  it('forgets handled deliveries after seven days, and no others', async () => {
    let now = 100 * DAY_MS;
    const store = await open(() => now);
    for (const key of ['done early', 'done late', 'open']) await store.addIncoming(key, {}, now);
    await store.doneIncoming('done early');
    now += 1;
    await store.doneIncoming('done late');
    now += 7 * DAY_MS;
    const later = await open(() => now);
    expect(await later.addIncoming('done early', {}, now)).toEqual({ isNew: true });
    expect(await later.addIncoming('done late', {}, now)).toEqual({ isNew: false });
    expect(await later.addIncoming('open', {}, now)).toEqual({ isNew: false });
  });

  it('does not keep what a person said twice once a delivery was handled', async () => {
    const store = await open();
    await store.addIncoming('k', { text: 'private words' }, 1);
    await store.doneIncoming('k');
    const driver = await openDriver(path);
    expect(driver.prepare('SELECT body FROM incoming').all()).toEqual([{ body: 'null' }]);
    driver.close();
  });

  it('rolls back a claim whose first fetch cannot be written', async () => {
    const store = await open();
    const driver = await openDriver(path);
    driver.exec(`CREATE TRIGGER stop BEFORE INSERT ON fetch BEGIN SELECT raise(ABORT, 'no room'); END`);
    await expect(store.addClaim(aClaim())).rejects.toMatchObject({
      code: 'store_failed',
      message: expect.stringContaining('no room'),
      facts: { doing: 'addClaim', where: path },
    });
    driver.exec('DROP TRIGGER stop');
    driver.close();
    expect(await store.listClaims({ limit: 10 })).toEqual([]);
    expect((await store.addClaim(aClaim())).isNew).toBe(true);
  });

  it('rejects every save of a group that could not be written, and goes on with the next', async () => {
    const store = await open();
    const driver = await openDriver(path);
    driver.exec(`CREATE TRIGGER stop BEFORE INSERT ON reading BEGIN SELECT raise(ABORT, 'no room'); END`);
    const save = (serial: string): Promise<void> => store.saveReadings([{ serial, readings: [aReading()] }]);
    for (const one of await Promise.allSettled([save('S1'), save('S2')])) {
      expect(one).toMatchObject({ status: 'rejected', reason: { code: 'store_failed' } });
    }
    driver.exec('DROP TRIGGER stop');
    driver.close();
    await save('S3');
    expect(await store.latestReadings(['S1', 'S2', 'S3'], ['copies.total'], 0)).toHaveLength(1);
  });

  it('keeps its promises when several open one new file at once', async () => {
    const stores = await Promise.all(Array.from({ length: 6 }, () => open()));
    const added = await Promise.all(stores.flatMap((store) => [store.addClaim(aClaim()), store.addClaim(aClaim())]));
    expect(added.filter((one) => one.isNew)).toHaveLength(1);
    const id = added[0]?.claim.id ?? 0;
    await Promise.all(
      stores.map((store, i) => store.changeClaim(id, { status: 'taken', event: anEvent({ note: `${i}` }) })),
    );
    await Promise.all(stores.map((store, i) => store.addFetch(id, { key: `${i}`, by: 'U1', askedAt: i })));
    expect((await stores[0]?.getClaim(id))?.events).toHaveLength(7);
    expect((await stores[5]?.listFetches(id))?.map((fetch) => fetch.n)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it('loses nothing it has acknowledged when processes that share the file are killed while they write', async () => {
    const child = { module: 'sqlite-store.js', open: 'openSqliteStore', options: { path } };
    const killed = await Promise.all(['a', 'b', 'c'].map((name) => writeAndKill(child, name, 60)));
    const store = await open();
    for (const acknowledged of killed) await expectNothingLost(store, acknowledged);
    const again = await writeAndKill(child, 'd', 30);
    await expectNothingLost(store, again);
  });
});

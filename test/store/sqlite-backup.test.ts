import { chmod, copyFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../src/core/ports.ts';
import { backupSqlite, restoreSqlite } from '../../src/store/sqlite-backup.ts';
import { openDriver } from '../../src/store/sqlite-driver.ts';
import { migrate, MIGRATIONS } from '../../src/store/sqlite-schema.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import { aClaim, aDevice, aReading } from './contract/samples.ts';

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

/** Works as a user who may write only what all may. */
async function asNobody<T>(work: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return work();
  process.seteuid?.('nobody');
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}

describe('a copy of the embedded store', () => {
  let folder = '';
  let path = '';
  let copy = '';
  let opened: Store[] = [];
  async function open(at = path): Promise<Store> {
    const store = await openSqliteStore({ path: at });
    opened.push(store);
    return store;
  }
  async function closeAll(): Promise<void> {
    for (const store of opened.splice(0)) await store.close();
    // The package ends a connection once its statements were collected; a process that ends needs no such help.
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'claimscope-backup-'));
    path = join(folder, 'store.db');
    copy = join(folder, 'copy.db');
    opened = [];
  });
  afterEach(async () => {
    await closeAll();
    await rm(folder, { recursive: true });
  });
  async function filled(): Promise<Store> {
    const store = await open();
    await store.putDevices([aDevice({ serial: 'A' }), aDevice({ serial: 'B' })]);
    await store.addClaim(aClaim({ serial: 'A' }));
    await store.saveReadings([{ serial: 'A', readings: [aReading()] }]);
    return store;
  }

  it('of a store from before there were notes is made as well, and leaves the store at its version', async () => {
    const before = MIGRATIONS.findIndex((step) => typeof step === 'string' && step.includes('CREATE TABLE audit'));
    const driver = await openDriver(path);
    migrate(driver, MIGRATIONS.slice(0, before));
    driver.close();
    const note = { at: 5, by: 'terminal:ann', what: 'store-copied' as const };
    expect(await backupSqlite(path, copy, { note })).toMatchObject({ version: before });
    expect(await backupSqlite(path, join(folder, 'again.db'), { note })).toMatchObject({ version: before });
  });

  it('is noted in the store and so in the copy, but for one that is not made', async () => {
    const store = await filled();
    const note = { at: 5, by: 'terminal:ann', what: 'store-copied' as const, note: 'to copy.db' };
    await backupSqlite(path, copy, { note });
    await expect(backupSqlite(path, copy, { note: { ...note, at: 6 } })).rejects.toMatchObject({ code: 'bad_input' });
    expect(await store.listNotes(0)).toEqual([note]);
    expect(await (await open(copy)).listNotes(0)).toEqual([note]);
  });

  it('is made where the store takes nothing any more, and it is said why it is not noted', async () => {
    await filled();
    await closeAll();
    const driver = await openDriver(path);
    // As a full disk answers whoever writes.
    driver.exec(
      "CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END",
    );
    driver.close();
    const note = { at: 5, by: 'terminal:ann', what: 'store-copied' as const };
    expect(await backupSqlite(path, copy, { note })).toEqual({
      version: MIGRATIONS.length,
      devices: 2,
      claims: 1,
      unnoted: 'database or disk is full',
    });
    const kept = await open(copy);
    expect(await kept.listNotes(0)).toEqual([]);
    expect(await kept.countDevices()).toBe(2);
  });

  it('is made where SQLite can put nothing beside the store, as on a disk that was mounted for reading', async () => {
    await filled();
    await closeAll();
    // Root may write anywhere; the folder of the run is for root alone.
    const [still, free] = ['still', 'free'].map((name) => mkdtempSync(`/tmp/claimscope-${name}-`));
    if (still === undefined || free === undefined) throw new Error('there are two folders');
    try {
      const store = join(still, 'store.db');
      await copyFile(path, store);
      for (const [name, mode] of [
        [store, 0o444],
        [still, 0o555],
        [free, 0o777],
      ] as const)
        await chmod(name, mode);
      const note = { at: 5, by: 'terminal:ann', what: 'store-copied' as const };
      const facts = await asNobody(() => backupSqlite(store, join(free, 'copy.db'), { note }));
      expect(facts).toMatchObject({ devices: 2, claims: 1, unnoted: 'attempt to write a readonly database' });
      expect((await readdir(still)).toSorted()).toEqual(['store.db']);
    } finally {
      await rm(still, { recursive: true, force: true });
      await rm(free, { recursive: true, force: true });
    }
  });

  it('is made while the store is open, holds what was written by then, and opens as a store', async () => {
    const store = await filled();
    expect(await backupSqlite(path, copy)).toEqual({ version: MIGRATIONS.length, devices: 2, claims: 1 });
    await store.putDevices([aDevice({ serial: 'C' })]);
    const kept = await open(copy);
    expect(await kept.listSerials()).toEqual(['A', 'B']);
    expect(await kept.latestReadings(['A'], ['copies.total'], 0)).toHaveLength(1);
    expect((await stat(copy)).mode & 0o077).toBe(0);
    expect(existsSync(`${copy}.part`)).toBe(false);
  });

  it('is whole while others write', async () => {
    const store = await filled();
    const writes = Array.from({ length: 40 }, (_, n) => store.addClaim(aClaim({ sourceKey: `k${n}` })));
    const facts = await backupSqlite(path, copy);
    await Promise.all(writes);
    const kept = await open(copy);
    expect(await kept.listClaims({ limit: 100 })).toHaveLength(facts.claims);
    expect(await kept.listUnfinished()).toHaveLength(facts.claims);
  });

  it('replaces nothing unasked, and is not made of what is not there', async () => {
    await filled();
    await writeFile(copy, 'mine');
    await expect(backupSqlite(path, copy)).rejects.toMatchObject({ code: 'bad_input' });
    expect(await readFile(copy, 'utf8')).toBe('mine');
    await backupSqlite(path, copy, { mayReplace: true });
    expect((await stat(copy)).size).toBeGreaterThan(4_096);
    await expect(backupSqlite(join(folder, 'none.db'), join(folder, 'x.db'))).rejects.toThrow('There is no file');
    expect(existsSync(join(folder, 'none.db'))).toBe(false);
  });

  it('comes back where there is no store, and in the place of one that nobody has open', async () => {
    const store = await filled();
    await backupSqlite(path, copy);
    const fresh = join(folder, 'fresh.db');
    expect(await restoreSqlite(copy, fresh)).toMatchObject({ devices: 2, claims: 1 });
    expect(await (await open(fresh)).countDevices()).toBe(2);

    await store.putDevices([aDevice({ serial: 'LATER' })]);
    await expect(restoreSqlite(copy, path)).rejects.toThrow('--force');
    await closeAll();
    await restoreSqlite(copy, path, { mayReplace: true });
    const again = await open();
    expect(await again.listSerials()).toEqual(['A', 'B']);
    expect(await again.getClaim(1)).toMatchObject({ serial: 'A' });
  });

  it('does not take the place of a store that somebody has open, who goes on as before', async () => {
    const store = await filled();
    await backupSqlite(path, copy);
    await store.putDevices([aDevice({ serial: 'C' })]);
    await expect(restoreSqlite(copy, path, { mayReplace: true })).rejects.toMatchObject({
      code: 'store_failed',
      message: expect.stringContaining('stop the bot first'),
    });
    await store.putDevices([aDevice({ serial: 'D' })]);
    expect(await store.countDevices()).toBe(4);
    expect(await (await open()).countDevices()).toBe(4);
  });

  it('leaves nobody working on the store that was replaced', async () => {
    await filled();
    await backupSqlite(path, copy);
    await closeAll();
    // Opened, but not yet read: such a one holds no lock.
    const late = await openDriver(path);
    await restoreSqlite(copy, path, { mayReplace: true });
    expect(() => late.exec('DELETE FROM device')).toThrow('readonly');
    late.close();
    expect(await (await open()).countDevices()).toBe(2);
  });

  it('takes the place of a damaged store, with what was left of its log', async () => {
    await filled();
    await backupSqlite(path, copy);
    await closeAll();
    await writeFile(path, 'no database at all, but long enough to be one page of something'.repeat(100));
    await writeFile(`${path}-wal`, 'left over');
    await restoreSqlite(copy, path, { mayReplace: true });
    expect(await (await open()).countDevices()).toBe(2);
  });

  it.each([
    ['a text', 'not a database '.repeat(400), 'store_failed'],
    ['nothing', '', 'bad_input'],
  ])('that is %s is refused, and the store stays as it is', async (_name, content, code) => {
    await filled();
    await closeAll();
    await writeFile(copy, content);
    await expect(restoreSqlite(copy, path, { mayReplace: true })).rejects.toMatchObject({ code });
    expect(await (await open()).countDevices()).toBe(2);
    expect(existsSync(`${path}.part`)).toBe(false);
  });

  it('that is damaged, newer than the program or copied by hand while in use is refused', async () => {
    await filled();
    await backupSqlite(path, copy);
    await closeAll();
    const whole = await readFile(copy);
    const damaged = Buffer.from(whole);
    damaged.fill(0xff, 4_096 * 3, 4_096 * 6);
    await writeFile(copy, damaged);
    await expect(restoreSqlite(copy, path, { mayReplace: true })).rejects.toMatchObject({ code: 'store_failed' });
    await writeFile(copy, whole);
    await writeFile(`${copy}-wal`, 'pages');
    await expect(restoreSqlite(copy, path, { mayReplace: true })).rejects.toThrow(
      'was not made by "claimscope backup"',
    );
    await rm(`${copy}-wal`);
    const driver = await openDriver(copy);
    driver.exec('PRAGMA user_version = 99');
    driver.close();
    await expect(restoreSqlite(copy, path, { mayReplace: true })).rejects.toThrow('schema version 99');
    expect(await (await open()).countDevices()).toBe(2);
  });
});

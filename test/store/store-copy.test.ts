import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyStore } from '../../src/store/copy-store.ts';
import { checkPortable, openPortable, writePortable } from '../../src/store/portable-file.ts';
import { openRedisTarget } from '../../src/store/redis-fill.ts';
import { openRedisSource } from '../../src/store/redis-records.ts';
import { openRedisStore } from '../../src/store/redis-store.ts';
import { openSqliteTarget } from '../../src/store/sqlite-fill.ts';
import { openSqliteSource } from '../../src/store/sqlite-records.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import { lineOf } from '../../src/store/store-record.ts';
import type { StoreRecord, StoreSource } from '../../src/store/store-record.ts';
import { aClaim, HOSTILE_TEXTS } from './contract/samples.ts';
import { fillStore, linesOf } from './filled-store.ts';
import { startCluster } from './redis-cluster.ts';
import { hasRedis, startRedis } from './redis-server.ts';
import type { RedisServer } from './redis-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'claimscope-copy-'));
let names = 0;
const fresh = (ending = '.db'): string => join(folder, `${names++}${ending}`);

describe.runIf(hasRedis)('copies of a store', () => {
  let server: RedisServer;
  let embedded: string;
  let lines: string[];
  let prefixes = 0;
  const redisAt = (prefix = `copy-${prefixes++}`) => ({ url: server.url, prefix });
  const into = async (path: string, options: { url: string; prefix: string; cluster?: boolean }) => {
    const [source, target] = [await openSqliteSource(path), await openRedisTarget(options)];
    try {
      return await copyStore(source, target, { mayReplace: false, now: Date.now() });
    } finally {
      await source.close();
      await target.close();
    }
  };
  beforeAll(async () => {
    server = await startRedis(['--requirepass', 'hush-hush']);
    server = { ...server, url: server.url.replace('redis://', 'redis://:hush-hush@') };
    embedded = fresh();
    const store = await openSqliteStore({ path: embedded });
    await fillStore(store);
    await store.close();
    lines = await linesOf(await openSqliteSource(embedded));
  });
  afterAll(async () => {
    await server?.remove();
    rmSync(folder, { recursive: true });
  });

  it('hold everything a store holds, whichever of the two it is', async () => {
    for (const kind of [
      'device',
      'learnt',
      'readings',
      'past',
      'claim',
      'incoming',
      'handled',
      'channel',
      'note',
      'installation',
      'lastClaim',
    ]) {
      expect(lines.some((line) => line.includes(`"kind":"${kind}"`))).toBe(true);
    }
    const options = redisAt();
    expect(await into(embedded, options)).toMatchObject({ isSame: false });
    expect(await linesOf(await openRedisSource(options))).toEqual(lines);
    const again = fresh();
    const [source, target] = [await openRedisSource(options), await openSqliteTarget(again)];
    await copyStore(source, target, { mayReplace: false, now: Date.now() });
    await source.close();
    expect(await linesOf(await openSqliteSource(again))).toEqual(lines);
  });

  it('are made of a Redis that was filled by itself as well, and work on as the store they were made of', async () => {
    const options = redisAt();
    const store = await openRedisStore(options);
    await fillStore(store);
    const file = fresh('.gz');
    const source = await openRedisSource(options);
    await writePortable(source, file, { mayReplace: false });
    const there = await linesOf(source);
    const path = fresh();
    const target = await openSqliteTarget(path);
    await checkPortable(file);
    await copyStore(openPortable(file), target, { mayReplace: false, now: Date.now() });
    expect(await linesOf(await openSqliteSource(path))).toEqual(there);
    const copy = await openSqliteStore({ path });
    expect(await copy.listUnfinished()).toEqual(await store.listUnfinished());
    const [record] = await copy.listRecords('M-1', ['drum']);
    expect(record?.model.worked).toBeGreaterThan(5);
    expect(await copy.listRung(99)).toEqual(await store.listRung(99));
    expect(await copy.listCases('noise', 'M-1', 99)).toEqual(await store.listCases('noise', 'M-1', 99));
    expect([record]).toEqual(await store.listRecords('M-1', ['drum']));
    expect(await copy.listClaims({ status: ['taken'], limit: 99 })).toEqual(
      await store.listClaims({ status: ['taken'], limit: 99 }),
    );
    expect(await copy.findClaimByMessage('C1', '1.3')).toBe(await store.findClaimByMessage('C1', '1.3'));
    expect(await copy.listPast(['}x'])).toEqual(await store.listPast(['}x']));
    expect((await copy.addIncoming(HOSTILE_TEXTS[1], {}, 9)).isNew).toBe(false);
    const next = await store.addClaim(aClaim({ sourceKey: 'next' }));
    expect((await copy.addClaim(aClaim({ sourceKey: 'next' }))).claim.id).toBe(next.claim.id);
    expect((await copy.addClaim(aClaim({ sourceKey: '0:x' }))).isNew).toBe(true);
    await store.close();
    await copy.close();
  });

  it('tell the claim that a delivery joined, as the store did they were made of', async () => {
    const options = redisAt();
    await into(embedded, options);
    const [of, copy] = [await openSqliteStore({ path: embedded }), await openRedisStore(options)];
    const joined = HOSTILE_TEXTS.slice(0, 3).map((text) => `joins ${text}`);
    const found = await Promise.all(joined.map((sourceKey) => copy.findClaimBySource(sourceKey)));
    expect(found.map((claim) => claim?.events.length)).toEqual([3, 3, 3]);
    expect(await Promise.all(joined.map((sourceKey) => of.findClaimBySource(sourceKey)))).toEqual(found);
    await of.close();
    await copy.close();
  });

  it('go into a cluster', async () => {
    const cluster = await startCluster();
    const options = { url: cluster.url, prefix: 'copy' };
    await into(embedded, options);
    expect(await linesOf(await openRedisSource(options))).toEqual(lines);
    await cluster.remove();
  });

  it('are read that an older program made, which knew of no channels and notes', async () => {
    const file = fresh('.gz');
    const source = await openSqliteSource(embedded);
    async function* older(): AsyncGenerator<StoreRecord[]> {
      for await (const some of source.records()) yield some.filter(({ kind }) => kind !== 'channel' && kind !== 'note');
    }
    await writePortable({ ...source, records: older }, file, { mayReplace: false });
    await source.close();
    const text = gunzipSync(readFileSync(file)).toString().replace('"form":2', '"form":1');
    expect(text).toContain('"channel":0,"note":0,');
    writeFileSync(file, gzipSync(text.replace('"channel":0,"note":0,', '')));
    expect((await checkPortable(file)).counts).toMatchObject({ channel: 0, note: 0 });
  });

  it('are refused before anything is written where the file is cut off, damaged, newer or none of ours', async () => {
    const file = fresh('.gz');
    const source = await openSqliteSource(embedded);
    await writePortable(source, file, { mayReplace: false });
    await expect(writePortable(source, file, { mayReplace: false })).rejects.toMatchObject({ code: 'bad_input' });
    await source.close();
    expect(statSync(file).mode & 0o077).toBe(0);
    await checkPortable(file);
    const whole = readFileSync(file);
    const text = gunzipSync(whole).toString();
    const broken: [string, Buffer][] = [
      ['cut off', whole.subarray(0, whole.length / 2)],
      [
        'a flipped byte',
        Buffer.concat([whole.subarray(0, 900), Buffer.from([(whole[900] ?? 0) ^ 0xff]), whole.subarray(901)]),
      ],
      ['a line less', gzipSync(text.split('\n').toSpliced(7, 1).join('\n'))],
      ['a line changed', gzipSync(text.replace('impressions', 'impressionz'))],
      ['no last line', gzipSync(text.trimEnd().split('\n').slice(0, -1).join('\n') + '\n')],
      ['newer', gzipSync(text.replace('"form":2', '"form":3'))],
      ['another program', gzipSync('{"a":1}\n')],
      ['empty', gzipSync('')],
    ];
    for (const [what, bytes] of broken) {
      const bad = fresh('.gz');
      writeFileSync(bad, bytes);
      await expect(checkPortable(bad), what).rejects.toMatchObject({ code: 'bad_input' });
    }
  });

  it('are noticed where they were ended in the middle, and are made whole by the next try', async () => {
    const options = redisAt();
    const target = await openRedisTarget(options);
    const source = await openSqliteSource(embedded);
    let written = 0;
    const dying = {
      ...target,
      write: (records: Parameters<typeof target.write>[0]) => {
        written += 1;
        return written > 2 ? Promise.reject(new Error('died')) : target.write(records);
      },
    };
    const settings = { mayReplace: false, now: Date.now() };
    await expect(copyStore(source, dying, settings)).rejects.toThrow('died');
    await expect(openRedisStore(options)).rejects.toMatchObject({
      code: 'store_failed',
      message: expect.stringContaining('not whole'),
    });
    expect(await target.state()).toBe('half');
    expect(await copyStore(source, target, settings)).toMatchObject({ isSame: false });
    expect(await linesOf(await openRedisSource(options))).toEqual(lines);
    expect(await copyStore(source, target, settings)).toMatchObject({ isSame: true });
    const store = await openRedisStore(options);
    await store.addClaim(aClaim({ sourceKey: 'another' }));
    await store.close();
    await expect(copyStore(source, target, settings)).rejects.toMatchObject({
      code: 'bad_input',
      message: expect.stringContaining('--force'),
    });
    expect(await copyStore(source, target, { ...settings, mayReplace: true })).toMatchObject({ isSame: false });
    await source.close();
    await target.close();
  });

  it('count as whole only once they give back what they were given', async () => {
    const options = redisAt();
    const [source, target] = [await openSqliteSource(embedded), await openRedisTarget(options)];
    const losing = {
      ...target,
      write: (records: StoreRecord[]) => target.write(records.filter(({ kind }) => kind !== 'learnt')),
    };
    const settings = { mayReplace: false, now: Date.now() };
    await expect(copyStore(source, losing, settings)).rejects.toMatchObject({
      code: 'store_failed',
      message: expect.stringContaining('does not give back'),
    });
    await expect(openRedisStore(options)).rejects.toMatchObject({ message: expect.stringContaining('not whole') });
    const path = fresh();
    const embeddedTarget = await openSqliteTarget(path);
    await expect(
      copyStore(source, { ...embeddedTarget, write: async () => undefined }, settings),
    ).rejects.toMatchObject({ code: 'store_failed' });
    await embeddedTarget.close();
    expect(existsSync(path)).toBe(false);
    await source.close();
    await target.close();
  });

  it('leave out the keys of deliveries that are forgotten within the hour', async () => {
    const now = Date.now();
    const handled = (key: string, days: number): StoreRecord => ({
      kind: 'handled',
      key,
      doneAt: now - days * 86_400_000,
    });
    const source: StoreSource = {
      where: 'here',
      async *records() {
        yield [handled('long ago', 8), handled('within the hour', 7 - 0.5 / 24), handled('kept', 7 - 2 / 24)];
        yield [{ kind: 'lastClaim', id: 0 }];
      },
      sees: async () => false,
      close: async () => undefined,
    };
    const options = redisAt();
    for (const target of [await openRedisTarget(options), await openSqliteTarget(fresh())]) {
      const settings = { mayReplace: true, now };
      expect(await copyStore(source, target, settings)).toMatchObject({ isSame: false, counts: { handled: 1 } });
      await target.close();
    }
    const there = await linesOf(await openRedisSource(options));
    expect(there.filter((line) => line.includes('handled'))).toEqual([lineOf(handled('kept', 7 - 2 / 24))]);
  });
});

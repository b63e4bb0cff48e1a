import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../src/core/ports.ts';
import { copyStore } from '../../src/store/copy-store.ts';
import { checkPortable, openPortable, writePortable } from '../../src/store/portable-file.ts';
import { openRedisTarget } from '../../src/store/redis-fill.ts';
import { openRedisSource } from '../../src/store/redis-records.ts';
import { openRedisStore } from '../../src/store/redis-store.ts';
import { openSqliteTarget } from '../../src/store/sqlite-fill.ts';
import { openSqliteSource } from '../../src/store/sqlite-records.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
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
import { startCluster } from './redis-cluster.ts';
import { hasRedis, startRedis } from './redis-server.ts';
import type { RedisServer } from './redis-server.ts';

const cli = join(dirname(fileURLToPath(import.meta.url)), '../../dist/cli/main.js');
const folder = mkdtempSync(join(tmpdir(), 'claimscope-copy-'));
let names = 0;
const fresh = (ending = '.db'): string => join(folder, `${names++}${ending}`);

/** Fills a store with everything that a store can hold, hostile texts wherever a text can be. */
async function fillStore(store: Store): Promise<void> {
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
  const claims = [
    ...fc.sample(anyClaim, { seed: 7, numRuns: 15 }),
    ...HOSTILE_TEXTS.map((text) => aClaim({ sourceKey: `k${text}`, words: text, serial: text })),
  ];
  for (const [n, given] of claims.entries()) {
    const { claim } = await store.addClaim({ ...given, sourceKey: `${n}:${given.sourceKey}` });
    const text = HOSTILE_TEXTS[n % HOSTILE_TEXTS.length] ?? '';
    if (n % 3 > 0)
      await store.changeClaim(claim.id, { status: n % 3 === 1 ? 'taken' : 'resolved', event: anEvent({ note: text }) });
    const { fetch } = await store.addFetch(claim.id, { key: `press ${text}`, by: text, askedAt: 5 });
    if (n % 2 === 0) await store.sealFetch(claim.id, completed(fetch, { warnings: [text] }));
    await store.claimSlot({ claimId: claim.id, slot: 'root', channel: 'C1' });
    await store.fillSlot(claim.id, 'root', { ts: `1.${n}`, channel: 'C1', digest: text });
    await store.claimSlot({ claimId: claim.id, slot: `z${text}`, channel: text, threadTs: `1.${n}` });
    if (n % 5 === 0) await store.markShown(claim.id, 99);
  }
  for (const text of HOSTILE_TEXTS) await store.addIncoming(text, { text, n: [] }, 1.5);
  for (const text of HOSTILE_TEXTS.slice(0, 5)) await store.doneIncoming(text);
}

async function linesOf(source: StoreSource): Promise<string[]> {
  const lines: string[] = [];
  for await (const records of source.records()) lines.push(...records.map(lineOf));
  await source.close();
  return lines.sort();
}

function run(args: string[], env: Record<string, string> = {}): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [cli, ...args],
      { cwd: folder, env: { PATH: process.env['PATH'], ...env } },
      (error, out, err) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : 1, out, err });
      },
    );
  });
}

describe.runIf(hasRedis)('copies of a store', () => {
  let server: RedisServer;
  let embedded: string;
  let lines: string[];
  let prefixes = 0;
  const redisAt = (prefix = `copy-${prefixes++}`) => ({ url: server.url, prefix });
  const into = async (path: string, options: { url: string; prefix: string; cluster?: boolean }) => {
    const [source, target] = [await openSqliteSource(path), await openRedisTarget(options)];
    try {
      return await copyStore(source, target, { mayReplace: false, reopen: () => openRedisSource(options) });
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
  }, 60_000);
  afterAll(async () => {
    await server?.remove();
    rmSync(folder, { recursive: true });
  });

  it('hold everything a store holds, whichever of the two it is', async () => {
    for (const kind of ['device', 'learnt', 'readings', 'past', 'claim', 'incoming', 'handled', 'lastClaim']) {
      expect(lines.some((line) => line.includes(`"kind":"${kind}"`))).toBe(true);
    }
    const options = redisAt();
    expect(await into(embedded, options)).toMatchObject({ isSame: false });
    expect(await linesOf(await openRedisSource(options))).toEqual(lines);
    const again = fresh();
    const [source, target] = [await openRedisSource(options), await openSqliteTarget(again)];
    await copyStore(source, target, { mayReplace: false, reopen: () => openSqliteSource(again) });
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
    await copyStore(openPortable(file), target, { mayReplace: false, reopen: () => openSqliteSource(path) });
    expect(await linesOf(await openSqliteSource(path))).toEqual(there);
    const copy = await openSqliteStore({ path });
    expect(await copy.listUnfinished()).toEqual(await store.listUnfinished());
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

  it('go into a cluster', async () => {
    const cluster = await startCluster();
    const options = { url: cluster.url, prefix: 'copy' };
    await into(embedded, options);
    expect(await linesOf(await openRedisSource(options))).toEqual(lines);
    await cluster.remove();
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
      ['newer', gzipSync(text.replace('"form":1', '"form":2'))],
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
    const settings = { mayReplace: false, reopen: () => openRedisSource(options) };
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

  it('are made by commands, which never show the password', async () => {
    const config = fresh('.yml');
    writeFileSync(config, `store: { path: ${JSON.stringify(embedded)} }`);
    const first = await run(['migrate', '--to', server.url, '--prefix', 'by-command', '--json', '-c', config]);
    expect(first).toMatchObject({ code: 0, err: '' });
    const summary: { isSame: boolean; counts: { claim: number } } = JSON.parse(first.out);
    expect(summary).toMatchObject({ isSame: false, counts: { claim: 15 + HOSTILE_TEXTS.length } });
    const second = await run(['migrate', '--to', 'env:TARGET', '--prefix', 'by-command', '-c', config], {
      TARGET: server.url,
    });
    expect(second.out).toMatch(/holds the same as .* already/u);
    const onRedis = fresh('.yml');
    writeFileSync(onRedis, 'store: { redis: { url: { env: TARGET }, prefix: by-command } }');
    const file = fresh('.gz');
    const third = await run(['backup', file, '-c', onRedis], { TARGET: server.url });
    expect(third.out).toContain(`was copied to ${file}: `);
    const elsewhere = fresh('.yml');
    const path = fresh();
    writeFileSync(elsewhere, `store: { path: ${JSON.stringify(path)} }`);
    const fourth = await run(['restore', file, '-c', elsewhere]);
    expect(fourth).toMatchObject({ code: 0 });
    expect(await linesOf(await openSqliteSource(path))).toEqual(lines);
    const plain = fresh('.copy');
    expect(await run(['backup', plain, '-c', elsewhere])).toMatchObject({ code: 0 });
    const fifth = await run(['restore', plain, '--force', '-c', onRedis], { TARGET: server.url });
    expect(fifth).toMatchObject({ code: 0 });
    const wrong = await run(['migrate', '--to', server.url.replace('hush-hush', 'hush-wrong'), '-c', config]);
    expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('refuses the password') });
    const none = await run(['migrate', '--to', 'http://:hush-x@localhost', '-c', config]);
    expect(none).toMatchObject({ code: 2, err: expect.stringContaining('redis://HOST:PORT') });
    const all = [first, second, third, fourth, fifth, wrong, none].map(({ out, err }) => out + err).join('');
    expect(all).not.toContain('hush');
  }, 60_000);
});

import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyStore } from '../../src/store/copy-store.ts';
import { openRedisTarget } from '../../src/store/redis-fill.ts';
import { openRedisSource } from '../../src/store/redis-records.ts';
import { backupSqlite } from '../../src/store/sqlite-backup.ts';
import { openDriver } from '../../src/store/sqlite-driver.ts';
import { openSqliteSource } from '../../src/store/sqlite-records.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import { CLAIMS_FILLED, fillStore, linesOf } from './filled-store.ts';
import { hasRedis, startRedis } from './redis-server.ts';
import type { RedisServer } from './redis-server.ts';

const cli = join(dirname(fileURLToPath(import.meta.url)), '../../dist/cli/main.js');
const folder = mkdtempSync(join(tmpdir(), 'claimscope-copy-'));
let names = 0;
const fresh = (ending = '.db'): string => join(folder, `${names++}${ending}`);

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

/** What a line of a store notes of copies of it. */
const noted = (line: string): string[] => /"what":"(store-\w+)"/u.exec(line)?.slice(1) ?? [];

describe.runIf(hasRedis)('copies of a store made by commands', () => {
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

  it('are refused where both are one store under two names, and leave it as it is', async () => {
    const options = redisAt();
    await into(embedded, options);
    const { port } = new URL(server.url);
    const config = fresh('.yml');
    writeFileSync(config, `store: { redis: { url: { env: TARGET }, prefix: ${options.prefix} } }`);
    for (const url of [
      `redis://:hush-hush@localhost:${port}/0`,
      server.url.replace('127.0.0.1', '[::ffff:127.0.0.1]'),
      `${server.url}?db=0`,
    ]) {
      const to = ['migrate', '--to', url, '--prefix', options.prefix, '--force', '-c', config];
      const refused = await run(to, { TARGET: server.url });
      expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('one and the same') });
    }
    expect(await linesOf(await openRedisSource(options))).toEqual(lines);
    const link = fresh();
    symlinkSync(embedded, link);
    const onFile = fresh('.yml');
    writeFileSync(onFile, `store: { path: ${JSON.stringify(embedded)} }`);
    const same = await run(['migrate', '--to', `sqlite:${link}`, '--force', '-c', onFile]);
    expect(same).toMatchObject({ code: 2, err: expect.stringContaining('one and the same') });
    expect(await linesOf(await openSqliteSource(embedded))).toEqual(lines);
    const other = ['migrate', '--to', `${server.url}/1`, '--prefix', options.prefix, '--force', '-c', config];
    expect(await run(other, { TARGET: server.url })).toMatchObject({ code: 0 });
  });

  it('put into a Redis stay as they are, and are looked through before', async () => {
    const onRedis = fresh('.yml');
    const { prefix } = redisAt();
    writeFileSync(onRedis, `store: { redis: { url: { env: TARGET }, prefix: ${prefix} } }`);
    const plain = fresh('.copy');
    await backupSqlite(embedded, plain);
    const foreign = fresh();
    const driver = await openDriver(foreign);
    driver.exec('CREATE TABLE another (program TEXT)');
    driver.close();
    const damaged = fresh();
    const bytes = readFileSync(plain);
    writeFileSync(damaged, bytes.fill(0x5a, 3 * 4096, 40 * 4096));
    for (const [file, code, said] of [
      [foreign, 2, 'no store of claimscope'],
      [damaged, 1, 'damaged|malformed'],
      [plain, 0, 'was copied to'],
    ] as const) {
      const before = readFileSync(file);
      const { out, err, ...done } = await run(['restore', file, '-c', onRedis], { TARGET: server.url });
      expect(done, file).toEqual({ code });
      expect(out + err).toMatch(new RegExp(said, 'u'));
      expect(readFileSync(file).equals(before)).toBe(true);
      expect(readdirSync(folder).filter((name) => name.startsWith(`${basename(file)}.part`))).toEqual([]);
    }
    const copied = await linesOf(await openRedisSource({ url: server.url, prefix }));
    expect(copied.filter((line) => noted(line).length === 0)).toEqual(lines);
    expect(copied.flatMap(noted)).toEqual(['store-restored']);
  });

  it('end where the other store cannot be opened', async () => {
    const config = fresh('.yml');
    writeFileSync(config, `store: { redis: { url: { env: TARGET }, prefix: ${redisAt().prefix} } }`);
    const nowhere = await run(['migrate', '--to', 'redis://127.0.0.1:1', '-c', config], { TARGET: server.url });
    expect(nowhere).toMatchObject({ code: 1, err: expect.stringContaining('nothing listens there') });
  });

  it('are made by commands, which never show the password', async () => {
    const config = fresh('.yml');
    writeFileSync(config, `store: { path: ${JSON.stringify(embedded)} }`);
    const first = await run(['migrate', '--to', server.url, '--prefix', 'by-command', '--json', '-c', config]);
    expect(first).toMatchObject({ code: 0, err: '' });
    const summary: { isSame: boolean; counts: { claim: number } } = JSON.parse(first.out);
    expect(summary).toMatchObject({ isSame: false, counts: { claim: CLAIMS_FILLED } });
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
    const copied = await linesOf(await openSqliteSource(path));
    expect(copied.filter((line) => noted(line).length === 0)).toEqual(lines);
    expect(copied.flatMap(noted)).toEqual(['store-migrated', 'store-copied', 'store-restored']);
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
  });
});

import { existsSync, mkdtempSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSqliteQueue } from '../../src/queue/sqlite-queue.ts';
import { describeQueue, SHORT } from './queue-contract.ts';

const onTrouble = (): void => undefined;

describeQueue('the embedded queue', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'claimscope-queue-'));
  const options = { path: join(folder, 'queue.db'), ...SHORT };
  return {
    open: () => openSqliteQueue({ ...options, onTrouble }),
    child: { module: 'sqlite-queue.js', open: 'openSqliteQueue', options },
    destroy: () => rm(folder, { recursive: true }),
  };
});

/** The files that this process has open, as the system names them; nothing where it does not tell. */
function openFiles(): string[] {
  const folder = '/proc/self/fd';
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((fd) => {
    try {
      return [readlinkSync(join(folder, fd))];
    } catch {
      return [];
    }
  });
}

describe('the embedded queue and files', () => {
  it('leaves a file closed that it cannot use', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'claimscope-queue-'));
    const path = join(folder, 'queue.db');
    writeFileSync(path, 'no SQLite file, and long enough to be told from an empty one'.repeat(100));
    await expect(openSqliteQueue({ path, ...SHORT, onTrouble })).rejects.toMatchObject({
      code: 'store_failed',
      message: expect.stringContaining('not a database'),
    });
    expect(openFiles().filter((file) => file.startsWith(folder))).toEqual([]);
    await rm(folder, { recursive: true });
  });
});

describe('the embedded queue and time', () => {
  it('holds nothing up when the wall clock is set back, and ends no lease when it is set forward', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'claimscope-queue-'));
    const path = join(folder, 'queue.db');
    const clock = { ms: Date.now() };
    const options = { path, ...SHORT, onTrouble, now: () => clock.ms };
    const [one, two] = [await openSqliteQueue(options), await openSqliteQueue(options)];
    const tries: string[] = [];
    let end = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      end = resolve;
    });
    for (const queue of [one, two]) {
      queue.work('k', { atOnce: 4 }, async ({ key }) => {
        tries.push(key);
        if (key === 'held') await held;
        if (key === 'fails' && tries.filter((one) => one === key).length < 3) throw new Error('no');
      });
    }
    await one.put([{ kind: 'k', key: 'held', body: null }]);
    await expect.poll(() => tries).toEqual(['held']);
    clock.ms += 86_400_000;
    await one.put([{ kind: 'k', key: 'fails', body: null }]);
    clock.ms -= 2 * 86_400_000;
    await one.put([{ kind: 'k', key: 'new', body: null }]);
    await expect.poll(() => tries.toSorted()).toEqual(['fails', 'fails', 'fails', 'held', 'new']);
    end();
    await expect.poll(() => two.count('k')).toEqual({ waiting: 0, running: 0 });
    await one.close();
    await two.close();
    await rm(folder, { recursive: true });
  });
});

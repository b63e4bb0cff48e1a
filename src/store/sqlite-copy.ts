import { rmSync } from 'node:fs';
import { guard } from './failures.ts';
import { copySound } from './sqlite-backup.ts';
import { openSqliteSource } from './sqlite-records.ts';
import type { StoreSource } from './store-record.ts';

/**
 * Opens a copy of the embedded store to be read through, once it is known to be sound. It is read from a second copy beside it, which is brought up to date
 * where an older program made it, and goes when it is closed: the first one is not touched.
 * Fails: AppError `bad_input` when there is no such copy, or it is none of a store; `store_failed` when it is damaged, newer than this program, or there is no
 * room for a second one.
 */
export async function openSqliteCopy(file: string): Promise<StoreSource> {
  const part = `${file}.part`;
  const drop = (): void => {
    for (const ending of ['', '-wal', '-shm']) rmSync(`${part}${ending}`, { force: true });
  };
  return guard('restore', file, async () => {
    try {
      await copySound(file, part);
      const source = await openSqliteSource(part);
      return {
        ...source,
        where: file,
        async close() {
          await source.close();
          drop();
        },
      };
    } catch (error) {
      drop();
      throw error;
    }
  });
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import { openedBy } from './contract/opened-store.ts';
import { describeStore } from './store-contract.ts';

describeStore('the SQLite store', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'claimscope-store-'));
  const path = join(folder, 'deep', 'claims.db');
  return openedBy(
    () => openSqliteStore({ path }),
    () => rm(folder, { recursive: true }),
  );
});

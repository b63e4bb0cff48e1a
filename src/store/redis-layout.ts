import { randomUUID } from 'node:crypto';
import { AppError } from '../core/errors.ts';
import { enterAllClaims } from './redis-claim-entries.ts';
import type { RedisLink } from './redis-connection.ts';
import { dropFirstLayout, isFirstLayout, moveFirstLayout } from './redis-first-layout.ts';
import { packReadings, partReadings } from './redis-pack-readings.ts';
import { placeAllDevices } from './redis-sites.ts';

/** One step of the stored form's history. It may be done twice, and in part before: a process may end in it. */
type LayoutStep = (link: RedisLink) => Promise<void>;

/** The history: the n-th entry takes a store from version n to n + 1, beginning with 1. Entries are added, never changed. */
const STEPS: readonly LayoutStep[] = [
  moveFirstLayout,
  dropFirstLayout,
  packReadings,
  beginSums,
  enterAllClaims,
  enterAllClaims,
  placeAllDevices,
  beginBells,
  partReadings,
];

/** Sums are made of what is kept, when a claim asks for them. A program of before would change devices without making them due, hence the version. */
async function beginSums(): Promise<void> {}

/** Nothing of before belongs into the list of claims that rang a bell. A program of before would take claims out of it, hence the version. */
async function beginBells(): Promise<void> {}

/** The newest version that this program knows. */
export const NEWEST_LAYOUT = STEPS.length + 1;

/** Who brings a store up to date says so this often, and has gone when nothing was said for this long. Units: milliseconds. */
const LEASE_MS = 15_000;
const POLL_MS = 100;

const RENEW = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])`;
const RELEASE = `
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end`;

/** Name of the key that stands while a store is filled from another. */
export const FILLING = 'filling';

/**
 * Brings a store to the newest form before it is used.
 * Fails: as `migrateForFilling`, and AppError `store_failed` where the store was begun to be filled and is not whole.
 */
export async function migrateLayout(link: RedisLink): Promise<void> {
  await migrateForFilling(link);
  if ((await link.redis.exists(`${link.prefix}:${FILLING}`)) === 0) return;
  throw new AppError(
    'store_failed',
    'the store is not whole: it is being filled by "restore" or "migrate", or that was ended in the middle; run it again to its end',
  );
}

/**
 * Brings a store to the newest form. One process does it while the others that open the store wait for it; one that ends in the middle is followed by the next.
 * Fails: AppError `store_failed` when the store was written by a newer program.
 */
export async function migrateForFilling(link: RedisLink): Promise<void> {
  const lock = `${link.prefix}:migrating`;
  const token = randomUUID();
  while ((await readLayout(link)) < NEWEST_LAYOUT) {
    if ((await link.redis.set(lock, token, 'PX', LEASE_MS, 'NX')) === null) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      continue;
    }
    const renewing = setInterval(() => {
      link.run(RENEW, [lock], [token, LEASE_MS]).catch(() => undefined);
    }, LEASE_MS / 3);
    try {
      await takeSteps(link);
    } finally {
      clearInterval(renewing);
      await link.run(RELEASE, [lock], [token]).catch(() => undefined);
    }
  }
}

async function takeSteps(link: RedisLink): Promise<void> {
  // Read again: another process may have been first.
  for (let version = await readLayout(link); version < NEWEST_LAYOUT; version++) {
    await STEPS[version - 1]?.(link);
    await link.redis.set(`${link.prefix}:layout`, version + 1);
  }
}

/** A store without a mark is a new one, or one from before there were marks. */
async function readLayout(link: RedisLink): Promise<number> {
  const mark = `${link.prefix}:layout`;
  const said = await link.redis.get(mark);
  if (said === null) {
    if (await isFirstLayout(link)) return 1;
    await link.redis.set(mark, NEWEST_LAYOUT, 'NX');
    return NEWEST_LAYOUT;
  }
  const version = Number(said);
  if (!Number.isInteger(version) || version < 1) {
    throw new AppError('store_failed', `the key ${mark} holds no version of a store: another program writes there`);
  }
  if (version > NEWEST_LAYOUT) {
    throw new AppError(
      'store_failed',
      `the store was written by a newer program: its form has version ${version}, this program knows up to ${NEWEST_LAYOUT}; update the program`,
      { version, known: NEWEST_LAYOUT },
    );
  }
  return version;
}

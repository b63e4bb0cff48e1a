import type { TrackRecord } from '../core/track-record.ts';
import { namesOfRecords, toRecords } from './claim-entries.ts';
import { READ_FACTS, settle, toFacts } from './redis-claim-index.ts';
import { inPortions } from './redis-connection.ts';
import type { RedisLink } from './redis-connection.ts';

const CLAIMS_AT_ONCE = 100;

/** What became of each of these measures on a model and on all models. */
export async function listRecords(link: RedisLink, model: string, measures: string[]): Promise<TrackRecord[]> {
  if (measures.length === 0) return [];
  const counts = await link.redis.hmget(link.key('claims', 'counts'), ...namesOfRecords(model, measures));
  return toRecords(measures, counts.map(Number));
}

/** Enters the claims of a store into the lists that follow from their events. */
export async function enterAllClaims(link: RedisLink): Promise<void> {
  const ids = (await link.redis.zrange(link.key('claims', 'all'), 0, '-1')).map(Number);
  for (const portion of inPortions(ids, CLAIMS_AT_ONCE)) {
    await Promise.all(
      portion.map(async (id) => {
        const facts = await link.run(READ_FACTS, [link.claimKey(id, 'head')], []);
        if (facts !== null) await settle(link, id, { facts: toFacts(facts) });
      }),
    );
  }
}

import type { Device } from '../core/device.ts';
import { evenHash } from '../core/even-hash.ts';
import type { ModelSummary, Tally } from '../core/tally.ts';
import { compareBytes } from './byte-order.ts';
import { modelKey, serialKey, textKey } from './keys.ts';
import { inPortions } from './redis-connection.ts';
import type { RedisLink } from './redis-connection.ts';
import { getDevices } from './redis-device-bodies.ts';
import { listOf } from './redis-reply.ts';
import type { TallyHead, WrittenTally } from './sum-up.ts';
import { madeBy, readPart, readTally } from './tally-form.ts';

const DEVICES_PER_COMMAND = 500;

/** Sums that were changed while they were read are read again, so often at the most: what they say then differs by a device or two. */
const MOST_TRIES = 5;

/** The head of a model's sums, as the counting left it. */
export async function headOf(link: RedisLink, model: string): Promise<TallyHead | undefined> {
  const body = await link.redis.hget(link.sumsKey(model, 'head'), 'body');
  return body === null ? undefined : JSON.parse(body);
}

/** The key of the parts of one item. */
export function partsKey(link: RedisLink, model: string, item: string): string {
  return link.sumsKey(model, `parts:${textKey(item)}`);
}

/** What was counted of a model for some items; undefined where it was not counted by these rules, or not all of it yet. */
export async function summaryOf(
  link: RedisLink,
  model: string,
  { rules, items }: { rules: string; items: string[] },
): Promise<ModelSummary | undefined> {
  for (let tries = 1; ; tries += 1) {
    const head = await headOf(link, model);
    if (head === undefined || head.rules !== madeBy({ fingerprint: rules }) || !head.isReady) return undefined;
    const replies = await link.bulkBuffers(items.map((item) => ['HGETALL', partsKey(link, model, item)]));
    if ((await headOf(link, model))?.writes !== head.writes && tries < MOST_TRIES) continue;
    return {
      people: new Map(Object.entries(head.people)),
      parts: replies.flatMap((reply) =>
        inPortions(listOf(reply), 2).flatMap(([name, octets]) =>
          Buffer.isBuffer(name) && Buffer.isBuffer(octets) ? [readPart(name.toString(), octets)] : [],
        ),
      ),
    };
  }
}

/** What devices of a customer, or of these serials, added to the sums of a model. */
export async function talliesOf(
  link: RedisLink,
  model: string,
  whose: { customer: string } | { serials: string[] },
): Promise<Tally[]> {
  const keys =
    'customer' in whose
      ? await link.redis.smembers(link.sumsKey(model, `of:${textKey(whose.customer)}`))
      : [...new Set(whose.serials.map(serialKey))];
  const found = await writtenByKey(link, model, keys.sort(compareBytes));
  return found.flatMap((text) => (text === undefined ? [] : [readTally(text)]));
}

/** What each of these devices added as it was written, in the order given. */
export async function writtenByKey(link: RedisLink, model: string, keys: string[]): Promise<(string | undefined)[]> {
  const hash = link.sumsKey(model, 'tallies');
  const replies = await link.bulk(
    inPortions(keys, DEVICES_PER_COMMAND).map((portion) => ['HMGET', hash, ...portion] as const),
  );
  return replies.flatMap(listOf).map((body) => (typeof body === 'string' ? body : undefined));
}

/** So many active devices of a model that is counted, in an order that has nothing to do with them, from a place in it on. */
export async function sampleOfModel(
  link: RedisLink,
  model: string,
  { from, limit }: { from: number; limit: number },
): Promise<Device[]> {
  const spread = link.sumsKey(model, 'by-spread');
  const take = (first: number, most: number): Promise<string[]> =>
    link.redis.zrangebyscore(spread, first, '+inf', 'LIMIT', 0, most);
  const keys = await take(from, limit);
  const more = keys.length < limit ? await take(0, limit - keys.length) : [];
  const devices = await getDevices(link, [...new Set([...keys, ...more])]);
  return devices.filter((device) => modelKey(device) === model);
}

/** What a device's tally is written as: its key, its customer's, where it stands in the even order or nowhere, and what it added or nothing. */
export function valuesOfTally(key: string, written: WrittenTally | undefined): string[] {
  if (written === undefined) return [key, '', '', ''];
  const { tally, text } = written;
  return [key, textKey(tally.customer), tally.state === 'active' ? String(evenHash(key)) : '', text];
}

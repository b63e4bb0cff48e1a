import type { DevicePast, HistorySettings } from '../core/history.ts';
import { MOST_VISITS, packVisits, readPast } from './history-text.ts';
import { serialKey } from './keys.ts';
import type { RedisLink } from './redis-connection.ts';
import { listOf, textIn } from './redis-reply.ts';

/** What is packed stands first in the list of a device, behind how often it was packed. */
const PACKED = /^(\d+)\|/u;

/** Puts the packed past in the place of what it was made of, unless another process was first. */
const PACK = `
local first = redis.call('LINDEX', KEYS[1], 0) or ''
if (string.match(first, '^(%d+)|') or '0') ~= ARGV[1] then return 0 end
redis.call('LTRIM', KEYS[1], ARGV[2], -1)
redis.call('LPUSH', KEYS[1], ARGV[3])
return 1`;

/**
 * Packs the past of devices whose lists have grown long; what was appended meanwhile stays behind it.
 * Shape: `lengths` of the lists after an append, by the key of the serial.
 */
export async function packPasts(
  link: RedisLink,
  history: HistorySettings,
  lengths: ReadonlyMap<string, number>,
): Promise<void> {
  const long = [...lengths].flatMap(([key, length]) => (length > MOST_VISITS ? [link.pastKey(key)] : []));
  for (const key of long) {
    const kept = await link.redis.lrange(key, 0, -1);
    const { times, packed, lines } = partsOf(kept);
    if (lines.length < MOST_VISITS) continue;
    const past = packVisits(packed, lines, history);
    await link.run(PACK, [key], [times, kept.length, `${times + 1}|${past}`]);
  }
}

/** The past of devices, of these items or of all; devices without any are left out. */
export async function listPast(
  link: RedisLink,
  history: HistorySettings,
  serials: string[],
  items: string[] | undefined,
): Promise<DevicePast[]> {
  const wanted = items === undefined ? undefined : new Set(items);
  const pasts = await pastPartsOf(link, serials.map(serialKey));
  return serials.flatMap((serial, index) => {
    const { packed = '', lines = [] } = pasts[index] ?? {};
    const series = readPast(packed, lines, history, wanted);
    return series.length === 0 ? [] : [{ serial, series }];
  });
}

/** The pasts of devices as they are kept, by the keys of their serials and in that order. */
export async function pastPartsOf(link: RedisLink, keys: string[]): Promise<{ packed: string; lines: string[] }[]> {
  const replies = await link.bulk(keys.map((key) => ['LRANGE', link.pastKey(key), 0, -1]));
  return replies.map((reply) => partsOf(listOf(reply).map(textIn)));
}

function partsOf(kept: string[]): { times: number; packed: string; lines: string[] } {
  const [first = ''] = kept;
  const found = PACKED.exec(first);
  if (found === null) return { times: 0, packed: '', lines: kept };
  return { times: Number(found[1]), packed: first.slice(found[0].length), lines: kept.slice(1) };
}

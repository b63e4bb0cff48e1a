import type { SavedReadings } from '../core/ports.ts';
import type { Reading } from '../core/reading.ts';
import { serialKey, toJson } from './keys.ts';
import type { RedisLink } from './redis-connection.ts';
import { listOf, repliesOf, textIn } from './redis-reply.ts';

/**
 * Keeps the newest reading of each field of one device's hash.
 * A value beats none, whatever their times: a service's value is as old as its reading, while an absent one is always of now.
 */
const SAVE = `
for i = 1, #ARGV, 2 do
  local kept = redis.call('HGET', KEYS[1], ARGV[i])
  local isNewer = true
  if kept then
    local hadValue, was = string.match(kept, '^(%d)|([^|]*)|')
    local hasValue, at = string.match(ARGV[i + 1], '^(%d)|([^|]*)|')
    if hasValue == hadValue then
      isNewer = tonumber(at) >= tonumber(was)
    else
      isNewer = hasValue > hadValue
    end
  end
  if isNewer then redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
end
return 1`;

/** Keeps the newest reading of each item and part; one script a device, all of them sent at once. */
export async function saveReadings(link: RedisLink, saved: SavedReadings[]): Promise<void> {
  const devices = saved.filter(({ readings }) => readings.length > 0);
  await Promise.all(
    devices.map(({ serial, readings }) =>
      link.run(
        SAVE,
        [link.readingsKey(serialKey(serial))],
        readings.flatMap((reading) => [fieldOf(reading), entryOf(reading)]),
      ),
    ),
  );
}

/** Latest readings of the devices and items asked for, in the order the serials were given and named as they were. */
export async function latestReadings(
  link: RedisLink,
  serials: string[],
  items: string[],
  notBefore: number,
): Promise<SavedReadings[]> {
  const wanted = new Set(items);
  const pipeline = link.redis.pipeline();
  for (const serial of serials) pipeline.hvals(link.readingsKey(serialKey(serial)));
  const replies = repliesOf(await pipeline.exec());
  return serials.flatMap((serial, i) => {
    const readings = listOf(replies[i])
      .map((entry) => readEntry(textIn(entry)))
      .filter((reading) => wanted.has(reading.item) && reading.at >= notBefore);
    return readings.length === 0 ? [] : [{ serial, readings }];
  });
}

function fieldOf(reading: Reading): string {
  return toJson(reading.part === undefined ? [reading.item] : [reading.item, reading.part]);
}

/** What decides stands before the reading, so that the script need not understand it. */
function entryOf(reading: Reading): string {
  return `${reading.value.kind === 'absent' ? 0 : 1}|${reading.at}|${toJson(reading)}`;
}

function readEntry(entry: string): Reading {
  return JSON.parse(entry.slice(entry.indexOf('|', 2) + 1));
}

import { inPortions } from './redis-connection.ts';
import type { RedisLink } from './redis-connection.ts';
import { byShard } from './redis-keys.ts';
import { listOf, textIn } from './redis-reply.ts';

// Which devices of a model are to be counted anew stands beside its sums, which may be on another node of a cluster than the device. So a change of a device
// takes three steps, as that of a claim does: it is noted, made, and said to have been made. Whoever ends in between leaves the note, which comes due by itself.

const DEVICES_PER_COMMAND = 500;

/** A note comes due by itself after so long; a change that takes longer was given up. Units: microseconds, as all moments here. */
const NOTE_LASTS = 60_000_000;

/** A moment of the server's clock as a text without an exponent, which a score gives back as it was. */
export const NOW = `
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local function moment(at) return string.format('%.0f', at) end`;

/** Notes devices that are about to change and gives the moment at which they come due by themselves. */
const NOTE = `${NOW}
local last = moment(now + ARGV[1])
for i = 2, #ARGV do redis.call('ZADD', KEYS[1], last, ARGV[i]) end
return last`;

/** Makes devices due: at once, unless somebody else is about to change them, who makes them due then. */
const MARK = `${NOW}
for i = 2, #ARGV do
  local score = redis.call('ZSCORE', KEYS[1], ARGV[i])
  if not score or score == ARGV[1] or tonumber(score) <= now then redis.call('ZADD', KEYS[1], moment(now), ARGV[i]) end
end
return 1`;

/** The devices of a model that are to be counted anew, each with the moment from which on. */
export function dueKey(link: RedisLink, model: string): string {
  return link.sumsKey(model, 'due');
}

/** The keys of the models that are counted. */
export async function countedModels(link: RedisLink): Promise<string[]> {
  return link.redis.smembers(link.key('sums', 'models'));
}

/** A device that is changed; `model` is the key of its model, where that may be another from now on. */
type Changed = { key: string; model?: string | undefined };

/** Changes devices; those of a model that is counted are due afterwards, even where this process ends in the middle of it. */
export async function changeDevices<T>(link: RedisLink, changed: Changed[], work: () => Promise<T>): Promise<T> {
  const before = await devicesByModel(link, changed);
  const notes = new Map<string, string>();
  for (const [model, keys] of before) {
    for (const portion of inPortions(keys, DEVICES_PER_COMMAND)) {
      const note = await link.run(NOTE, [dueKey(link, model)], [NOTE_LASTS, ...portion]);
      for (const key of portion) notes.set(`${key} ${model}`, textIn(note));
    }
  }
  const result = await work();
  // A model may have begun to be counted meanwhile, by who saw the device as it was.
  const after = await devicesByModel(link, changed);
  for (const model of new Set([...before.keys(), ...after.keys()])) {
    const noted = new Map<string, string[]>();
    for (const key of new Set([...(before.get(model) ?? []), ...(after.get(model) ?? [])])) {
      const note = notes.get(`${key} ${model}`) ?? '';
      noted.set(note, [...(noted.get(note) ?? []), key]);
    }
    for (const [note, keys] of noted) await markDue(link, model, keys, note);
  }
  return result;
}

/** Makes devices of a model due; `note` is what stands for their note, where there is one. */
export async function markDue(link: RedisLink, model: string, keys: string[], note = ''): Promise<void> {
  for (const portion of inPortions(keys, DEVICES_PER_COMMAND)) {
    await link.run(MARK, [dueKey(link, model)], [note, ...portion]);
  }
}

async function devicesByModel(link: RedisLink, changed: Changed[]): Promise<Map<string, string[]>> {
  const counted = new Set(changed.length === 0 ? [] : await countedModels(link));
  const found = new Map<string, Set<string>>();
  function add(model: unknown, key: string): void {
    if (typeof model !== 'string' || !counted.has(model)) return;
    found.set(model, (found.get(model) ?? new Set<string>()).add(key));
  }
  if (counted.size === 0) return new Map();
  const asked = byShard(changed, ({ key }) => key).flatMap(([shard, ofShard]) =>
    inPortions(ofShard, DEVICES_PER_COMMAND).map((portion) => ({ hash: link.shardKey(shard, 'model'), portion })),
  );
  const replies = await link.bulk(asked.map(({ hash, portion }) => ['HMGET', hash, ...portion.map(({ key }) => key)]));
  asked.forEach(({ portion }, i) => {
    listOf(replies[i]).forEach((model, at) => add(model, portion[at]?.key ?? ''));
  });
  for (const { key, model } of changed) add(model, key);
  return new Map([...found].map(([model, keys]) => [model, [...keys]]));
}

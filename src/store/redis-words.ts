import { randomUUID } from 'node:crypto';
import type { SavedReadings } from '../core/ports.ts';
import type { RedisLink } from './redis-connection.ts';
import { listOf, numberIn, textIn } from './redis-reply.ts';
import type { Words } from './words.ts';

/**
 * Words are numbered as they come; whoever adds one that is there already changes nothing. A dictionary that is begun gets a mark, so that a process that
 * worked while the store was filled anew tells its numbers from those of the one before.
 */
const ADD = `
if redis.call('EXISTS', KEYS[1]) == 0 then redis.call('SET', KEYS[2], ARGV[1]) end
for i = 2, #ARGV do redis.call('HSETNX', KEYS[1], ARGV[i], redis.call('HLEN', KEYS[1]) + 1) end
return 1`;

/** Gives nothing where the dictionary is the one that is known, with as many words; else its mark and all of it. */
const LEARN = `
local mark = redis.call('GET', KEYS[2]) or ''
if mark == ARGV[1] and redis.call('HLEN', KEYS[1]) == tonumber(ARGV[2]) then return {} end
return { mark, redis.call('HGETALL', KEYS[1]) }`;

/** The key of the dictionary, from each word to its number. */
export function wordsKey(link: RedisLink): string {
  return link.key('words', 'all');
}

/**
 * Learns the words that other processes added since, or the whole dictionary where it is another than the one that is known. Whoever reads readings does it
 * after them: a word was added before the reading that has it, and may be on another node of a cluster.
 */
export async function learnWords(link: RedisLink, words: Words): Promise<void> {
  const [mark, flat] = listOf(await link.run(LEARN, keysOf(link), [words.mark(), words.last()]));
  if (mark === undefined) return;
  const all = listOf(flat);
  // Fewer than are known: the server lost its last second, and gives the numbers of what is gone to other words.
  if (mark !== words.mark() || all.length / 2 < words.last()) words.begin(textIn(mark));
  for (let i = 0; i < all.length; i += 2) words.add(numberIn(all[i + 1]), textIn(all[i]));
}

/** Gives the words of readings their numbers. */
export async function addWords(link: RedisLink, words: Words, saved: readonly SavedReadings[]): Promise<void> {
  const missing = words.missing(saved.flatMap(({ readings }) => readings));
  if (missing.length === 0) return;
  await link.run(ADD, keysOf(link), [randomUUID(), ...missing]);
  await learnWords(link, words);
}

function keysOf(link: RedisLink): string[] {
  return [wordsKey(link), link.key('words', 'mark')];
}

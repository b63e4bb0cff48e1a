import type { SavedReadings } from '../core/ports.ts';
import { wordsIn } from './facts.ts';
import type { RedisLink } from './redis-connection.ts';
import type { Words } from './words.ts';

/** Words are numbered as they come; whoever adds one that is there already changes nothing. */
const ADD = `
for i = 1, #ARGV do redis.call('HSETNX', KEYS[1], ARGV[i], redis.call('HLEN', KEYS[1]) + 1) end
return 1`;

/** The key of the dictionary, from each word to its number. */
export function wordsKey(link: RedisLink): string {
  return link.key('words', 'all');
}

/**
 * Learns the words that other processes added since. Whoever reads readings does it after them: a word was added before the reading that has it, and may be
 * on another node of a cluster.
 */
export async function learnWords(link: RedisLink, words: Words): Promise<void> {
  if ((await link.redis.hlen(wordsKey(link))) <= words.last()) return;
  const all = await link.redis.hgetall(wordsKey(link));
  for (const [word, id] of Object.entries(all)) words.add(Number(id), word);
}

/** Gives the words of readings their numbers. */
export async function addWords(link: RedisLink, words: Words, saved: readonly SavedReadings[]): Promise<void> {
  const missing = words.missing(wordsIn(saved));
  if (missing.length === 0) return;
  await link.run(ADD, [wordsKey(link)], missing);
  await learnWords(link, words);
}

import type { Installation } from '../core/installation.ts';
import { textKey, toJson } from './keys.ts';
import type { RedisCommand } from './redis-commands.ts';
import type { RedisLink } from './redis-connection.ts';
import { numberIn } from './redis-reply.ts';

/** Keeps an install in the place of the one its workspace had. */
export async function putInstallation(link: RedisLink, installation: Installation): Promise<void> {
  await link.redis.hset(installationsKey(link), textKey(installation.team), valueOf(installation));
}

/** What keeps it. */
export function installationCommand(link: RedisLink, installation: Installation): RedisCommand {
  return ['HSET', installationsKey(link), textKey(installation.team), valueOf(installation)];
}

/** The install of a workspace. */
export async function getInstallation(link: RedisLink, team: string): Promise<Installation | undefined> {
  const body = await link.redis.hget(installationsKey(link), textKey(team));
  return body === null ? undefined : installationIn(body);
}

/** Every install. */
export async function listInstallations(link: RedisLink): Promise<Installation[]> {
  const all = Object.entries(await link.redis.hgetall(installationsKey(link)));
  return all.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, body]) => installationIn(body));
}

const REMOVE = `
local value = redis.call('HGET', KEYS[1], ARGV[1])
if not value or tonumber(string.match(value, '^%S+')) > tonumber(ARGV[2]) then return 0 end
return redis.call('HDEL', KEYS[1], ARGV[1])`;

/** Forgets an install that was made no later than this. */
export async function removeInstallation(link: RedisLink, team: string, upTo: number): Promise<boolean> {
  return numberIn(await link.run(REMOVE, [installationsKey(link)], [textKey(team), upTo])) === 1;
}

/** Where they stand, beside what else is one for the whole desk. */
export function installationsKey(link: RedisLink): string {
  return link.key('desk', 'installations');
}

/** Its time stands before it: not every text of ours is one that Redis can read as JSON. */
function valueOf(installation: Installation): string {
  return `${installation.at} ${toJson(installation)}`;
}

function installationIn(value: string): Installation {
  return JSON.parse(value.slice(value.indexOf(' ') + 1));
}

import type { RedisCommander } from 'ioredis';
import { AppError } from '../core/errors.ts';

/**
 * Makes sure that every server of the store keeps what it is given, and gives what whoever runs it should know.
 * Fails: AppError `store_failed` when a server keeps nothing on disk or may drop any key; else the client's error.
 */
export async function checkServers(servers: readonly RedisCommander[]): Promise<string[]> {
  const warnings = new Set<string>();
  for (const redis of servers) {
    const persistence = fieldsOf(await redis.info('persistence'));
    if (persistence.get('loading') === '1') throw new Error('LOADING');
    if (persistence.get('aof_enabled') !== '1') {
      throw new AppError(
        'store_failed',
        'this Redis keeps nothing on disk as it is written: set "appendonly yes" and "appendfsync always"',
      );
    }
    const memory = fieldsOf(await redis.info('memory'));
    const policy = memory.get('maxmemory_policy') ?? 'noeviction';
    const isLimited = (memory.get('maxmemory') ?? '0') !== '0';
    if (isLimited && policy.startsWith('allkeys')) {
      const what = 'this Redis drops keys when it is full: set "maxmemory-policy noeviction"';
      throw new AppError('store_failed', what, { policy });
    }
    if (policy !== 'noeviction') warnings.add(warningOf(policy, isLimited));
  }
  return [...warnings];
}

function warningOf(policy: string, isLimited: boolean): string {
  const what = policy.startsWith('allkeys')
    ? 'drops any keys as soon as a maxmemory is set'
    : 'drops keys that go by themselves, such as which deliveries were handled, when it is full';
  return `maxmemory-policy is ${policy}, which ${what}${isLimited ? '' : ' (it has no maxmemory now)'}: set "maxmemory-policy noeviction"`;
}

function fieldsOf(info: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of info.split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 1));
  }
  return fields;
}

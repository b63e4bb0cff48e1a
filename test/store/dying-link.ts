import type { RedisLink } from '../../src/store/redis-connection.ts';

/** A connection of a process that ends before its n-th command is sent, or, where `isAnswerLost`, after it was done. */
export function dying(link: RedisLink, n: number, isAnswerLost: boolean): RedisLink {
  let sent = 0;
  const guardCall = <T>(work: () => Promise<T>): Promise<T> => {
    sent += 1;
    if (sent < n) return work();
    if (sent > n || !isAnswerLost) return Promise.reject(new Error('died'));
    return work().then(() => Promise.reject(new Error('died')));
  };
  const redis = new Proxy(link.redis, {
    get: (target, name) => {
      const method: unknown = Reflect.get(target, name);
      return typeof method === 'function'
        ? (...values: unknown[]) => guardCall(async () => Reflect.apply(method, target, values))
        : method;
    },
  });
  return {
    ...link,
    redis,
    run: (...given) => guardCall(() => link.run(...given)),
    runAll: (...given) => guardCall(() => link.runAll(...given)),
    bulk: (...given) => guardCall(() => link.bulk(...given)),
  };
}

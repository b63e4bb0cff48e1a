import type { Calls } from '../calls/calls.ts';
import { troubleOf } from '../calls/trouble.ts';
import type { Lanes } from './lanes.ts';

/** Names of people, asked once each. */
export type People = {
  nameOf: (userId: string) => string | undefined;
  /** Asks for the names that are not known yet; one that cannot be had stays unknown. */
  learn: (userIds: readonly string[]) => Promise<void>;
};

/** Names kept at most; a desk has far fewer people. */
const MOST_NAMES = 5_000;

/** Starts with no name known. */
export function openPeople(calls: Pick<Calls, 'userName'>, lanes: Pick<Lanes, 'call'>): People {
  const names = new Map<string, string | undefined>();
  const asking = new Map<string, Promise<void>>();

  async function ask(userId: string): Promise<void> {
    try {
      const name = await lanes.call('read', () => calls.userName(userId));
      if (names.size >= MOST_NAMES) names.clear();
      names.set(userId, name);
    } catch (error) {
      // A refusal (no such user, no such scope) will not change; anything else is asked again next time.
      if (troubleOf(error)?.kind === 'refused') names.set(userId, undefined);
    } finally {
      asking.delete(userId);
    }
  }

  return {
    nameOf: (userId) => names.get(userId),
    async learn(userIds) {
      const unknown = [...new Set(userIds)].filter((userId) => !names.has(userId));
      await Promise.all(
        unknown.map((userId) => {
          const asked = asking.get(userId) ?? ask(userId);
          asking.set(userId, asked);
          return asked;
        }),
      );
    },
  };
}

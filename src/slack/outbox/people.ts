import type { Calls } from '../calls/calls.ts';
import { troubleOf } from '../calls/trouble.ts';
import type { Lanes } from './lanes.ts';

/** Names of people and the ways to write to them, asked once each. */
export type People = {
  nameOf: (userId: string) => string | undefined;
  /** Asks for the names that are not known yet; one that cannot be had stays unknown. */
  learn: (userIds: readonly string[]) => Promise<void>;
  /** The conversation with a person, which rings nobody while nothing is said in it. Fails: with the web client's error; it is asked again next time. */
  directWith: (userId: string) => Promise<string>;
};

/** Names kept at most; a desk has far fewer people. */
const MOST_NAMES = 5_000;
/** People met at the start at most: Slack allows fifty conversations a minute to be opened, and claims are not to wait for them. */
const MOST_MET = 20;

/** Starts with nobody known. */
export function openPeople(calls: Pick<Calls, 'userName' | 'openDirect'>, lanes: Pick<Lanes, 'call'>): People {
  const names = new Map<string, string | undefined>();
  const directs = new Map<string, Promise<string>>();
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
    directWith(userId) {
      const known = directs.get(userId);
      if (known !== undefined) return known;
      const asked = lanes.call('open', () => calls.openDirect(userId));
      if (directs.size >= MOST_NAMES) directs.clear();
      directs.set(userId, asked);
      void asked.catch(() => directs.delete(userId));
      return asked;
    },
  };
}

/**
 * Learns names and conversations of people before a claim needs them: those whom claims go to by the configuration.
 * Fails: never; what cannot be had now is asked for when it is needed.
 */
export async function meetPeople(people: People, userIds: readonly string[]): Promise<void> {
  const first = [...new Set(userIds)].slice(0, MOST_MET);
  await Promise.allSettled([people.learn(first), ...first.map((id) => people.directWith(id))]);
}

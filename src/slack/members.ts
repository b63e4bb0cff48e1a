import type { Calls } from './calls/calls.ts';
import { troubleOf } from './calls/trouble.ts';
import type { Lanes } from './outbox/lanes.ts';

/** Who is in which channel: whoever is may see the claims of it. */
export type Members = {
  /**
   * Which of these channels somebody is in. A channel that does not tell us its members shows its claims to nobody.
   * Fails: with the web client's error when Slack gives no answer.
   */
  among: (user: string, channels: Iterable<string>) => Promise<Set<string>>;
};

/** Whoever left a channel sees its claims no longer than this. Units: milliseconds. */
const BELIEVED_FOR_MS = 60_000;
/** Channels remembered at most. */
const MOST_CHANNELS = 500;

/** Starts with nothing asked. Shape: one call a channel and minute, however many ask. */
export function openMembers(calls: Pick<Calls, 'members'>, lanes: Pick<Lanes, 'call'>, clock: () => number): Members {
  const known = new Map<string, { at: number; members: Promise<ReadonlySet<string>> }>();

  async function ask(channel: string): Promise<ReadonlySet<string>> {
    try {
      return new Set(await lanes.call('read', () => calls.members(channel)));
    } catch (error) {
      if (troubleOf(error)?.kind === 'refused') return new Set();
      known.delete(channel);
      throw error;
    }
  }

  function membersOf(channel: string): Promise<ReadonlySet<string>> {
    const now = clock();
    const kept = known.get(channel);
    if (kept !== undefined && now - kept.at < BELIEVED_FOR_MS) return kept.members;
    const members = ask(channel);
    known.delete(channel);
    known.set(channel, { at: now, members });
    const [oldest] = known.keys();
    if (known.size > MOST_CHANNELS && oldest !== undefined) known.delete(oldest);
    return members;
  }

  return {
    async among(user, channels) {
      const ids = [...new Set(channels)];
      const found = await Promise.all(ids.map(async (id) => (await membersOf(id)).has(user)));
      return new Set(ids.filter((_id, index) => found[index]));
    },
  };
}

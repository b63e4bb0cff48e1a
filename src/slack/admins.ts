import type { Calls } from './calls/calls.ts';
import { openMembers } from './members.ts';
import type { AdminIds } from './options.ts';
import type { Lanes } from './outbox/lanes.ts';

/** Who may set channels. */
export type Admins = AdminIds & {
  /** Whether somebody may. Fails: with the web client's error when Slack does not say who is in a group. */
  has: (user: string) => Promise<boolean>;
};

/** Shape: a group is asked for its people at most once a minute; one that does not tell them lets nobody in. */
export function openAdmins(
  ids: AdminIds,
  deps: { calls: Pick<Calls, 'groupMembers'>; lanes: Pick<Lanes, 'call'>; clock: () => number },
): Admins {
  const groups = openMembers({ members: deps.calls.groupMembers }, deps.lanes, deps.clock);
  return {
    ...ids,
    has: async (user) => ids.users.includes(user) || (await groups.among(user, ids.groups)).size > 0,
  };
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { Calls, UserGroup } from './calls/calls.ts';
import { troubleOf } from './calls/trouble.ts';
import type { Lanes } from './outbox/lanes.ts';

/** A form waits so long for the groups. Units: milliseconds. */
const PATIENCE_MS = 1_000;

/** The user groups that can be in charge, by their names. Shape: none where Slack does not tell them: settings can be made without. */
export async function listGroups(room: {
  calls: Pick<Calls, 'listGroups'>;
  lanes: Pick<Lanes, 'call'>;
}): Promise<UserGroup[]> {
  try {
    const groups = await room.lanes.call('read', () => room.calls.listGroups());
    return groups.filter(({ id }) => isGroupId(id)).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (troubleOf(error) === undefined) throw error;
    return [];
  }
}

/** The same for a form, which Slack lets open and close for three seconds alone; undefined where they are not told in time. Fails: never for being late. */
export async function listGroupsSoon(room: Parameters<typeof listGroups>[0]): Promise<UserGroup[] | undefined> {
  const patience = new AbortController();
  const late = sleep(PATIENCE_MS, undefined, { signal: patience.signal }).catch(() => undefined);
  const groups = listGroups(room);
  // What comes too late is nobody's, a failure too.
  groups.catch(() => undefined);
  try {
    return await Promise.race([groups, late]);
  } finally {
    patience.abort();
  }
}

/** Whether this is a user group of Slack. */
export function isGroupId(id: string): boolean {
  return /^S[A-Z0-9]{2,}$/.test(id);
}

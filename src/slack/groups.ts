import type { Calls, UserGroup } from './calls/calls.ts';
import { troubleOf } from './calls/trouble.ts';
import type { Lanes } from './outbox/lanes.ts';

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

/** Whether this is a user group of Slack. */
export function isGroupId(id: string): boolean {
  return /^S[A-Z0-9]{2,}$/.test(id);
}

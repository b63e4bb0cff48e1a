import { AppError } from '../../core/errors.ts';
import type { Workspace } from '../workspace.ts';

type Place = { team: string; workspace: Pick<Workspace, 'claimsChannel'> };

/**
 * Where claims go that come from no conversation: the first workspace in the order of the configuration that is open and has a claims channel, else the first
 * that is open. Where none is open, each is tried once more.
 * Fails: AppError `slack_failed` when none can be opened now.
 */
export async function firstPlace<T extends Place>(
  order: readonly string[],
  opened: readonly T[],
  open: (team: string) => Promise<T | undefined>,
): Promise<T> {
  const inOrder = order.flatMap((team) => opened.filter((one) => one.team === team));
  const known = inOrder.find(({ workspace }) => workspace.claimsChannel !== undefined) ?? inOrder[0];
  if (known !== undefined) return known;
  for (const team of order) {
    // Why it cannot be opened is in the log, or told when something comes from it.
    const one = await open(team).catch(() => undefined);
    if (one !== undefined) return one;
  }
  throw new AppError('slack_failed', 'None of the workspaces is open.');
}

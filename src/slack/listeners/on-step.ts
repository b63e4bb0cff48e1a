import type { StepEnd } from '../calls/calls.ts';
import { troubleOf } from '../calls/trouble.ts';
import type { Room } from '../room.ts';
import { guard } from './guard.ts';
import { type Step, stepKey } from './step.ts';
import { outcomeOfStep } from './step-outcome.ts';

/** Steps in hand: one that is taken up from the store may be one that goes on. */
const hands = new WeakMap<Room, Set<string>>();

/** What a workflow is told where Slack has another idea of what we give back than we. */
const OLD_MANIFEST_TEXT = 'The claim was opened, and this step is not the one that is installed: reinstall the app.';

/**
 * A step of a workflow that was kept: it opens a claim, waits for what it says, and ends, once, whichever process comes to it and however often.
 * Shape: `token` is the one Slack gave for this run, where it was delivered now. Units: `at`, when it was kept, milliseconds since 1970.
 */
export async function onStep(
  room: Room,
  step: Step,
  { at, token }: { at: number; token?: string | undefined },
): Promise<void> {
  const key = stepKey(step);
  const mine = hands.get(room) ?? new Set<string>();
  hands.set(room, mine);
  if (mine.has(key)) return;
  mine.add(key);
  try {
    const isHandled = await guard(room, 'step', async () => {
      const end = await outcomeOfStep(room, step, at);
      if (end === undefined) return;
      await endStep(room, step, end, token);
      await room.store.doneIncoming(key);
    });
    if (!isHandled) room.takeUpLater();
  } finally {
    mine.delete(key);
  }
}

/** It has ended: by us, before an answer was lost, or with its workflow. */
const OVER = new Set(['execution_not_in_running_state', 'function_execution_not_found']);

/**
 * Tells Slack how it ended; one that has ended already stays as it is.
 * Fails: with the web client's own error when Slack gives no clear answer: it is to be tried again.
 */
async function endStep(room: Room, { execution }: Step, end: StepEnd, token: string | undefined): Promise<void> {
  const tell = (one: StepEnd, by?: string): Promise<string | undefined> => refusalOf(room, execution, one, by);
  let code: string | undefined;
  // The run's own token lives for minutes, and ours is as good.
  for (const by of token === undefined ? [undefined] : [token, undefined]) {
    code = await tell(end, by);
    if (code === undefined || OVER.has(code)) return;
  }
  room.log('error', 'slack.step-refused', { execution, code });
  if (code === 'parameter_validation_failed') await tell({ error: OLD_MANIFEST_TEXT });
}

/** Slack's refusal of the end of a step; undefined where it took it. */
async function refusalOf(room: Room, execution: string, end: StepEnd, token?: string): Promise<string | undefined> {
  try {
    await room.lanes.call('step', () => room.calls.endStep(execution, end, token));
    return undefined;
  } catch (error) {
    const trouble = troubleOf(error);
    // The run's own token may be none any more by now; while ours is not taken, it is tried again later.
    const isOwnGone = trouble?.kind === 'barred' && token !== undefined;
    if (trouble?.kind === 'refused' || isOwnGone) return trouble.code;
    throw error;
  }
}

import type { App } from '@slack/bolt';
import { isFields } from './fields.ts';
import { BULLETIN_KEY } from './board.ts';
import { note } from './blocks/question.ts';
import { guard } from './listeners/guard.ts';
import { onMessage } from './listeners/on-message.ts';
import { onStep } from './listeners/on-step.ts';
import { eventKey, readKept, readSaid } from './listeners/said.ts';
import { readKeptCommand, takeUpCommand } from './listeners/take-command.ts';
import { readKeptStep, readStep, stepKey } from './listeners/step.ts';
import type { Room } from './room.ts';
import { decodeSlackText } from './text/decode.ts';
import type { Tracker } from './tracker.ts';

/** Kept messages older than this are not taken up again: whoever wrote them has long asked otherwise. */
const TAKE_UP_FOR_MS = 24 * 3_600_000;
/** What was to be posted in a channel and was not by then is given up. */
const BULLETIN_FOR_MS = 7 * 24 * 3_600_000;

/** Slack delivers an event again at once, after a minute and after five, and no more. */
const LAST_RETRY = 3;
const LOST_TEXT =
  'What you wrote here could not be kept, and it is not your fault. Please write it again in some minutes.';

type KeepRoom = Pick<Room, 'store' | 'clock' | 'claimsChannels' | 'me' | 'calls' | 'desk' | 'log' | 'redact'>;

/**
 * Puts every message that may be a claim, and every step of a workflow, on disk before Bolt acknowledges it; Bolt answers Slack before it calls a listener, and a process
 * that ended in between would lose the message. A delivery that was kept already is acknowledged and nothing more.
 * Fails: when the store is down; Slack then gets no acknowledgement and delivers again. Where that was its last time, whoever wrote a claim is told.
 */
export function keepEvents(app: App, room: KeepRoom): void {
  const process = app.processEvent.bind(app);
  app.processEvent = async (event) => {
    const kept = isFields(event.body) ? toKeep(event.body, room) : undefined;
    if (kept !== undefined) {
      const adding = room.store.addIncoming(kept.key, kept.body, room.clock());
      const { isNew } = await adding.catch(async (error: unknown) => {
        if (event.retryNum === LAST_RETRY) await tellLost(room, kept.body);
        throw error;
      });
      if (!isNew) {
        await event.ack();
        return;
      }
    }
    await process(event);
  };
}

/** Tells whoever wrote what Slack brings no more. Shape: talk, and what was edited or taken away, is missed by nobody. */
async function tellLost(room: KeepRoom, body: unknown): Promise<void> {
  const said = readKept(body);
  if (said === undefined || said.change !== undefined) return;
  const isWaiting = said.isMention === true || said.files !== undefined;
  if (!isWaiting && room.desk.understand(decodeSlackText(said.text)).symptoms.length === 0) return;
  await guard(room, 'lost', () => room.calls.whisper(said.channel, said.user, note(LOST_TEXT), said.threadTs));
}

/** What of an event must outlive the process, and under which key; undefined where nothing must. */
function toKeep(
  body: Record<string, unknown>,
  room: Pick<Room, 'claimsChannels' | 'me'>,
): { key: string; body: unknown } | undefined {
  const step = readStep(body['event']);
  if (step !== undefined) return { key: stepKey(step.step), body: step.step };
  const said = readSaid(body['event'], room);
  const key = said === undefined ? undefined : eventKey(body, said);
  return key === undefined ? undefined : { key, body: said };
}

/**
 * Handles what was kept and not handled, by this process or one that ended before it could.
 * Shape: a step may have to wait for its claim, and nothing waits for it; `track` keeps it until it has ended.
 * Fails: AppError `store_failed`.
 */
export async function takeUpKept(room: Room, track: Tracker['track'] = (work) => work): Promise<void> {
  const kept = await room.store.listIncoming();
  for (const { key, body, at } of kept) {
    const isOld = room.clock() - at > TAKE_UP_FOR_MS;
    // The message that these were said about is too old as well; without it nothing looks for them any more.
    if (isOld && /^(question|joined|problems|list):/.test(key)) await room.store.doneIncoming(key);
    // Nobody posts it any more by then (see core/bulletin.ts).
    if (key.startsWith(BULLETIN_KEY) && room.clock() - at > BULLETIN_FOR_MS) await room.store.doneIncoming(key);
    const step = key.startsWith('step:') ? readKeptStep(body) : undefined;
    if (step !== undefined && !isOld) void track(onStep(room, step, { at }));
    const said = key.startsWith('event:') ? readKept(body) : undefined;
    const command = key.startsWith('cmd:') ? readKeptCommand(body) : undefined;
    if (said === undefined && command === undefined && step === undefined) continue;
    if (isOld) {
      room.log('warn', 'slack.message-too-old', { key });
      await room.store.doneIncoming(key);
      continue;
    }
    if (said !== undefined) await onMessage(room, key, said, true);
    if (command !== undefined) await takeUpCommand(room, key, command, at);
  }
}

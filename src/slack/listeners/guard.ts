import { AppError } from '../../core/errors.ts';
import { type Span, UNTRACED } from '../../core/tracing.ts';
import { note } from '../blocks/question.ts';
import { codeOf, troubleOf } from '../calls/trouble.ts';
import type { Respond, Room } from '../room.ts';

/** What is said when something went wrong. It names no part of the program. */
export const SORRY_TEXT = 'That did not work, and it is not your fault. Please try again in a minute.';

/** What is said when what somebody said could not be worked with yet, and is kept. */
export const LATER_TEXT = 'That did not work yet, and it is not your fault. It is kept, and I try it again by myself.';

/**
 * Runs a listener. An error ends here: one log line without secrets, and one polite answer to the person.
 * `apologise` is how that person is reached, where one is waiting.
 */
export function guard(
  room: GuardRoom,
  listener: string,
  work: () => Promise<void>,
  apologise?: () => Promise<void>,
): Promise<boolean> {
  const { tracing = UNTRACED } = room;
  // What somebody did begins a trace, whatever was going on when it arrived.
  return tracing.span(`slack ${listener}`, { kind: 'server', parent: { carried: undefined } }, (span) =>
    guardWithin(span, room, listener, work, apologise),
  );
}

/** The same for what goes on after its listener has ended: it belongs to the trace that the listener began. */
export function guardOn(
  room: GuardRoom,
  listener: string,
  work: () => Promise<void>,
  apologise?: () => Promise<void>,
): Promise<boolean> {
  return guardWithin(undefined, room, listener, work, apologise);
}

type GuardRoom = Pick<Room, 'log' | 'redact' | 'tracing'>;

async function guardWithin(
  span: Span | undefined,
  room: GuardRoom,
  listener: string,
  work: () => Promise<void>,
  apologise?: () => Promise<void>,
): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    span?.fail(error instanceof AppError ? error.code : 'failed');
    room.log('error', 'slack.listener-failed', { listener, ...factsOf(error, room.redact) });
    try {
      await apologise?.();
    } catch (second) {
      room.log('warn', 'slack.not-told', { listener, ...factsOf(second, room.redact) });
    }
    return false;
  }
}

/** The polite answer. */
export async function sorry(respond: Respond): Promise<void> {
  await respond(note(SORRY_TEXT));
}

/** What the log says of an error: kind, code, sentence; never a request or its headers. */
export function factsOf(error: unknown, redact: (text: string) => string): Record<string, unknown> {
  const trouble = troubleOf(error);
  if (trouble !== undefined) return { trouble: trouble.kind, code: codeOf(trouble) };
  if (error instanceof AppError) return { code: error.code, message: redact(error.message) };
  return error instanceof Error ? { name: error.name, message: redact(error.message) } : { message: 'not an error' };
}

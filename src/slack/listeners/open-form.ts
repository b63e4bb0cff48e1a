import type { ModalView } from '@slack/types';
import { note } from '../blocks/question.ts';
import { troubleOf } from '../calls/trouble.ts';
import type { Respond, Room } from '../room.ts';

/** What is said when Slack no longer lets a form open: it does so for three seconds, once. */
export const TOO_LATE_TEXT = 'Slack did not let the form open in time. Nothing is lost; please do that once more.';

const GONE = new Set(['expired_trigger_id', 'trigger_expired', 'exchanged_trigger_id', 'invalid_trigger_id']);

/** Opens a form; a person whose trigger is gone is told so. Fails: with the web client's error for anything else. */
export async function openForm(room: Room, triggerId: string, view: ModalView, respond: Respond): Promise<void> {
  try {
    await room.calls.openForm(triggerId, view);
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble?.kind !== 'refused' || !GONE.has(trouble.code)) throw error;
    room.log('warn', 'slack.form-too-late', { code: trouble.code });
    await respond(note(TOO_LATE_TEXT));
  }
}

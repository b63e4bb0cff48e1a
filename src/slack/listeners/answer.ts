import type { IntakeResult } from '../../core/intake.ts';
import { type Asked, note, questionMessage } from '../blocks/question.ts';
import { escapeMrkdwn } from '../text/escape.ts';
import type { Respond, Room } from '../room.ts';

/** Tells the person what became of what they said; a new claim speaks for itself with its card. */
export async function answerPerson(room: Room, result: IntakeResult, asked: Asked, respond: Respond): Promise<void> {
  switch (result.kind) {
    case 'claim':
      room.expectCard(result.claim, respond);
      if (!result.isNew) {
        await respond(note(`Claim ${result.claim.id} for ${escapeMrkdwn(result.claim.serial, 80)} is open already.`));
      }
      if (result.problems !== undefined) await respond(note(escapeMrkdwn(result.problems.join(' '), 600)));
      return;
    case 'which-device':
    case 'which-symptom':
    case 'help':
      await respond(questionMessage(result, asked, room.command));
      return;
    case 'nothing':
      await respond(note(`I did not understand that as a claim. \`${room.command} help\` shows how.`));
  }
}

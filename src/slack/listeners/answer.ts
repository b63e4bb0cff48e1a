import type { Claim } from '../../core/claim.ts';
import type { IntakeResult } from '../../core/intake.ts';
import { type Asked, note, questionMessage } from '../blocks/question.ts';
import type { Content } from '../content.ts';
import { escapeMrkdwn, oneLine } from '../text/escape.ts';
import type { Respond, Room } from '../room.ts';

/** Where the claim is that somebody's words were added to, and what of them was not understood. A link that cannot be had is left out. */
export async function joinedNote(room: Room, claim: Claim, problems: readonly string[] = []): Promise<Content> {
  const root = (await room.store.listSlots(claim.id)).find(({ slot }) => slot === 'root');
  const { channel, ts } = root ?? {};
  const link =
    channel === undefined || ts === undefined
      ? undefined
      : await room.lanes.call('read', () => room.calls.permalink(channel, ts)).catch(() => undefined);
  const title = `Claim ${claim.id}`;
  const named = link === undefined ? title : `<${link}|${title}>`;
  const told = `${named} about this is open for ${escapeMrkdwn(oneLine(claim.serial), 80)} already. What you said was added to it.`;
  return note(problems.length === 0 ? told : `${told} ${escapeMrkdwn(problems.join(' '), 600)}`);
}

/** That the claim is open. */
export function openNote({ id, serial }: Claim): Content {
  return note(`Claim ${id} is open for ${escapeMrkdwn(oneLine(serial), 80)}.`);
}

/** Tells the person what became of what they said; a new claim speaks for itself with its card. */
export async function answerPerson(room: Room, result: IntakeResult, asked: Asked, respond: Respond): Promise<void> {
  switch (result.kind) {
    case 'claim':
      if (result.joined === true) {
        await respond(await joinedNote(room, result.claim, result.problems));
        return;
      }
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

import type { Claim } from '../../core/claim.ts';
import type { IntakeResult } from '../../core/intake.ts';
import { type Asked, note, questionMessage } from '../blocks/question.ts';
import type { Content } from '../content.ts';
import { escapeMrkdwn, oneLine } from '../text/escape.ts';
import { nearVerb } from './named-verb.ts';
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
  return noteWith(told, problems);
}

/** What was said and not understood; undefined where nothing was. */
export function problemsNote(problems: readonly string[] = []): Content | undefined {
  return problems.length === 0 ? undefined : note(escapeMrkdwn(problems.join(' '), 600));
}

function noteWith(told: string, problems: readonly string[]): Content {
  const { text } = problemsNote(problems) ?? {};
  return note(text === undefined ? told : `${told} ${text}`);
}

/** That the claim is open, and what was not understood of what was said. */
export function openNote({ id, serial }: Claim, problems: readonly string[] = []): Content {
  return noteWith(`Claim ${id} is open for ${escapeMrkdwn(oneLine(serial), 80)}.`, problems);
}

/** Tells the person what was not understood, where anything was not. */
export async function tellProblems({ problems }: { problems?: string[] | undefined }, respond: Respond): Promise<void> {
  const said = problemsNote(problems);
  if (said !== undefined) await respond(said);
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
      await tellProblems(result, respond);
      return;
    case 'help': {
      const meant = nearVerb(asked.text);
      await respond(
        meant === undefined
          ? questionMessage(result, asked, room.command)
          : note(`Did you mean \`${room.command} ${meant}\`? \`${room.command} help\` says all that can be said.`),
      );
      return;
    }
    case 'which-device':
    case 'which-symptom':
      await respond(questionMessage(result, asked, room.command));
      return;
    case 'nothing':
      await respond(note(`I did not understand that as a claim. \`${room.command} help\` shows how.`));
  }
}

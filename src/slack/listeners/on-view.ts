import type { IntakeResult } from '../../core/intake.ts';
import { FIELDS, readClaimMemory } from '../blocks/forms.ts';
import type { Room } from '../room.ts';
import { joinedNote, tellProblems } from './answer.ts';
import { guard, SORRY_TEXT } from './guard.ts';
import { once } from './once.ts';
import { tellIn } from './tell-directly.ts';

/** What a submitted form says: its id, what it remembered, and the answers by block. */
export type Submission = {
  viewId: string;
  memory: string;
  user: string;
  answers: Record<string, string | undefined>;
};

/** Errors by block keep the form open; without any it closes. */
export type AckView = (errors?: Record<string, string>) => Promise<void>;

/** The form for a claim: it closes when the claim is on disk, and stays open with what is missing. */
export async function onClaimForm(room: Room, submission: Submission, ack: AckView): Promise<void> {
  const ackOnce = once(ack);
  await guard(
    room,
    'claim-form',
    async () => {
      const { answers, user } = submission;
      const memory = readClaimMemory(submission.memory);
      const serial = answers[FIELDS.serial]?.trim() ?? '';
      const symptom = answers[FIELDS.symptom];
      const result = await room.desk.intake(
        {
          sourceKey: `view:${submission.viewId}`,
          text: answers[FIELDS.words] ?? '',
          by: user,
          at: room.clock(),
          origin: { via: 'form', ...memory },
          given: { serial, ...(symptom === undefined ? {} : { symptoms: [symptom] }) },
        },
        'command',
      );
      await ackOnce(errorsOf(result));
      if (result.kind !== 'claim') return;
      const tell = tellIn(room, memory.channel, user);
      if (result.joined === true) await tell(await joinedNote(room, result.claim, result.problems));
      else {
        room.expectCard(result.claim, tell);
        await tellProblems(result, tell);
      }
    },
    () => ackOnce({ [FIELDS.serial]: SORRY_TEXT }),
  );
}

/** Plain text: errors of a form show no formatting. */
function errorsOf(result: IntakeResult): Record<string, string> | undefined {
  switch (result.kind) {
    case 'claim':
      return undefined;
    case 'which-device': {
      const near = result.candidates.slice(0, 3).map(({ serial, customer }) => `${serial} (${customer})`);
      const hint = near.length === 0 ? '' : ` Did you mean ${near.join(', ')}?`;
      return { [FIELDS.serial]: `No device has this serial number.${hint}`.slice(0, 500) };
    }
    case 'which-symptom':
      return { [FIELDS.symptom]: 'Please choose what is wrong with the device.' };
    case 'help':
      return { [FIELDS.symptom]: result.problem.slice(0, 500) };
    case 'nothing':
      return { [FIELDS.serial]: 'Please give the serial number.' };
  }
}

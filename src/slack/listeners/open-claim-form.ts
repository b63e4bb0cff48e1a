import type { Claim } from '../../core/claim.ts';
import { assignForm, escalateForm, exportForm, resolveForm, symptomsForm } from '../blocks/claim-forms.ts';
import { explainView } from '../blocks/explain-view.ts';
import { SELDOM, type Seldom } from '../blocks/claim-buttons.ts';
import { note } from '../blocks/question.ts';
import type { Respond, Room } from '../room.ts';

/** Which form of a claim is wanted. */
export type WantedForm = Seldom | 'resolve';

/** Which form an option of the menu stands for. Fails: never; an option that is not ours is undefined. */
export function readSeldom(value: string): Seldom | undefined {
  const [, what] = value.split(' ');
  return what !== undefined && Object.hasOwn(SELDOM, what) ? toSeldom(what) : undefined;
}

function toSeldom(what: string): Seldom | undefined {
  return what === 'assign' || what === 'escalate' || what === 'symptoms' || what === 'export' || what === 'explain'
    ? what
    : undefined;
}

/** Opens a form of a claim for the one who pressed, or says why there is none. */
export async function openClaimForm(
  room: Room,
  { press, claim, respond }: { press: { channel: string; triggerId: string }; claim: Claim; respond: Respond },
  wanted: WantedForm,
): Promise<void> {
  const dossier = await room.dossierOf(claim.id);
  if (dossier === undefined) {
    await respond(note('The device of this claim is not in the registry any more.'));
    return;
  }
  const memory = { claim: claim.id, channel: press.channel };
  switch (wanted) {
    case 'resolve':
      return room.calls.openForm(press.triggerId, resolveForm(memory, dossier));
    case 'assign':
      return room.calls.openForm(press.triggerId, assignForm(memory, dossier));
    case 'export':
      return room.calls.openForm(press.triggerId, exportForm(memory, dossier));
    case 'explain': {
      const view = explainView(dossier, room.languages, undefined);
      if (view !== undefined) return room.calls.openForm(press.triggerId, view);
      await respond(note('There are no words for customers among the rules: write them in `explain`.'));
      return;
    }
    case 'symptoms': {
      const form = symptomsForm(memory, dossier, room.desk.symptoms());
      if (form !== undefined) await room.calls.openForm(press.triggerId, form);
      return;
    }
    case 'escalate': {
      const channels = await room.expertsFor(claim);
      if (channels.length > 0) return room.calls.openForm(press.triggerId, escalateForm(memory, dossier, channels));
      await respond(
        note('No expert’s channel is configured for this claim: name one under `experts` in the configuration.'),
      );
    }
  }
}

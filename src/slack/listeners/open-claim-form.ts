import type { ModalView } from '@slack/types';
import type { Claim } from '../../core/claim.ts';
import { assignForm, escalateForm, exportForm, resolveForm, symptomsForm } from '../blocks/claim-forms.ts';
import { explainView } from '../blocks/explain-view.ts';
import { type Seldom, SELDOM_FORMS } from '../blocks/claim-buttons.ts';
import { note } from '../blocks/question.ts';
import type { Respond, Room } from '../room.ts';
import { channelWords } from './on-explain.ts';
import { NO_DEVICE_TEXT } from './on-look.ts';
import { openForm } from './open-form.ts';

/** Which form of a claim is wanted. */
export type WantedForm = Seldom | 'resolve';

/** Which form an option of the menu stands for. Fails: never; an option that is not ours is undefined. */
export function readSeldom(value: string): Seldom | undefined {
  const [, what] = value.split(' ');
  return SELDOM_FORMS.find((form) => form === what);
}

/** Opens a form of a claim for the one who pressed, or says why there is none. */
export async function openClaimForm(
  room: Room,
  { press, claim, respond }: { press: { channel: string; triggerId: string }; claim: Claim; respond: Respond },
  wanted: WantedForm,
): Promise<void> {
  const dossier = await room.dossierOf(claim.id);
  if (dossier === undefined) return respond(note(NO_DEVICE_TEXT));
  const memory = { claim: claim.id, channel: press.channel };
  const open = (form: ModalView): Promise<void> => openForm(room, press.triggerId, form, respond);
  switch (wanted) {
    case 'resolve':
      return open(resolveForm(memory, dossier));
    case 'assign':
      return open(assignForm(memory, dossier));
    case 'export':
      return open(exportForm(memory, dossier));
    case 'explain': {
      const view = explainView(dossier, room.languages, await channelWords(room, claim));
      if (view !== undefined) return open(view);
      await respond(note('There are no words for customers among the rules: write them in `explain`.'));
      return;
    }
    case 'symptoms': {
      const form = symptomsForm(memory, dossier, room.desk.symptoms());
      return form === undefined ? respond(note('There are no symptoms to choose from.')) : open(form);
    }
    case 'escalate': {
      const channels = await room.expertsFor(claim);
      if (channels.length > 0) return open(escalateForm(memory, dossier, channels));
      await respond(
        note('No expert’s channel is configured for this claim: name one under `experts` in the configuration.'),
      );
    }
  }
}

import { CAUSES, type Claim, type Resolution } from '../../core/claim.ts';
import { CLAIM_FIELDS, readFormMemory } from '../blocks/claim-forms.ts';
import { isUserId } from '../blocks/view.ts';
import type { Room } from '../room.ts';
import { guard, SORRY_TEXT } from './guard.ts';
import type { AckView, Submission } from './on-view.ts';
import { once } from './once.ts';

/** What a submitted form does to its claim. Shape: undefined when it is done, else what is wrong, in plain text at the form's first input. */
type Deed = (room: Room, claim: Claim, submission: Submission) => Promise<string | undefined>;

type Form = { name: string; errorsAt: string; deed: Deed };

/** The forms of a claim. Each closes once what was asked is on disk, and stays open, with what was typed, where it cannot be done. */
function formListener({ name, errorsAt, deed }: Form) {
  return async (room: Room, submission: Submission, ack: AckView): Promise<void> => {
    const ackOnce = once(ack);
    await guard(
      room,
      name,
      async () => {
        const memory = readFormMemory(submission.memory);
        const claim = memory === undefined ? undefined : await room.store.getClaim(memory.claim);
        const problem = claim === undefined ? 'This claim is not known any more.' : await deed(room, claim, submission);
        await ackOnce(problem === undefined ? undefined : { [errorsAt]: problem });
      },
      () => ackOnce({ [errorsAt]: SORRY_TEXT }),
    );
  };
}

export const onResolveForm = formListener({ name: 'resolve-form', errorsAt: CLAIM_FIELDS.note, deed: resolve });
export const onSymptomsForm = formListener({
  name: 'symptoms-form',
  errorsAt: CLAIM_FIELDS.symptoms,
  deed: changeSymptoms,
});
export const onAssignForm = formListener({ name: 'assign-form', errorsAt: CLAIM_FIELDS.person, deed: assign });
export const onEscalateForm = formListener({ name: 'escalate-form', errorsAt: CLAIM_FIELDS.channel, deed: escalate });

async function resolve(room: Room, claim: Claim, { user, answers }: Submission): Promise<string | undefined> {
  if (claim.status === 'resolved') {
    // Their words stay in the form; a note that vanishes without a word would be lost.
    return claim.events.findLast(({ what }) => what === 'resolved')?.by === user
      ? undefined
      : 'Somebody else has resolved this claim meanwhile; their note stands on the card.';
  }
  const dossier = await room.dossierOf(claim.id);
  const proposed = dossier?.fetches.findLast((fetch) => fetch.measures.length > 0)?.measures.map(({ id }) => id) ?? [];
  const parts = (answers[CLAIM_FIELDS.parts] ?? '').trim().slice(0, 200);
  const measure = (answers[CLAIM_FIELDS.measure] ?? 'other').slice(0, 150);
  const words = (answers[CLAIM_FIELDS.rejected] ?? '').trim().slice(0, 200);
  // Of a proposal that was taken it is no reason against it, and what was typed is kept all the same.
  const isRejected = words !== '' && proposed[0] !== undefined && proposed[0] !== measure;
  const resolution: Resolution = {
    cause: CAUSES.find((cause) => cause === answers[CLAIM_FIELDS.cause]) ?? 'other',
    measure,
    proposed,
    ...(parts === '' ? {} : { parts }),
    ...(isRejected ? { rejected: words } : {}),
  };
  const note = (answers[CLAIM_FIELDS.note] ?? '').trim().slice(0, 1000);
  const said = isRejected || words === '' ? note : [note, words].filter((one) => one !== '').join('\n');
  await room.desk.resolve(claim.id, user, said, resolution);
  return undefined;
}

async function changeSymptoms(
  room: Room,
  claim: Claim,
  { user, viewId, answers }: Submission,
): Promise<string | undefined> {
  const symptoms = (answers[CLAIM_FIELDS.symptoms] ?? '').split(' ').filter((id) => id !== '');
  if (symptoms.length === 0) return 'Please choose what is wrong with the device.';
  await room.desk.changeSymptoms(claim.id, `view:${viewId}`, user, symptoms);
  return undefined;
}

async function assign(room: Room, claim: Claim, { user, answers }: Submission): Promise<string | undefined> {
  const id = answers[CLAIM_FIELDS.person] ?? '';
  if (!isUserId(id) || id === room.me.userId) return 'Please choose a person.';
  if (claim.handler.kind === 'user' && claim.handler.id === id) return undefined;
  await room.desk.assign(claim.id, user, { kind: 'user', id });
  return undefined;
}

/** The same said once more within this time is the same submission delivered twice. Units: milliseconds. */
const SAME_FOR_MS = 60_000;

async function escalate(room: Room, claim: Claim, { user, answers }: Submission): Promise<string | undefined> {
  const to = answers[CLAIM_FIELDS.channel] ?? '';
  const known = (await room.expertsFor(claim)).find(({ id }) => id === to);
  if (known === undefined) return 'This channel is not one of the experts’ any more.';
  const note = (answers[CLAIM_FIELDS.note] ?? '').trim().slice(0, 1000);
  const last = claim.events.findLast(({ what }) => what === 'escalated');
  const isSame = last?.by === user && last.to === to && (last.note ?? '') === note;
  if (isSame && room.clock() - last.at < SAME_FOR_MS) return undefined;
  await room.desk.escalate(claim.id, user, to, note);
  return undefined;
}

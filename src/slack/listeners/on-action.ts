import type { Claim } from '../../core/claim.ts';
import { readOptions } from '../../core/cohort-options.ts';
import type { IntakeResult } from '../../core/intake.ts';
import { claimForm } from '../blocks/forms.ts';
import { howToImport } from '../blocks/list-message.ts';
import { readPick } from '../blocks/pick.ts';
import { note } from '../blocks/question.ts';
import { ACTIONS } from '../ids.ts';
import type { Respond, Room } from '../room.ts';
import { answerPerson, joinedNote, openNote } from './answer.ts';
import { doneAlready } from './do-with-claim.ts';
import { guard, sorry } from './guard.ts';
import { openLook } from './on-look.ts';
import { neighboursContent, onNeighbourMute } from './on-neighbours.ts';
import { once } from './once.ts';
import { openClaimForm, readSeldom } from './open-claim-form.ts';
import { openForm } from './open-form.ts';

/** A pressed button, as far as we read it. `messageTs` and `threadTs` are absent for an ephemeral message's own. */
export type Press = {
  actionId: string;
  value: string;
  actionTs: string;
  user: string;
  channel: string;
  messageTs: string;
  threadTs?: string | undefined;
  isEphemeral: boolean;
  triggerId: string;
};

/** A press with the ways to answer it. */
export type ActionArgs = { press: Press; ack: () => Promise<void>; respond: Respond };

/** A press of any of our buttons. What it asks for is on disk before Slack is told that it arrived. */
export async function onAction(room: Room, { press, ack, respond }: ActionArgs): Promise<void> {
  const ackOnce = once(ack);
  await guard(
    room,
    press.actionId,
    () => doPress(room, press, ackOnce, respond),
    async () => {
      await ackOnce();
      await sorry(respond);
    },
  );
}

async function doPress(room: Room, press: Press, ack: () => Promise<void>, respond: Respond): Promise<void> {
  if (press.actionId.startsWith(`${ACTIONS.pick}:`)) return pickCandidate(room, press, ack, respond);
  if (press.actionId.startsWith(`${ACTIONS.neighbourMute}:`)) {
    await ack();
    return onNeighbourMute(room, press, respond);
  }
  switch (press.actionId) {
    case ACTIONS.openForm:
      await ack();
      return openFilled(room, press, respond);
    case ACTIONS.refetch:
    case ACTIONS.take:
    case ACTIONS.resolve:
    case ACTIONS.tighten:
    case ACTIONS.widen:
    case ACTIONS.own:
    case ACTIONS.allPeers:
    case ACTIONS.rows:
    case ACTIONS.sources:
    case ACTIONS.neighbours:
    case ACTIONS.refetchAbsent:
    case ACTIONS.importList:
    case ACTIONS.reopen:
    case ACTIONS.bellResolve:
    case ACTIONS.bellMute:
    case ACTIONS.more: {
      const claim = await claimOf(room, press);
      if (claim === undefined) {
        await ack();
        await respond(note('This button does not belong to a claim any more.'));
        return;
      }
      return doWithClaim(room, press, claim, ack, respond);
    }
    default:
      await ack();
  }
}

/** The form for a claim: empty, or with what was said where a question's choices did not fit. */
async function openFilled(room: Room, { value, channel, triggerId }: Press, respond: Respond): Promise<void> {
  const asked = readPick(value);
  const memory = { channel, ...(asked?.messageTs === undefined ? {} : { messageTs: asked.messageTs }) };
  const filled = asked && { serial: asked.serial, symptoms: asked.symptoms, words: asked.text };
  await openForm(room, triggerId, claimForm(room.desk.symptoms(), memory, filled), respond);
}

/** The claim of a button: the one its value names, if that claim's message or thread is where it was pressed. */
async function claimOf(room: Room, press: Press): Promise<Claim | undefined> {
  const [, id] = /^(\d{1,15})(?: .*)?$/.exec(press.value) ?? [];
  if (id === undefined) return undefined;
  const claimId = Number(id);
  const where = await room.store.findClaimByMessage(press.channel, press.threadTs ?? press.messageTs);
  return where === claimId ? room.store.getClaim(claimId) : undefined;
}

async function doWithClaim(
  room: Room,
  press: Press,
  claim: Claim,
  ack: () => Promise<void>,
  respond: Respond,
): Promise<void> {
  switch (press.actionId) {
    case ACTIONS.refetch:
      await room.desk.refetch(claim.id, keyOf(press), press.user);
      await ack();
      return;
    case ACTIONS.refetchAbsent:
      await room.desk.refetchAbsent(claim.id, keyOf(press), press.user);
      await ack();
      return;
    case ACTIONS.importList:
      await ack();
      return respond(note(howToImport(claim.serial)));
    case ACTIONS.tighten:
    case ACTIONS.widen:
    case ACTIONS.own:
    case ACTIONS.allPeers: {
      const options = readOptions(press.value.replace(/^\d+/, ''));
      if (options !== undefined) await room.desk.refetch(claim.id, keyOf(press), press.user, options);
      await ack();
      if (options === undefined) await respond(note('This button is too old; the newest comparison has others.'));
      return;
    }
    case ACTIONS.rows:
    case ACTIONS.sources:
      await ack();
      return openLook(
        room,
        press.triggerId,
        { look: press.actionId === ACTIONS.rows ? 'rows' : 'sources', claim: claim.id },
        respond,
      );
    case ACTIONS.take: {
      // The same press delivered twice, or a second press, changes nothing.
      if (claim.status === 'open') await room.desk.take(claim.id, press.user);
      await ack();
      const already = await doneAlready(room, claim, press.user);
      if (already !== undefined) await respond(note(already));
      return;
    }
    case ACTIONS.neighbours:
      await ack();
      return respond(await neighboursContent(room, claim.id, press));
    case ACTIONS.bellResolve:
    case ACTIONS.bellMute:
      await room.desk.answerBell(
        claim.id,
        press.user,
        press.actionId === ACTIONS.bellMute ? 'bell-muted' : 'bell-resolved',
      );
      await ack();
      return;
    case ACTIONS.reopen:
      if (claim.status === 'resolved') await room.desk.reopen(claim.id, press.user);
      await ack();
      return;
    default: {
      await ack();
      const wanted = press.actionId === ACTIONS.resolve ? 'resolve' : readSeldom(press.value);
      if (wanted !== undefined) await openClaimForm(room, { press, claim, respond }, wanted);
    }
  }
}

/** The same press delivered twice is one fetch. */
function keyOf({ actionTs, messageTs, user }: Press): string {
  return `act:${actionTs}:${messageTs}:${user}`;
}

/** A candidate of a question: the claim is opened with it, from the words that raised the question. */
async function pickCandidate(room: Room, press: Press, ack: () => Promise<void>, respond: Respond): Promise<void> {
  const pick = readPick(press.value);
  if (pick === undefined) {
    await ack();
    await respond(note(`This question is too old; please use \`${room.command}\` again.`));
    return;
  }
  const { key: sourceKey, text, messageTs, photos } = pick;
  const result = await room.desk.intake(
    {
      sourceKey,
      text,
      by: press.user,
      at: room.clock(),
      origin: {
        via: 'button',
        channel: press.channel,
        ...(messageTs === undefined ? {} : { messageTs }),
        ...(photos === undefined ? {} : { photos }),
      },
      given: { serial: pick.serial, symptoms: pick.symptoms.length === 0 ? undefined : pick.symptoms },
    },
    'command',
  );
  await ack();
  if (result.kind !== 'claim') {
    await answerPerson(room, result, { sourceKey, text, messageTs, photos }, respond);
    return;
  }
  room.expectCard(result.claim, respond);
  await replaceQuestion(room, press, result, respond);
}

/** The question gives way to what came of it, so that its buttons are not pressed again. */
async function replaceQuestion(
  room: Room,
  press: Press,
  { claim, problems, joined }: Extract<IntakeResult, { kind: 'claim' }>,
  respond: Respond,
): Promise<void> {
  const done = joined === true ? await joinedNote(room, claim, problems) : openNote(claim, problems);
  if (press.isEphemeral) {
    await respond(done, { replaces: true });
    return;
  }
  const identity = { question: `${press.channel}:${press.threadTs ?? press.messageTs}` };
  await room.lanes.call('update', () =>
    room.calls.update({ channel: press.channel, ts: press.messageTs }, done, identity),
  );
}

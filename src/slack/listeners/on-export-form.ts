import type { Dossier } from '../../core/dossier.ts';
import { dossierCsv } from '../../core/export-csv.ts';
import { dossierHtml } from '../../core/export-html.ts';
import { CLAIM_FIELDS, readFormMemory } from '../blocks/claim-forms.ts';
import type { SharedFile } from '../calls/calls.ts';
import type { Room } from '../room.ts';
import { isUserId } from '../blocks/view.ts';
import { note } from '../blocks/question.ts';
import { guard, SORRY_TEXT } from './guard.ts';
import type { AckView, Submission } from './on-view.ts';
import { once } from './once.ts';

/**
 * Sends a claim as files to whoever asked, directly: a file in the thread would ring all who follow it. The same submission delivered twice sends them once.
 * The form closes first, for uploads take longer than Slack waits.
 */
export async function onExportForm(room: Room, submission: Submission, ack: AckView): Promise<void> {
  const ackOnce = once(ack);
  const memory = readFormMemory(submission.memory);
  await guard(
    room,
    'export-form',
    async () => {
      const dossier = memory === undefined ? undefined : await room.dossierOf(memory.claim);
      if (dossier === undefined) return ackOnce({ [CLAIM_FIELDS.format]: 'This claim is not known any more.' });
      const key = `export:${submission.viewId}`;
      const { isNew } = await room.store.addIncoming(key, {}, room.clock());
      await ackOnce();
      if (!isNew) return;
      await room.store.doneIncoming(key);
      await send(room, dossier, submission);
    },
    async () => {
      await ackOnce({ [CLAIM_FIELDS.format]: SORRY_TEXT });
      if (memory !== undefined) await room.calls.whisper(memory.channel, submission.user, note(SORRY_TEXT));
    },
  );
}

async function send(room: Room, dossier: Dossier, { answers, user }: Submission): Promise<void> {
  const { id } = dossier.claim;
  await room.people.learn(dossier.claim.events.map(({ by }) => by).filter(isUserId));
  const files = filesOf(room, dossier, answers[CLAIM_FIELDS.format] ?? '');
  if (files.length === 0) return;
  const channel = await room.people.directWith(user);
  await room.lanes.post(channel, 1, () => room.calls.share({ channel }, files));
  await room.desk.exported(id, user, files.map(({ name }) => name).join(', '));
}

function filesOf({ people }: Room, dossier: Dossier, wanted: string): SharedFile[] {
  const name = `claim-${dossier.claim.id}`;
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  return wanted.split(' ').flatMap((format) => {
    if (format === 'csv') return [{ name: `${name}.csv`, bytes: bytes(dossierCsv(dossier)) }];
    return format === 'html' ? [{ name: `${name}.html`, bytes: bytes(dossierHtml(dossier, people.nameOf)) }] : [];
  });
}

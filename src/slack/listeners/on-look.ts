import type { ModalView } from '@slack/types';
import type { Dossier } from '../../core/dossier.ts';
import { type Look, type LookMemory, readLookMemory } from '../blocks/paged-view.ts';
import { rowsView } from '../blocks/rows-view.ts';
import { sourcesView } from '../blocks/sources-view.ts';
import { note } from '../blocks/question.ts';
import type { Respond, Room } from '../room.ts';
import { guard } from './guard.ts';
import { once } from './once.ts';
import { openForm } from './open-form.ts';

/** What is said where a claim cannot be shown. */
export const NO_DEVICE_TEXT = 'The device of this claim is not in the registry any more.';

/** A press inside an open view: which view, what it remembered, and what the button says. */
export type ViewPress = { viewId: string; memory: string; actionId: string; value: string; user: string };

/** Opens what there is to look at in a claim, for the one who pressed. */
export async function openLook(room: Room, triggerId: string, memory: LookMemory, respond: Respond): Promise<void> {
  const dossier = await room.dossierOf(memory.claim);
  if (dossier === undefined) return respond(note(NO_DEVICE_TEXT));
  await openForm(room, triggerId, lookView(memory.look, dossier, 0), respond);
}

/** A press inside such a view: another page of it. */
export async function onViewPress(room: Room, press: ViewPress, ack: () => Promise<void>): Promise<void> {
  const ackOnce = once(ack);
  await guard(
    room,
    press.actionId,
    async () => {
      await ackOnce();
      const memory = readLookMemory(press.memory);
      const page = Number(press.value);
      const dossier = memory === undefined ? undefined : await room.dossierOf(memory.claim);
      if (memory === undefined || dossier === undefined || !Number.isSafeInteger(page)) return;
      await room.calls.changeForm(press.viewId, lookView(memory.look, dossier, page));
    },
    ackOnce,
  );
}

function lookView(look: Look, dossier: Dossier, page: number): ModalView {
  switch (look) {
    case 'rows':
      return rowsView(dossier, page);
    case 'sources':
      return sourcesView(dossier, page);
  }
}

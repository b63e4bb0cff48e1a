import { zoneOf } from '../../core/channel-settings.ts';
import type { Claim } from '../../core/claim.ts';
import { explainView } from '../blocks/explain-view.ts';
import { readJson } from '../fields.ts';
import type { Room } from '../room.ts';
import { guard } from './guard.ts';
import { once } from './once.ts';
import type { ViewPress } from './on-look.ts';

/** In which language a claim's channel tells its customers, and by whose calendar; the machine's where none is set. */
export async function channelWords(
  room: Pick<Room, 'store' | 'zone'>,
  { origin: { channel } }: Claim,
): Promise<{ language: string | undefined; zone: string }> {
  const settings = channel === undefined ? undefined : await room.store.getChannel(channel);
  return { language: settings?.language, zone: zoneOf(settings ?? {}, room.zone) };
}

/** Another language was chosen: the same words in it. */
export async function onLanguagePress(room: Room, press: ViewPress, ack: () => Promise<void>): Promise<void> {
  const ackOnce = once(ack);
  await guard(
    room,
    press.actionId,
    async () => {
      await ackOnce();
      const id = readJson(press.memory)?.['explain'];
      const dossier = typeof id === 'number' && Number.isSafeInteger(id) ? await room.dossierOf(id) : undefined;
      const view =
        dossier === undefined
          ? undefined
          : explainView(dossier, room.languages, {
              ...(await channelWords(room, dossier.claim)),
              language: press.value,
            });
      if (view !== undefined) await room.calls.changeForm(press.viewId, view);
    },
    ackOnce,
  );
}

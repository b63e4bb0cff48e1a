import type { Channel, Person } from '../cast.ts';
import { wireView } from '../world/view.ts';
import { emitEvent } from '../delivery/events.ts';
import type { Engine } from '../engine.ts';
import { told } from '../world/post.ts';
import { findMessage } from '../world/world.ts';
import { errorWord } from './command.ts';
import type { PressResult } from './press.ts';
import { homeChannel, interactionBase } from './who.ts';

/** A person runs a shortcut on a message, or one that stands alone. Fails: RangeError for an unknown one. */
export async function runShortcut(
  engine: Engine,
  person: Person,
  callbackId: string,
  on?: { readonly channel: Channel; readonly ts: string },
): Promise<PressResult> {
  const type = on === undefined ? 'global' : 'message';
  const known = engine.facts.shortcuts;
  if (known !== null && !known.some((each) => each.callbackId === callbackId && each.type === type)) {
    throw new RangeError(`the app has no ${type} shortcut ${callbackId}`);
  }
  const shared = { callback_id: callbackId, trigger_id: engine.triggers.make(person.id), action_ts: engine.newTs() };
  const outcome = await engine.delivery.ask(
    'interactive',
    on === undefined
      ? { ...interactionBase(engine, person, 'shortcut'), ...shared }
      : {
          ...interactionBase(engine, person, 'message_action'),
          ...shared,
          ...messageParts(engine, person, on.channel, on.ts),
        },
  );
  return outcome.kind === 'acked' ? { ok: true } : { ok: false, error: errorWord(outcome) };
}

function messageParts(engine: Engine, person: Person, channel: Channel, ts: string): Record<string, unknown> {
  const message = findMessage(engine.world, channel.id, ts);
  if (message === undefined) throw new RangeError(`no message ${ts}`);
  return {
    message_ts: ts,
    channel: { id: channel.id, name: channel.name },
    message: told(engine, message),
    response_url: engine.responseUrls.make({ user: person.id, channel: channel.id, ts }),
  };
}

/** A person opens the app's Home tab. Fails: RangeError when the app has none. */
export function openHome(engine: Engine, person: Person): void {
  if (!engine.facts.hasHome) throw new RangeError('the app has no Home tab');
  const view = engine.world.homes.get(person.id);
  const channel = homeChannel(engine, person);
  emitEvent(engine, {
    type: 'app_home_opened',
    user: person.id,
    channel: channel.id,
    tab: 'home',
    event_ts: engine.newTs(),
    ...(view === undefined ? {} : { view: wireView(engine.team, view) }),
  });
}

import { APP_ID, BOT, type Channel, type Person } from '../cast.ts';
import { type Fields, textOf } from '../json.ts';
import type { Engine } from '../engine.ts';
import { postNotice, told } from '../world/post.ts';
import { changed, findMessage } from '../world/world.ts';
import { blocksOf, type StoredView, wireView } from '../world/view.ts';
import { chosenState, type ElementChoice, findElement, type FoundElement } from './choose.ts';
import { errorWord } from './command.ts';
import { interactionBase } from './who.ts';

/** How an interaction went. */
export interface PressResult {
  readonly ok: boolean;
  readonly error?: string;
}

/** What a person does to an element: presses it, or chooses this. */
export type Chosen = string | readonly string[] | null | undefined;

/** A person presses a button or changes a menu of a message. Fails: RangeError when it is not there. */
export async function pressInMessage(
  engine: Engine,
  person: Person,
  channel: Channel,
  ts: string,
  choice: ElementChoice,
  chosen: Chosen,
): Promise<PressResult> {
  const { world } = engine;
  const ephemeral = world.ephemerals.find((each) => each.ts === ts && each.to === person.id);
  const message = findMessage(world, channel.id, ts);
  const shown = message ?? ephemeral;
  if (shown === undefined) throw new RangeError(`no message ${ts} in ${channel.name}`);
  const found = findElement(shown.blocks, choice);
  const thread = shown.threadTs === undefined ? {} : { thread_ts: shown.threadTs };
  const target = { user: person.id, channel: channel.id, ts, ...(shown.threadTs && { threadTs: shown.threadTs }) };
  const where = { message_ts: ts, channel_id: channel.id, is_ephemeral: message === undefined, ...thread };
  const payload = {
    ...interactionBase(engine, person, 'block_actions'),
    api_app_id: APP_ID,
    container: { type: 'message', ...where },
    trigger_id: engine.triggers.make(person.id),
    channel: { id: channel.id, name: channel.kind === 'im' ? 'directmessage' : channel.name },
    message: message === undefined ? ephemeralFields(ts) : told(engine, message),
    state: { values: {} },
    response_url: engine.responseUrls.make(target),
    actions: [actionOf(engine, found, chosen)],
  };
  return send(engine, person, channel.id, payload);
}

/** A person presses a button or changes a menu of a modal or App Home. */
export async function pressInView(
  engine: Engine,
  person: Person,
  view: StoredView,
  choice: ElementChoice,
  chosen: Chosen,
): Promise<PressResult> {
  const found = findElement(blocksOf(view), choice);
  if (chosen !== undefined) enter(engine, view, found, chosen);
  const isQuiet = found.block['type'] === 'input' && found.block['dispatch_action'] !== true;
  if (isQuiet) return { ok: true };
  return send(engine, person, undefined, {
    ...interactionBase(engine, person, 'block_actions'),
    api_app_id: APP_ID,
    container: { type: 'view', view_id: view.id },
    trigger_id: engine.triggers.make(person.id),
    view: wireView(engine.team, view),
    actions: [actionOf(engine, found, chosen)],
  });
}

/** Keeps what a person entered into an element of a view. */
export function enter(engine: Engine, view: StoredView, found: FoundElement, chosen: Exclude<Chosen, undefined>): void {
  const blockId = textOf(found.block['block_id']);
  (view.values[blockId] ??= {})[textOf(found.element['action_id'])] = chosenState(found.element, chosen);
  delete view.errors[blockId];
  changed(engine.world);
}

function actionOf(engine: Engine, found: FoundElement, chosen: Chosen): Fields {
  const { element, block } = found;
  const ids = { action_id: element['action_id'], block_id: block['block_id'], action_ts: engine.newTs() };
  if (element['type'] !== 'button') {
    const state =
      element['type'] === 'overflow' ? overflowState(element, chosen) : chosenState(element, chosen ?? null);
    return { ...state, ...ids };
  }
  const { text, value, style } = element;
  return { type: 'button', ...ids, text, ...(value !== undefined && { value }), ...(style !== undefined && { style }) };
}

function overflowState(element: Fields, chosen: Chosen): Fields {
  return { ...chosenState({ ...element, type: 'static_select' }, chosen ?? null), type: 'overflow' };
}

function ephemeralFields(ts: string): Fields {
  // Slack hands an app no more than this of a message that is in no history.
  return { type: 'message', subtype: 'bot_message', user: BOT.id, ts, text: '' };
}

async function send(
  engine: Engine,
  person: Person,
  channel: string | undefined,
  payload: Fields,
): Promise<PressResult> {
  if (!engine.facts.isInteractive) return { ok: false, error: 'interactivity_not_enabled' };
  const outcome = await engine.delivery.ask('interactive', payload);
  if (outcome.kind === 'acked') return { ok: true };
  const error = errorWord(outcome);
  if (channel !== undefined) postNotice(engine, person.id, channel, `This app did not respond: "${error}"`);
  return { ok: false, error };
}

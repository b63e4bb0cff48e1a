import type { Engine } from '../engine.ts';
import { type Fields, isFields, objectsOf, textOf, unpacked } from '../json.ts';
import { validateView } from '../validate-view.ts';
import { newId } from '../world/ids.ts';
import { withBlockIds } from '../world/post.ts';
import { type StoredView, wireView } from '../world/view.ts';
import { changed } from '../world/world.ts';
import { initialValues } from '../world/input-state.ts';
import { type Methods, Refusal } from './method.ts';

const MAX_STACK = 3;
const MAX_BYTES = 250_000;

/** Modals and the App Home. */
export const VIEW_METHODS: Methods = {
  'views.open': {
    token: 'bot',
    tier: 4,
    run({ engine, args }) {
      const body = viewOf(args['view'], 'modal');
      const user = personOf(engine, args['trigger_id']);
      return { view: wireView(engine.team, openView(engine, user, body)) };
    },
  },
  'views.push': {
    token: 'bot',
    tier: 4,
    run({ engine, args }) {
      const body = viewOf(args['view'], 'modal');
      return { view: wireView(engine.team, pushView(engine, personOf(engine, args['trigger_id']), body)) };
    },
  },
  'views.update': {
    token: 'bot',
    tier: 4,
    run({ engine, args }) {
      const id = textOf(args['view_id']);
      const externalId = textOf(args['external_id']);
      const view = allViews(engine).find((each) =>
        id === '' ? externalId !== '' && each.body['external_id'] === externalId : each.id === id,
      );
      if (view === undefined) throw new Refusal('not_found');
      const body = viewOf(args['view'], view.type);
      if (args['hash'] !== undefined && args['hash'] !== view.hash) throw new Refusal('hash_conflict');
      replaceView(engine, view, body);
      return { view: wireView(engine.team, view) };
    },
  },
  'views.publish': {
    token: 'bot',
    tier: 4,
    run({ engine, args }) {
      const user = textOf(args['user_id']);
      if (!engine.world.people.has(user)) throw new Refusal('invalid_arguments');
      if (!engine.facts.hasHome) throw new Refusal('not_enabled');
      const body = viewOf(args['view'], 'home');
      const before = engine.world.homes.get(user);
      if (args['hash'] !== undefined && args['hash'] !== before?.hash) throw new Refusal('hash_conflict');
      const view = before ?? freshView(user, body, 'home');
      engine.world.homes.set(user, view);
      replaceView(engine, view, body);
      return { view: wireView(engine.team, view) };
    },
  },
};

/** A checked view body. Fails: invalid_arguments with every fault, view_too_large. */
export function viewOf(value: unknown, type: 'modal' | 'home'): Fields {
  const body = unpacked(value);
  if (!isFields(body) || body['type'] !== type) throw new Refusal('invalid_arguments');
  if (JSON.stringify(body).length > MAX_BYTES) throw new Refusal('view_too_large');
  const faults = validateView(body);
  if (faults.length > 0) {
    const messages = faults.map((fault) => `[ERROR] ${fault.message} [json-pointer:/view${fault.pointer}]`);
    throw new Refusal('invalid_arguments', { errors: faults, response_metadata: { messages } });
  }
  return { ...body, blocks: withBlockIds(objectsOf(body['blocks'])) };
}

/** Opens a modal over nothing: what the person had open before is gone. */
export function openView(engine: Engine, user: string, body: Fields): StoredView {
  checkExternalId(engine, body);
  const view = freshView(user, body, 'modal');
  engine.world.stacks.set(user, [view]);
  changed(engine.world);
  return view;
}

/** Lays a modal over the one that is open. Fails: push_limit_reached, not_found without one. */
export function pushView(engine: Engine, user: string, body: Fields): StoredView {
  checkExternalId(engine, body);
  const stack = engine.world.stacks.get(user) ?? [];
  const below = stack.at(-1);
  if (below === undefined) throw new Refusal('not_found');
  if (stack.length >= MAX_STACK) throw new Refusal('push_limit_reached');
  const view = { ...freshView(user, body, 'modal'), rootId: below.rootId, previousId: below.id };
  stack.push(view);
  changed(engine.world);
  return view;
}

/** Puts a new body into an open view; inputs keep what was entered while block and action stay the same. */
export function replaceView(engine: Engine, view: StoredView, body: Fields): void {
  view.body = body;
  view.hash = newHash();
  view.errors = {};
  const kept = initialValues(body);
  for (const [blockId, actions] of Object.entries(kept)) {
    for (const actionId of Object.keys(actions)) {
      const entered = view.values[blockId]?.[actionId];
      if (entered !== undefined && entered['type'] === actions[actionId]?.['type']) actions[actionId] = entered;
    }
  }
  view.values = kept;
  changed(engine.world);
}

function freshView(user: string, body: Fields, type: 'modal' | 'home'): StoredView {
  const id = newId('V');
  return { id, user, type, body, hash: newHash(), values: initialValues(body), errors: {}, rootId: id };
}

function newHash(): string {
  return `${Math.floor(Date.now() / 1000)}.${newId('').toLowerCase()}`;
}

function personOf(engine: Engine, trigger: unknown): string {
  const use = engine.triggers.use(textOf(trigger));
  if (use.kind === 'refused') throw new Refusal(use.error);
  return use.user;
}

function allViews(engine: Engine): StoredView[] {
  return [...[...engine.world.stacks.values()].flat(), ...engine.world.homes.values()];
}

function checkExternalId(engine: Engine, body: Fields): void {
  const externalId = textOf(body['external_id']);
  if (externalId !== '' && allViews(engine).some((each) => each.body['external_id'] === externalId)) {
    throw new Refusal('duplicate_external_id');
  }
}

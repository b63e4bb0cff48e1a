import { APP_ID, type Person } from '../cast.ts';
import { Refusal } from '../api/method.ts';
import { pushView, replaceView, viewOf } from '../api/views.ts';
import { elementsOf } from '../world/input-state.ts';
import type { Engine } from '../engine.ts';
import { type Fields, fieldsOf, isFields, objectsOf, textOf } from '../json.ts';
import { blocksOf, type StoredView, wireView } from '../world/view.ts';
import { changed } from '../world/world.ts';
import { findElement } from './choose.ts';
import { enter } from './press.ts';
import { interactionBase } from './who.ts';

/** What a person fills in: by block_id when it is unique, else by action_id. */
export type Entries = Readonly<Record<string, string | readonly string[] | null>>;

/** What became of a submission. */
export type SubmitResult =
  | { readonly kind: 'closed' }
  | { readonly kind: 'errors'; readonly errors: Readonly<Record<string, string>> }
  | { readonly kind: 'updated' | 'pushed'; readonly viewId: string };

const TROUBLE = 'We had some trouble connecting. Try again?';

/** A person fills in the modal in front and sends it. Fails: RangeError when an entry has no place. */
export async function submitView(engine: Engine, person: Person, entries: Entries): Promise<SubmitResult> {
  const view = topView(engine, person);
  fillIn(engine, view, entries);
  const missing = missingEntries(view);
  if (Object.keys(missing).length > 0) return showErrors(engine, view, missing);
  const outcome = await engine.delivery.ask('interactive', {
    ...interactionBase(engine, person, 'view_submission'),
    api_app_id: APP_ID,
    trigger_id: engine.triggers.make(person.id),
    view: wireView(engine.team, view),
    response_urls: [],
  });
  if (outcome.kind === 'failed') return showErrors(engine, view, { '': TROUBLE });
  return obey(engine, person, view, fieldsOf(outcome.body));
}

/** A person closes the modal in front; the app hears of it when it asked to. */
export async function closeView(engine: Engine, person: Person): Promise<void> {
  const view = topView(engine, person);
  const all = engine.world.stacks.get(person.id) ?? [];
  const gone = view.body['clear_on_close'] === true ? [...all] : [view];
  all.splice(all.length - gone.length, gone.length);
  changed(engine.world);
  for (const each of gone.toReversed()) {
    if (each.body['notify_on_close'] !== true) continue;
    await engine.delivery.ask('interactive', {
      ...interactionBase(engine, person, 'view_closed'),
      api_app_id: APP_ID,
      view: wireView(engine.team, each),
      is_cleared: gone.length > 1,
    });
  }
}

/** The modal a person has in front. Fails: RangeError without one. */
export function topView(engine: Engine, person: Person): StoredView {
  const view = engine.world.stacks.get(person.id)?.at(-1);
  if (view === undefined) throw new RangeError(`${person.handle} has no modal open`);
  return view;
}

/** Enters these values into the inputs of a view. */
function fillIn(engine: Engine, view: StoredView, entries: Entries): void {
  const blocks = blocksOf(view);
  for (const [name, value] of Object.entries(entries)) {
    const block = blocks.find((each) => each['block_id'] === name);
    const actionId = block === undefined ? name : textOf(elementsOf(block)[0]?.['action_id']);
    const blockId = block === undefined ? {} : { blockId: name };
    enter(engine, view, findElement(blocks, { actionId, ...blockId }), value);
  }
}

function missingEntries(view: StoredView): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const block of blocksOf(view)) {
    if (block['type'] !== 'input') continue;
    const blockId = textOf(block['block_id']);
    const element = fieldsOf(block['element']);
    const state = view.values[blockId]?.[textOf(element['action_id'])];
    const problem = problemOf(element, state, block['optional'] === true);
    if (problem !== undefined) errors[blockId] = problem;
  }
  return errors;
}

/** What the client itself refuses to send. */
function problemOf(element: Fields, state: Fields | undefined, isOptional: boolean): string | undefined {
  const value = Object.entries(state ?? {}).find(([key]) => key !== 'type')?.[1];
  const isEmpty = value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
  if (isEmpty) return isOptional ? undefined : 'Please complete this required field.';
  if (typeof value !== 'string') return undefined;
  const min = Number(element['min_length'] ?? 0);
  const max = Number(element['max_length'] ?? 3000);
  if (value.length < min) return `Please enter at least ${min} characters.`;
  if (value.length > max) return `Please enter at most ${max} characters.`;
  if (element['type'] !== 'number_input') return undefined;
  const number = Number(value);
  if (!Number.isFinite(number)) return 'Please enter a number.';
  if (element['is_decimal_allowed'] !== true && !Number.isInteger(number)) return 'Please enter a whole number.';
  if (element['min_value'] !== undefined && number < Number(element['min_value'])) return 'This number is too small.';
  if (element['max_value'] !== undefined && number > Number(element['max_value'])) return 'This number is too large.';
  return undefined;
}

/** Does what the acknowledgement says: show errors, change the view, lay one over it, close. */
function obey(engine: Engine, person: Person, view: StoredView, answer: Fields): SubmitResult {
  const stack = engine.world.stacks.get(person.id) ?? [];
  try {
    switch (answer['response_action']) {
      case 'errors':
        return showErrors(engine, view, checkedErrors(view, answer['errors']));
      case 'update':
        replaceView(engine, view, viewOf(answer['view'], 'modal'));
        return { kind: 'updated', viewId: view.id };
      case 'push':
        return { kind: 'pushed', viewId: pushView(engine, person.id, viewOf(answer['view'], 'modal')).id };
      case 'clear':
        stack.splice(0);
        break;
      default:
        stack.pop();
    }
  } catch (error) {
    if (error instanceof Refusal) return showErrors(engine, view, { '': TROUBLE });
    throw error;
  }
  changed(engine.world);
  return { kind: 'closed' };
}

/** Errors stand beside input blocks; one for any other block makes Slack show trouble instead. */
function checkedErrors(view: StoredView, given: unknown): Record<string, string> {
  const inputs = new Set(
    objectsOf(blocksOf(view))
      .filter((each) => each['type'] === 'input')
      .map((each) => each['block_id']),
  );
  const errors: Record<string, string> = {};
  for (const [blockId, text] of Object.entries(isFields(given) ? given : {})) {
    if (!inputs.has(blockId)) return { '': TROUBLE };
    errors[blockId] = textOf(text);
  }
  return Object.keys(errors).length === 0 ? { '': TROUBLE } : errors;
}

function showErrors(engine: Engine, view: StoredView, errors: Record<string, string>): SubmitResult {
  view.errors = errors;
  changed(engine.world);
  return { kind: 'errors', errors };
}

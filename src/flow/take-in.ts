import type { Handler, NewClaim } from '../core/claim.ts';
import type { Device } from '../core/device.ts';
import { findHandler, isSameCustomer } from '../core/handlers.ts';
import type { Incoming, IntakeResult, SymptomChoice } from '../core/intake.ts';
import { modelName } from '../core/model-name.ts';
import { isTalk } from '../rules/parse-talk.ts';
import { parseText } from '../rules/parse.ts';
import type { FlowDeps } from './flow-deps.ts';
import { lookUpDevice } from './look-up-device.ts';

type IntakeDeps = Pick<FlowDeps, 'store' | 'book' | 'routes' | 'log' | 'joinMs' | 'zone'>;

/**
 * A text to a claim on disk, a question, or nothing.
 * A serial is never guessed: one that no device has gives at most three near candidates to choose from.
 * Fails: when the store is down.
 */
export async function takeIn(deps: IntakeDeps, incoming: Incoming, mode: 'command' | 'plain'): Promise<IntakeResult> {
  const parsed = parseText(deps.book, incoming.text, { at: incoming.at, zone: deps.zone ?? 'UTC' });
  const said = incoming.given?.serial ?? parsed.serial;
  const symptoms = (incoming.given?.symptoms ?? parsed.symptoms).filter((id) => deps.book.symptoms.has(id));
  const choices = symptomChoices(deps.book);
  const isTold = ({ customer }: Device): boolean =>
    incoming.customers?.some((one) => isSameCustomer(one, customer)) ?? true;
  // Where a few are likely, those few are asked about and not all there are.
  const likely = parsed.candidates.flatMap((id) => choices.find((choice) => choice.id === id) ?? []);
  const asked = likely.length > 0 ? likely : offeredChoices(deps.book);

  if (mode === 'plain' && !parsed.isClaim) {
    // Words we do not know about a machine we do know are worth a question; anything else in a channel is talk.
    const known =
      parsed.serial === undefined ? undefined : (await lookUpDevice(deps.store, parsed.serial, isTold)).device;
    return known === undefined || (likely.length === 0 && isTalk(incoming.text))
      ? { kind: 'nothing' }
      : { kind: 'which-symptom', serial: known.serial, candidates: asked };
  }
  if (mode === 'command' && parsed.problems.length > 0 && symptoms.length === 0 && likely.length === 0) {
    return { kind: 'help', problem: parsed.problems.join(' '), symptoms: choices };
  }
  if (said === undefined && symptoms.length === 0 && likely.length === 0) {
    if (mode === 'plain') return { kind: 'nothing' };
    return { kind: 'help', problem: 'Neither a serial number nor a symptom was recognised.', symptoms: choices };
  }
  const found = said === undefined ? { candidates: [] } : await lookUpDevice(deps.store, said, isTold);
  const device = found.device;
  if (device === undefined) {
    const candidates = found.candidates.map(({ device: { serial, model, customer }, why }) => {
      return { serial, model, customer, why };
    });
    return { kind: 'which-device', said: said ?? '', candidates, symptoms };
  }
  if (symptoms.length === 0) return { kind: 'which-symptom', serial: device.serial, candidates: asked };

  const claim: NewClaim = {
    sourceKey: incoming.sourceKey,
    serial: device.serial,
    symptoms,
    words: incoming.given?.words ?? parsed.words,
    about: parsed.about,
    ...(parsed.options === undefined ? {} : { options: parsed.options }),
    by: incoming.by,
    at: incoming.at,
    origin: incoming.origin,
    handler:
      (await handlerOf(deps, incoming)) ??
      findHandler(deps.routes, { model: modelName(device.model, device), customer: device.customer, symptoms }),
  };
  // Whoever asks at a terminal wants an answer of their own.
  const joinMs = incoming.origin.via === 'terminal' ? 0 : (deps.joinMs ?? 0);
  const since = incoming.joinsSince ?? (joinMs > 0 ? incoming.at - joinMs : undefined);
  const added = await deps.store.addClaim(claim, since === undefined ? undefined : { notBefore: since });
  deps.log('info', 'claim.taken-in', {
    claim: added.claim.id,
    isNew: added.isNew,
    joined: added.joined === true,
    symptoms,
    via: incoming.origin.via,
  });
  return { kind: 'claim', ...added, ...(parsed.problems.length === 0 ? {} : { problems: parsed.problems }) };
}

/** Who is in charge of the claims of a channel, where that was set. */
async function handlerOf(deps: IntakeDeps, { origin: { channel } }: Incoming): Promise<Handler | undefined> {
  return channel === undefined ? undefined : (await deps.store.getChannel(channel))?.handler;
}

type Choices = { byTitle: readonly SymptomChoice[]; asOffered: readonly SymptomChoice[] };

const choicesOf = new WeakMap<FlowDeps['book'], Choices>();

/** The symptoms a person can choose from, by title; the same list for the same rules. */
export function symptomChoices(book: FlowDeps['book']): readonly SymptomChoice[] {
  return choicesIn(book).byTitle;
}

/** The same where nothing was said of what is wrong: those the rules offer first, then the others by title. */
function offeredChoices(book: FlowDeps['book']): readonly SymptomChoice[] {
  return choicesIn(book).asOffered;
}

function choicesIn(book: FlowDeps['book']): Choices {
  const known = choicesOf.get(book);
  if (known !== undefined) return known;
  const placeOf = ({ id }: SymptomChoice): number => book.symptoms.get(id)?.offered ?? Number.MAX_SAFE_INTEGER;
  const byTitle = [...book.symptoms.values()]
    .map(({ id, title }) => ({ id, title }))
    .sort((a, b) => (a.title < b.title ? -1 : 1));
  const choices = { byTitle, asOffered: byTitle.toSorted((a, b) => placeOf(a) - placeOf(b)) };
  choicesOf.set(book, choices);
  return choices;
}

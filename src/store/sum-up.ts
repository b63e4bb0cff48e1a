import type { Device } from '../core/device.ts';
import { type Learnt, stateOf } from '../core/learnt.ts';
import type { Reading } from '../core/reading.ts';
import {
  countValue,
  nobody,
  openValues,
  type PeopleCounts,
  type Tally,
  type TallyFigure,
  type TallyRules,
  type TallyValues,
} from '../core/tally.ts';
import { modelKey } from './keys.ts';
import { isEmpty, madeBy, partName, readTally, readValues, writeTally, writeValues } from './tally-form.ts';

/** What is known of a model's summary beside its parts. Shape: `rules` as `madeBy` says; `writes` grows with each change; `isReady` once every device was counted. */
export type TallyHead = { rules: string; writes: number; isReady: boolean; people: Record<string, PeopleCounts> };

/** A device that is to be counted anew; `mark` tells whether it was marked again meanwhile. */
export type Due = { key: string; mark: string };

/** What is known of a device that is due. Shape: `before` is what it added as it was written, so that one that says the same as before is not parsed. */
export type DueDevice = {
  device: Device | undefined;
  learnt: Learnt | undefined;
  readings: Reading[];
  before: string | undefined;
};

/** What a device adds, and how that is written. */
export type WrittenTally = { tally: Tally; text: string };

/** One change of a summary, all of it or nothing. Shape: `parts` and `tallies` are undefined where nothing is left. */
export type TallyChange = {
  head: TallyHead;
  parts: Map<string, Uint8Array | undefined>;
  tallies: Map<string, WrittenTally | undefined>;
  done: Due[];
};

/** Where summaries are kept. Shape: `model` is a model's key, `keys` are those of serials. */
export interface TallyKeeper {
  head(model: string): Promise<TallyHead | undefined>;
  /** Forgets what was counted, and marks every device of the model; may leave it where the head was written since it was read. */
  begin(model: string, head: TallyHead): Promise<void>;
  due(model: string, limit: number): Promise<Due[]>;
  devices(model: string, keys: string[]): Promise<DueDevice[]>;
  parts(model: string, names: string[]): Promise<(Uint8Array | undefined)[]>;
  /** Writes a change unless the head was written since: false then, and nothing is. */
  commit(model: string, change: TallyChange): Promise<boolean>;
}

/** Has a model counted by these rules, unless it is. Shape: `model` is a model's key. */
export async function startSummary(keeper: TallyKeeper, model: string, rules: TallyRules): Promise<void> {
  await startedHead(keeper, model, rules);
}

async function startedHead(keeper: TallyKeeper, model: string, rules: TallyRules): Promise<TallyHead | undefined> {
  const head = await keeper.head(model);
  if (head?.rules === madeBy(rules)) return head;
  const writes = (head?.writes ?? 0) + 1;
  await keeper.begin(model, { rules: madeBy(rules), writes, isReady: false, people: {} });
  return keeper.head(model);
}

/**
 * Counts some of the devices of a model that are due: what each added before goes, what it says now comes. Begins anew where the rules are others.
 * Shape: `model` is a model's key, undefined where none is due. `left` tells whether there may be more to do.
 * Fails: when the store is down; what was counted by then stays.
 */
export async function sumUp(
  keeper: TallyKeeper,
  model: string | undefined,
  rules: TallyRules,
  limit: number,
): Promise<{ left: boolean }> {
  if (model === undefined) return { left: false };
  const head = await startedHead(keeper, model, rules);
  // Somebody else has written it since, and what is counted by other rules is theirs.
  if (head?.rules !== madeBy(rules)) return { left: true };
  const due = await keeper.due(model, limit);
  // Another process that counts at the same time has done as much; what it left is done at the next turn.
  await keeper.commit(model, await countAnew(keeper, model, rules, { head, due, limit }));
  return { left: true };
}

async function countAnew(
  keeper: TallyKeeper,
  model: string,
  rules: TallyRules,
  { head, due, limit }: { head: TallyHead; due: Due[]; limit: number },
): Promise<TallyChange> {
  const found = await keeper.devices(
    model,
    due.map(({ key }) => key),
  );
  const people = new Map(Object.entries(head.people));
  const tallies = new Map<string, WrittenTally | undefined>();
  const steps = openSteps();
  for (const [index, { key }] of due.entries()) {
    const one = found[index];
    const after = one === undefined ? undefined : tallyOf(model, one, rules);
    const text = after === undefined ? undefined : writeTally(after);
    if (text === one?.before) continue;
    tallies.set(key, after === undefined || text === undefined ? undefined : { tally: after, text });
    const before = one?.before === undefined ? undefined : readTally(one.before);
    for (const [tally, by] of [[after, 1] as const, [before, -1] as const]) {
      if (tally === undefined) continue;
      countPeople(people, tally, by);
      for (const figure of tally.figures) steps.of(figure).push({ value: figure.value, customer: tally.customer, by });
    }
  }
  const isReady = head.isReady || due.length < limit;
  return {
    head: { ...head, writes: head.writes + 1, isReady, people: Object.fromEntries(people) },
    parts: await changeParts(keeper, model, steps.byName()),
    tallies,
    done: due,
  };
}

type Step = { value: number | string; customer: string; by: 1 | -1 };

/** The steps of each part. A name is made once for all devices of it: there are a few parts, and a figure of each for every device. */
function openSteps(): { of: (figure: TallyFigure) => Step[]; byName: () => Map<string, Step[]> } {
  const named = new Map<string, Step[]>();
  const ofItem = new Map<string, Map<string, { of: TallyFigure; steps: Step[] }[]>>();
  function of(figure: TallyFigure): Step[] {
    const ofKey = ofItem.get(figure.item) ?? new Map<string, { of: TallyFigure; steps: Step[] }[]>();
    const alike = ofKey.get(figure.key) ?? [];
    for (const one of alike) if (isOfPart(one.of, figure)) return one.steps;
    const steps: Step[] = [];
    named.set(partName(figure), steps);
    ofItem.set(figure.item, ofKey.set(figure.key, [...alike, { of: figure, steps }]));
    return steps;
  }
  return { of, byName: () => named };
}

/** Whether figures of one item and key are counted in one part. */
function isOfPart(one: TallyFigure, other: TallyFigure): boolean {
  return (
    one.day === other.day &&
    one.isReport === other.isReport &&
    one.units?.unit === other.units?.unit &&
    one.units?.of === other.units?.of
  );
}

async function changeParts(
  keeper: TallyKeeper,
  model: string,
  steps: ReadonlyMap<string, Step[]>,
): Promise<TallyChange['parts']> {
  const names = [...steps.keys()];
  const kept = await keeper.parts(model, names);
  return new Map(
    names.map((name, index): [string, Uint8Array | undefined] => {
      const octets = kept[index];
      const some = steps.get(name) ?? [];
      const values: TallyValues = octets === undefined ? openValues(some[0]?.value ?? 0) : readValues(octets);
      for (const { value, customer, by } of some) countValue(values, value, customer, by);
      return [name, isEmpty(values) ? undefined : writeValues(values)];
    }),
  );
}

function tallyOf(model: string, { device, learnt, readings }: DueDevice, rules: TallyRules): Tally | undefined {
  if (device === undefined || modelKey(device) !== model) return undefined;
  const state = stateOf(device, learnt);
  return { customer: device.customer, state, figures: state === 'active' ? rules.figuresOf(readings) : [] };
}

function countPeople(people: Map<string, PeopleCounts>, { customer, state }: Tally, by: 1 | -1): void {
  const counts = { ...(people.get(customer) ?? nobody()) };
  counts[state] += by;
  if (Object.values(counts).some((count) => count > 0)) people.set(customer, counts);
  else people.delete(customer);
}

import { openSketch } from '../core/sketch.ts';
import type { Sayers, Tally, TallyFigure, TallyPart, TallyRules, TallyValues } from '../core/tally.ts';
import { toJson } from './keys.ts';

type SayersForm = { named: [string, number][]; rest: number };
type Head = { sum: number; sayers: SayersForm; length: number } | { states: [string, SayersForm][] };

const HEAD_ROOM = 4;

/** How sums are written. Another form is another number: sums of one that is not known are made anew, as those by other rules are. */
const FORM = 2;
/** Seven places a figure: its item, key, value, day, whether it is from a list, and its units, empty where it has none. */
const STRIDE = 7;

/** What the head of sums says they were made by: the rules, and the form they are written in. */
export function madeBy({ fingerprint }: Pick<TallyRules, 'fingerprint'>): string {
  return `${FORM}|${fingerprint}`;
}

/** What a device adds as one short text, which is the same for what is the same: `[customer,state,item,key,value,day,isReport,unit,of,…]`. */
export function writeTally({ customer, state, figures }: Tally): string {
  const flat: (string | number)[] = [customer, state];
  for (const { item, key, value, day, isReport, units } of figures) {
    flat.push(item, key, value, day, isReport ? 1 : 0, units?.unit ?? '', units?.of ?? '');
  }
  return toJson(flat);
}

/** What a text written by `writeTally` says. */
export function readTally(text: string): Tally {
  const flat = JSON.parse(text);
  const figures: TallyFigure[] = [];
  for (let n = 2; n < flat.length; n += STRIDE) {
    const [item, key, value, day] = [flat[n], flat[n + 1], flat[n + 2], flat[n + 3]];
    const isReport = flat[n + 4] === 1;
    const figure = { item, key, value, day, isReport };
    figures.push(flat[n + 5] === '' ? figure : { ...figure, units: { unit: flat[n + 5], of: flat[n + 6] } });
  }
  return { customer: flat[0], state: flat[1], figures };
}

/** The name of the part that a figure is counted in. */
export function partName({ item, key, day, isReport, units }: Omit<TallyFigure, 'value'>): string {
  return toJson([item, key, day, isReport ? 1 : 0, units?.unit ?? '', units?.of ?? '']);
}

/** The item that a part is of, by its name. */
export function itemOfPart(name: string): string {
  return JSON.parse(name)[0];
}

/** A part as its name and its octets say. */
export function readPart(name: string, octets: Uint8Array): TallyPart {
  const [item, key, day, isReport, unit, of] = JSON.parse(name);
  const units = unit === '' ? undefined : { unit, of };
  return { item, key, day, isReport: isReport === 1, units, values: readValues(octets) };
}

/** What a part counts as octets: the length of a head, the head as JSON, then the lists of its sketch. */
export function writeValues(values: TallyValues): Uint8Array {
  if (values.kind === 'states') {
    const states = [...values.states].map(([state, sayers]): [string, SayersForm] => [state, formOf(sayers)]);
    return withHead({ states }, []);
  }
  const { nodes, sum } = values.sketch.save();
  const head = { sum, sayers: formOf(values.sayers), length: nodes.starts.length };
  return withHead(head, [nodes.starts, nodes.counts, nodes.levels]);
}

/** Whether nothing is counted in a part any more. */
export function isEmpty(values: TallyValues): boolean {
  return values.kind === 'states' ? values.states.size === 0 : values.sketch.size() === 0;
}

/** What octets written by `writeValues` count. */
export function readValues(octets: Uint8Array): TallyValues {
  const buffer = Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength);
  const end = HEAD_ROOM + buffer.readUInt32LE(0);
  const head: Head = JSON.parse(buffer.toString('utf8', HEAD_ROOM, end));
  if ('states' in head) {
    return { kind: 'states', states: new Map(head.states.map(([state, form]) => [state, sayersOf(form)])) };
  }
  // Lists of doubles begin at whole multiples of their size, hence in a copy of their own.
  const lists = new Uint8Array(octets.subarray(end)).buffer;
  const { length, sum } = head;
  const nodes = {
    starts: new Float64Array(lists, 0, length),
    counts: new Float64Array(lists, 8 * length, length),
    levels: new Uint8Array(lists, 16 * length, length),
  };
  return { kind: 'numbers', sketch: openSketch({ nodes, sum }), sayers: sayersOf(head.sayers) };
}

function withHead(head: Head, lists: (Float64Array | Uint8Array)[]): Uint8Array {
  const text = Buffer.from(toJson(head));
  const length = Buffer.alloc(HEAD_ROOM);
  length.writeUInt32LE(text.length);
  return Buffer.concat([length, text, ...lists.map((one) => Buffer.from(one.buffer, one.byteOffset, one.byteLength))]);
}

function formOf({ named, rest }: Sayers): SayersForm {
  return { named: [...named], rest };
}

function sayersOf({ named, rest }: SayersForm): Sayers {
  return { named: new Map(named), rest };
}

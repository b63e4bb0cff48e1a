import type { Random } from '../fleet/random.ts';
import { mutateOctets } from './mutate-octets.ts';
import { ODD_NUMBERS, oddText, pickOne } from './odd-values.ts';

/** One field of an IPP message: a delimiter is a tag alone. Lengths are right unless overridden. */
export type IppField = { tag: number; name?: string; value?: Buffer; nameLength?: number; valueLength?: number };

/** An IPP answer in pieces. */
export type IppMessage = { version: number; status: number; requestId: number; fields: IppField[] };

const TAGS = [0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x0f, 0x10, 0x12, 0x13, 0x20, 0x21, 0x22, 0x23, 0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x41, 0x42, 0x44, 0x45, 0x4a, 0x7f, 0xff]; // prettier-ignore
const LENGTHS = [0, 1, 2, 5, 0x7f, 0xff, 0x100, 0x7fff, 0x8000, 0xffff];
const STATUSES = [0, 1, 2, 0xff, 0x100, 0x0401, 0x0403, 0x0406, 0x0500, 0x0503, 0x0507, 0xffff];

/** The octets of a message. Source: RFC 8010 section 3. */
export function writeIpp({ version, status, requestId, fields }: IppMessage): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt16BE(version & 0xffff, 0);
  head.writeUInt16BE(status & 0xffff, 2);
  head.writeInt32BE(requestId | 0, 4);
  return Buffer.concat([head, ...fields.map(writeField)]);
}

function writeField({ tag, name, value = Buffer.alloc(0), nameLength, valueLength }: IppField): Buffer {
  if (name === undefined) return Buffer.from([tag]);
  const names = Buffer.from(name);
  const values = value.subarray(0, 0xffff);
  return Buffer.concat([
    Buffer.from([tag]),
    short(nameLength ?? names.length),
    names,
    short(valueLength ?? values.length),
    values,
  ]);
}

function short(length: number): Buffer {
  return Buffer.from([(length >> 8) & 0xff, length & 0xff]);
}

/**
 * The octets of an IPP answer changed with regard to its structure (or, a third of the time, without): tags, lengths, numbers, texts, order, nesting,
 * ids and statuses.
 */
export function mutateIpp(message: IppMessage, random: Random, other: Buffer): Buffer {
  if (random.chance(0.33)) return mutateOctets(writeIpp(message), random, other);
  const mutated = { ...message, fields: message.fields.map((field) => ({ ...field })) };
  for (let left = random.whole(1, 3); left > 0 && mutated.fields.length > 0; left -= 1)
    pickOne(MUTATORS, random)(mutated, random);
  return writeIpp(mutated);
}

type Mutator = (message: IppMessage, random: Random) => void;

function onField(change: (field: IppField, random: Random) => void): Mutator {
  return ({ fields }, random) => {
    const named = fields.filter((field) => field.name !== undefined);
    if (named.length > 0) change(pickOne(named, random), random);
  };
}

function nest({ fields }: IppMessage, random: Random): void {
  const deep = pickOne([1, 4, 2000], random);
  const begins = Array.from({ length: deep }, (_none, n): IppField => ({
    tag: 0x34,
    name: n === 0 ? 'media-col' : '',
  }));
  const ends = Array.from({ length: random.chance(0.5) ? deep : deep - 1 }, (): IppField => ({ tag: 0x37, name: '' }));
  fields.splice(random.whole(0, fields.length), 0, ...begins, { tag: 0x4a, name: '', value: oddText(random) }, ...ends);
}

const MUTATORS: Mutator[] = [
  (message, random) => void (pickOne(message.fields, random).tag = pickOne(TAGS, random)),
  onField((field, random) => void (field.value = pickOne(ODD_NUMBERS, random))),
  onField((field, random) => void (field.value = oddText(random))),
  onField((field, random) => void (field.nameLength = pickOne(LENGTHS, random))),
  onField((field, random) => void (field.valueLength = pickOne(LENGTHS, random))),
  onField((field, random) => void (field.name = oddText(random).toString('latin1'))),
  onField((field) => void (field.name = '')),
  (message, random) => void (message.requestId = random.whole(-(2 ** 31), 2 ** 31 - 1)),
  (message, random) => void (message.requestId += pickOne([-1, 1], random)),
  (message, random) => void (message.status = pickOne(STATUSES, random)),
  (message, random) => void (message.version = random.whole(0, 0xffff)),
  ({ fields }, random) => void fields.splice(random.whole(0, fields.length - 1), random.whole(1, 5)),
  ({ fields }) => void fields.push(...fields.slice(0, -1)),
  ({ fields }) => void fields.pop(),
  ({ fields }, random) => {
    const field = pickOne(fields, random);
    fields.splice(random.whole(0, fields.length), 0, ...Array.from({ length: 3000 }, () => ({ ...field, name: '' })));
  },
  nest,
];

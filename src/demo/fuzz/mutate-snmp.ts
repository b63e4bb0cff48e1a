import type { Random } from '../fleet/random.ts';
import { type BerNode, everyNode, MOST_NODES, readBer, writeBer } from './ber-tree.ts';
import { MOST_OCTETS, mutateOctets, noise } from './mutate-octets.ts';
import { ODD_NUMBERS, oddText, pickOne } from './odd-values.ts';

const VARBINDS = [0, 2, 3] as const;
const ID = [0, 2, 0] as const;
const STATUS = [0, 2, 1] as const;
const INDEX = [0, 2, 2] as const;
const TAGS = [0x01, 0x02, 0x04, 0x05, 0x06, 0x10, 0x1f, 0x24, 0x30, 0x40, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47, 0x80, 0x81, 0x82, 0xa0, 0xa2, 0xa3, 0xa8, 0xff]; // prettier-ignore
const HEADS = [
  '',
  '80',
  '81',
  '8105',
  '820005',
  '84ffffffff',
  '847fffffff',
  '8800000000000000',
  'ff',
  '7f',
  '00',
  '01',
  '85',
];

/**
 * An SNMP answer changed with regard to its structure (or, a third of the time, without): lengths, types, nesting, numbers, texts, ids, errors,
 * varbinds left out, repeated, swapped or of another answer.
 * Shape: pure; what is no BER is mutated as octets.
 */
export function mutateSnmp(answer: Buffer, random: Random, other: Buffer): Buffer {
  const message = random.chance(0.33) ? undefined : readBer(answer)?.[0];
  if (message === undefined) return mutateOctets(answer, random, other);
  for (
    let left = random.weighted([
      [1, 6],
      [2, 2],
      [5, 1],
    ] as const);
    left > 0;
    left -= 1
  ) {
    if (everyNode(message).length < MOST_NODES) pickOne(MUTATORS, random)(message, random, other);
  }
  return writeBer(message).subarray(0, MOST_OCTETS);
}

type Mutator = (message: BerNode, random: Random, other: Buffer) => void;

function at(message: BerNode, path: readonly number[]): BerNode | undefined {
  // The path's first step is the message itself.
  return path.slice(1).reduce<BerNode | undefined>((node, step) => node?.children?.[step], message);
}

function anyNode(message: BerNode, random: Random): BerNode {
  return pickOne(everyNode(message), random);
}

/** A value of one of the objects; any element where there is none. */
function anyValue(message: BerNode, random: Random): BerNode {
  const varbinds = at(message, VARBINDS)?.children ?? [];
  const values = varbinds.flatMap((varbind) => varbind.children?.[1] ?? []);
  return values.length === 0 ? anyNode(message, random) : pickOne(values, random);
}

function setOctets(node: BerNode | undefined, octets: Buffer): void {
  if (node === undefined) return;
  node.octets = octets;
  node.children = undefined;
}

function changeVarbinds(change: (varbinds: BerNode[], random: Random, other: Buffer) => BerNode[]): Mutator {
  return (message, random, other) => {
    const list = at(message, VARBINDS);
    if (list?.children !== undefined) list.children = change(list.children, random, other).slice(0, 500);
  };
}

function othersVarbinds(other: Buffer): BerNode[] {
  const [message] = readBer(other) ?? [];
  return message === undefined ? [] : (at(message, VARBINDS)?.children ?? []);
}

function nest(message: BerNode, random: Random): void {
  const node = anyNode(message, random);
  let inner: BerNode = { ...node };
  for (let left = pickOne([1, 5, 60], random); left > 0; left -= 1) {
    inner = { tag: 0x30, octets: Buffer.alloc(0), children: [inner] };
  }
  Object.assign(node, inner);
}

function changeName(message: BerNode, random: Random): void {
  const varbinds = at(message, VARBINDS)?.children ?? [];
  const name = varbinds[random.whole(0, Math.max(0, varbinds.length - 1))]?.children?.[0];
  if (name === undefined) return;
  const changed = Buffer.from(name.octets);
  const last = changed.length - 1;
  switch (random.whole(0, 4)) {
    case 0:
      changed[last] = ((changed[last] ?? 0) + random.whole(1, 255)) & 0xff;
      return setOctets(name, changed);
    case 1:
      return setOctets(name, Buffer.concat([changed, noise(random.whole(1, 200), random)]));
    case 2:
      return setOctets(name, changed.subarray(0, random.whole(0, changed.length)));
    case 3:
      return setOctets(name, Buffer.concat([changed, Buffer.alloc(random.whole(1, 30), 0xff), Buffer.from([0x7f])]));
    default:
      return setOctets(name, Buffer.concat([changed.subarray(0, 2), Buffer.from([0x80, 0x80]), changed.subarray(2)]));
  }
}

const MUTATORS: Mutator[] = [
  (message, random) => void (anyNode(message, random).tag = pickOne(TAGS, random)),
  (message, random) => void (anyValue(message, random).tag = pickOne(TAGS, random)),
  (message, random) => void (anyNode(message, random).head = Buffer.from(pickOne(HEADS, random), 'hex')),
  (message, random) => setOctets(anyValue(message, random), pickOne(ODD_NUMBERS, random)),
  (message, random) => setOctets(anyNode(message, random), pickOne(ODD_NUMBERS, random)),
  (message, random) => setOctets(anyValue(message, random), oddText(random)),
  (message, random) => {
    const value = anyValue(message, random);
    value.tag = 4;
    setOctets(value, oddText(random));
  },
  (message, random) => setOctets(at(message, ID), noise(random.whole(1, 5), random)),
  (message, random) => setOctets(at(message, STATUS), Buffer.from([random.whole(0, 20)])),
  (message, random) => setOctets(at(message, INDEX), pickOne(ODD_NUMBERS, random)),
  (message, random) => setOctets(at(message, [0, 0]), Buffer.from([random.whole(0, 5)])),
  (message, random) => setOctets(at(message, [0, 1]), oddText(random)),
  (message, random, other) => setOctets(at(message, ID), at(readBer(other)?.[0] ?? message, ID)?.octets ?? other),
  nest,
  changeName,
  changeName,
  changeVarbinds((varbinds, random) => varbinds.filter(() => random.chance(0.6))),
  changeVarbinds((varbinds) => [...varbinds, ...varbinds]),
  changeVarbinds((varbinds) => varbinds.toReversed()),
  changeVarbinds((varbinds) => varbinds.slice(0, 1).flatMap((varbind) => Array.from({ length: 200 }, () => varbind))),
  changeVarbinds((varbinds, _random, other) => othersVarbinds(other).concat(varbinds)),
  changeVarbinds((varbinds, _random, other) => {
    const names = othersVarbinds(other).map((varbind) => varbind.children?.[0]);
    return varbinds.map((varbind, n) => {
      const name = names[n];
      return name === undefined ? varbind : { ...varbind, children: [name, ...(varbind.children ?? []).slice(1)] };
    });
  }),
  changeVarbinds(() => []),
];

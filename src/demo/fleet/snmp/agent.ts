import { type BerWriter, createBerWriter, TAG } from './ber-writer.ts';
import type { ObjectValue } from './object.ts';
import type { Leaf, ObjectTree } from './object-tree.ts';
import { decodeOid } from './oid.ts';
import { decodeRequest, PDU, type SnmpRequest } from './request.ts';

/** An agent answers a datagram, or keeps silent as a real one does when it is not understood or not meant. */
export type Agent = { answer(message: Buffer): Buffer | undefined };

/** `onSet` is called for every attempt to write; nothing can be written. */
export type AgentOptions<S> = {
  community: string;
  tree: ObjectTree<S>;
  state: () => S;
  onSet: () => void;
};

type Varbind = { name: Uint8Array; value: ObjectValue };
type Answer = { error: number; index: number; varbinds: Varbind[] };

const ERROR = { none: 0, tooBig: 1, noSuchName: 2, notWritable: 17 } as const;
const MAX_ANSWER = 8192;
const NOTHING = new Uint8Array(0);
const NULL: ObjectValue = { tag: TAG.null, bytes: NOTHING };

// One writer for all agents: an answer is written in one go, and copied.
const writer = createBerWriter(70_000);

/**
 * An SNMP v1 and v2c agent: GET, GETNEXT and GETBULK; a SET is refused.
 * Fails: never; a wrong community and a broken message meet silence.
 * Source: RFC 1157 section 4.1, RFC 3416 section 4.2.
 */
export function createAgent<S>(options: AgentOptions<S>): Agent {
  return {
    answer(message) {
      const request = decodeRequest(message);
      if (request === undefined || request.community !== options.community) {
        return undefined;
      }
      const answer = answerRequest(request, options);
      if (answer === undefined) {
        return undefined;
      }
      if (sizeOf(answer.varbinds) > MAX_ANSWER) {
        // v1 sends the request's own varbinds back, v2c none.
        const varbinds = request.version === 0 ? echo(request) : [];
        return write(request, { error: ERROR.tooBig, index: 0, varbinds });
      }
      return write(request, answer);
    },
  };
}

function answerRequest<S>(request: SnmpRequest, options: AgentOptions<S>): Answer | undefined {
  switch (request.pdu) {
    case PDU.get:
      return get(request, options.tree, options.state());
    case PDU.getNext:
      return getNext(request, options.tree, options.state());
    case PDU.getBulk:
      return request.version === 0 ? undefined : getBulk(request, options.tree, options.state());
    case PDU.set:
      options.onSet();
      return refuse(request, request.version === 0 ? ERROR.noSuchName : ERROR.notWritable, 1);
    default:
      return undefined;
  }
}

function get<S>(request: SnmpRequest, tree: ObjectTree<S>, state: S): Answer {
  const varbinds: Varbind[] = [];
  for (const name of request.names) {
    const leaf = tree.find(name);
    const value = leaf?.read(state);
    if (value !== undefined && isIn(request.version, value)) {
      varbinds.push({ name, value });
    } else if (request.version === 0) {
      return refuse(request, ERROR.noSuchName, varbinds.length + 1);
    } else {
      const arcs = decodeOid(name) ?? [];
      varbinds.push({ name, value: exception(tree.hasObject(arcs) ? TAG.noSuchInstance : TAG.noSuchObject) });
    }
  }
  return { error: ERROR.none, index: 0, varbinds };
}

function getNext<S>(request: SnmpRequest, tree: ObjectTree<S>, state: S): Answer {
  const varbinds: Varbind[] = [];
  for (const name of request.names) {
    const next = successor(tree, indexAfterName(tree, name), request.version, state);
    if (next === undefined && request.version === 0) {
      return refuse(request, ERROR.noSuchName, varbinds.length + 1);
    }
    varbinds.push(next?.varbind ?? { name, value: exception(TAG.endOfMibView) });
  }
  return { error: ERROR.none, index: 0, varbinds };
}

function getBulk<S>(request: SnmpRequest, tree: ObjectTree<S>, state: S): Answer {
  const single = request.names.slice(0, request.nonRepeaters);
  const { varbinds } = getNext({ ...request, names: single }, tree, state);
  let size = sizeOf(varbinds);
  let columns = request.names
    .slice(request.nonRepeaters)
    .map((name): { name: Uint8Array; index: number } => ({ name, index: indexAfterName(tree, name) }));
  for (let repetition = 0; repetition < request.maxRepetitions && columns.length > 0; repetition += 1) {
    let isAllDone = true;
    for (const column of columns) {
      const next = successor(tree, column.index, request.version, state);
      const varbind = next?.varbind ?? { name: column.name, value: exception(TAG.endOfMibView) };
      size += sizeOf([varbind]);
      if (size > MAX_ANSWER) {
        return { error: ERROR.none, index: 0, varbinds };
      }
      varbinds.push(varbind);
      if (next !== undefined) {
        isAllDone = false;
        column.name = next.varbind.name;
        column.index = next.index + 1;
      }
    }
    if (isAllDone) {
      columns = [];
    }
  }
  return { error: ERROR.none, index: 0, varbinds };
}

function indexAfterName<S>(tree: ObjectTree<S>, name: Buffer): number {
  const arcs = decodeOid(name);
  return arcs === undefined ? Number.MAX_SAFE_INTEGER : tree.indexAfter(arcs, false);
}

/** The first leaf from `index` on that this version can carry: a Counter64 is passed over in v1 (RFC 2576 section 4.2.2.1). */
function successor<S>(
  tree: ObjectTree<S>,
  index: number,
  version: 0 | 1,
  state: S,
): { varbind: Varbind; index: number } | undefined {
  let at = index;
  let leaf: Leaf<S> | undefined = tree.at(at);
  while (leaf !== undefined) {
    const value = leaf.read(state);
    if (isIn(version, value)) {
      return { varbind: { name: leaf.name, value }, index: at };
    }
    at += 1;
    leaf = tree.at(at);
  }
  return undefined;
}

function isIn(version: 0 | 1, value: ObjectValue): boolean {
  return version === 1 || value.tag !== TAG.counter64;
}

function exception(tag: number): ObjectValue {
  return { tag, bytes: NOTHING };
}

function refuse(request: SnmpRequest, error: number, index: number): Answer {
  return { error, index, varbinds: echo(request) };
}

function echo(request: SnmpRequest): Varbind[] {
  return request.names.map((name) => ({ name, value: NULL }));
}

/** An upper bound of what the varbinds take on the wire. */
function sizeOf(varbinds: readonly Varbind[]): number {
  return varbinds.reduce(
    (sum, { name, value }) => sum + name.length + ('bytes' in value ? value.bytes.length : 9) + 12,
    0,
  );
}

function write(request: SnmpRequest, answer: Answer): Buffer {
  const end = writer.mark();
  for (let i = answer.varbinds.length - 1; i >= 0; i -= 1) {
    const varbind = answer.varbinds[i];
    if (varbind !== undefined) {
      writeVarbind(writer, varbind);
    }
  }
  writer.wrap(TAG.sequence, end);
  writer.integer(TAG.integer, answer.index);
  writer.integer(TAG.integer, answer.error);
  const id = writer.mark();
  writer.bytes(request.requestId);
  writer.wrap(TAG.integer, id);
  writer.wrap(PDU.response, end);
  const community = writer.mark();
  writer.text(request.community);
  writer.wrap(TAG.octets, community);
  writer.integer(TAG.integer, request.version);
  writer.wrap(TAG.sequence, end);
  return writer.take();
}

function writeVarbind(writer: BerWriter, { name, value }: Varbind): void {
  const end = writer.mark();
  if ('bytes' in value) {
    writer.bytes(value.bytes);
    writer.wrap(value.tag, end);
  } else {
    writer.integer(value.tag, value.number);
  }
  const oid = writer.mark();
  writer.bytes(name);
  writer.wrap(TAG.oid, oid);
  writer.wrap(TAG.sequence, end);
}

import type { AbsentReason } from '../../core/value.ts';
import { type Cell, toCell, type When } from './cell.ts';
import { NO_SUCH_NAME, REFUSALS, TOO_BIG } from './error-status.ts';
import { type Answer, isEnd, reasonOf } from './exchange.ts';
import type { Link } from './link.ts';
import { type DeviceMemory, learnMost } from './memory.ts';

/**
 * Reads single objects by GET, as many in one request as the device takes.
 * Shape: one cell for each OID asked.
 * Fails: never; what could not be read is a cell that says why. A request that fails as a whole is asked again in halves, without the object
 * that is to blame where the device names it. The size that passed where larger requests failed is remembered; one object that spoils every
 * request it is in does not make the others be asked one by one.
 */
export async function getCells(link: Link, oids: string[], memory: DeviceMemory): Promise<Map<string, Cell>> {
  const cells = new Map<string, Cell>();
  let limit = memory.varbinds;
  let passed = 0;
  const queue = inChunks([...new Set(oids)], limit);
  for (let chunk = queue.shift(); chunk !== undefined; chunk = queue.shift()) {
    if (chunk.length > limit) {
      queue.unshift(...inChunks(chunk, limit));
      continue;
    }
    const asked = chunk;
    const answer = await link.ask(() => ({ kind: 'get', oids: asked, repetitions: 0 }));
    if (isEnd(answer)) {
      const reason = reasonOf(answer);
      for (const oid of [asked, ...queue].flat()) cells.set(oid, failedCell(oid, reason, answer.said, answer.when));
      break;
    }
    const left = take(cells, asked, answer);
    if (answer.kind === 'varbinds') passed = Math.max(passed, asked.length);
    else if (isTooLong(answer)) limit = Math.min(limit, Math.max(passed, Math.ceil(asked.length / 2)));
    // An answer in which nothing could be used is asked for in halves; single objects were settled by `take`.
    queue.unshift(...(left.length === asked.length ? inHalves(left) : inChunks(left, limit)));
  }
  // A device that fell silent for good has shown nothing about sizes.
  if (passed > 0 && limit < memory.varbinds) learnMost(memory, limit);
  return cells;
}

/** Whether a request may have failed because of its size: some agents say so, some drop it, some cut their answer short. */
function isTooLong(answer: Answer): boolean {
  return (
    (answer.kind === 'error' && answer.status === TOO_BIG) || answer.kind === 'silent' || answer.kind === 'garbage'
  );
}

/** Puts down what the answer says, and gives back the objects that must be asked again. */
function take(cells: Map<string, Cell>, asked: string[], answer: Answer): string[] {
  const [only] = asked;
  if (answer.kind === 'varbinds') {
    const said = new Map(answer.columns.flatMap((column) => column.map((varbind) => [varbind.oid, varbind])));
    for (const oid of asked) {
      const varbind = said.get(oid);
      if (varbind !== undefined) cells.set(oid, toCell(varbind, answer.when));
    }
    const left = asked.filter((oid) => !said.has(oid));
    if (asked.length > 1 || only === undefined || left.length === 0) return left;
    const raw = `an answer about ${[...said.keys()].join(', ') || 'nothing'}`;
    cells.set(only, failedCell(only, 'malformed', raw, answer.when));
    return [];
  }
  const isBlaming = answer.kind === 'error' && answer.status !== TOO_BIG;
  const blamed = isBlaming && answer.oid !== undefined && asked.includes(answer.oid) ? answer.oid : undefined;
  const guilty = blamed ?? (asked.length === 1 ? only : undefined);
  if (guilty === undefined) return asked;
  cells.set(guilty, guiltyCell(guilty, answer));
  return asked.filter((oid) => oid !== guilty);
}

function guiltyCell(oid: string, answer: Exclude<Answer, { kind: 'varbinds' }>): Cell {
  if (answer.kind !== 'error') {
    const reason: AbsentReason = answer.kind === 'garbage' ? 'malformed' : 'timeout';
    return failedCell(oid, reason, answer.said, answer.when);
  }
  const { status, when } = answer;
  if (status === NO_SUCH_NAME) return { kind: 'none', oid, said: 'noSuchName', when };
  const reason = REFUSALS.has(status) ? 'refused' : 'malformed';
  return failedCell(oid, reason, `the device answered with error ${status}`, when);
}

function failedCell(oid: string, reason: AbsentReason, said: string, when: When): Cell {
  return { kind: 'failed', oid, reason, said, when };
}

function inChunks(oids: string[], size: number): string[][] {
  const chunks: string[][] = [];
  for (let from = 0; from < oids.length; from += size) chunks.push(oids.slice(from, from + size));
  return chunks;
}

function inHalves(oids: string[]): string[][] {
  return oids.length === 0 ? [] : inChunks(oids, Math.ceil(oids.length / 2));
}

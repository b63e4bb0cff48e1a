import type { AbsentReason } from '../../core/value.ts';
import { MAX_TEXT } from '../text.ts';
import { type Cell, toCell, type When } from './cell.ts';
import { NO_SUCH_NAME, REFUSALS, statusInWords, TOO_BIG } from './error-status.ts';
import { type Answer, isEnd, reasonOf } from './exchange.ts';
import { learnLack } from './known-rows.ts';
import type { Link } from './link.ts';
import { type DeviceMemory, learnMost } from './memory.ts';

/** Objects that are remembered to spoil requests at most; a device with more of them has other troubles. */
const MOST_SPOILERS = 8;

/**
 * Reads single objects by GET, as many in one request as the device takes.
 * Shape: one cell for each OID asked.
 * Fails: never; what could not be read is a cell that says why. A request that fails as a whole is asked again in halves, without the object
 * that is to blame where the device names it. The size that passed where larger requests failed is remembered; an object that fails alone
 * explains the failures it was part of, and is asked alone from then on. Objects over which a whole request failed by noSuchName are remembered.
 */
export async function getCells(link: Link, oids: readonly string[], memory: DeviceMemory): Promise<Map<string, Cell>> {
  const cells = new Map<string, Cell>();
  const sizes = openSizes(memory);
  const all = [...new Set(oids)];
  const isSpoiler = (oid: string): boolean => memory.spoilers?.includes(oid) === true;
  const together = memory.spoilers === undefined ? all : all.filter((oid) => !isSpoiler(oid));
  const queue = inChunks(together, sizes.limit());
  if (together.length < all.length) queue.push(...inChunks(all.filter(isSpoiler), 1));
  for (let chunk = queue.shift(); chunk !== undefined; chunk = queue.shift()) {
    if (chunk.length > sizes.limit()) {
      queue.unshift(...inChunks(chunk, sizes.limit()));
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
    const lacked =
      answer.kind === 'error' && answer.status === NO_SUCH_NAME ? asked.filter((oid) => cells.has(oid)) : [];
    for (const oid of lacked) learnLack(memory, oid, answer.when.at);
    sizes.note(asked, answer);
    // An answer in which nothing could be used is asked for in halves; single objects were settled by `take`.
    queue.unshift(...(left.length === asked.length ? inHalves(left) : inChunks(left, sizes.limit())));
  }
  sizes.learn();
  return cells;
}

/** Finds out how many objects a device takes in one request, and which of them it cannot be asked for together with others. */
function openSizes(memory: DeviceMemory): {
  limit(): number;
  note(asked: string[], answer: Answer): void;
  learn(): void;
} {
  let passed = 0;
  let failed: string[][] = [];

  function limit(): number {
    const halves = failed.map((chunk) => Math.max(passed, Math.ceil(chunk.length / 2)));
    return Math.min(memory.varbinds, ...halves);
  }

  function note(asked: string[], answer: Answer): void {
    const [oid] = asked;
    if (answer.kind === 'varbinds') passed = Math.max(passed, asked.length);
    if (!isTooLong(answer) || oid === undefined) return;
    if (asked.length > 1) {
      failed.push(asked);
      return;
    }
    failed = failed.filter((chunk) => !chunk.includes(oid));
    const known = memory.spoilers ?? [];
    if (!known.includes(oid)) memory.spoilers = [...known, oid].slice(-MOST_SPOILERS);
  }

  return {
    limit,
    note,
    learn() {
      // A device that fell silent for good has shown nothing about sizes.
      if (passed > 0 && limit() < memory.varbinds) learnMost(memory, limit());
    },
  };
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
    if (takeInOrder(cells, asked, answer)) return [];
    const said = new Map(answer.columns.flatMap((column) => column.map((varbind) => [varbind.oid, varbind])));
    for (const oid of asked) {
      const varbind = said.get(oid);
      if (varbind !== undefined) cells.set(oid, toCell(varbind, answer.when));
    }
    const left = asked.filter((oid) => !said.has(oid));
    if (asked.length > 1 || only === undefined || left.length === 0) return left;
    const raw = `an answer about ${[...said.keys()].join(', ').slice(0, MAX_TEXT) || 'nothing'}`;
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

/** An answer as it should be: each object in its place. Says false, with nothing put down, where it is not. */
function takeInOrder(
  cells: Map<string, Cell>,
  asked: string[],
  answer: Extract<Answer, { kind: 'varbinds' }>,
): boolean {
  const { columns, when } = answer;
  if (columns.length !== asked.length) return false;
  for (let at = 0; at < asked.length; at += 1) if (columns[at]?.[0]?.oid !== asked[at]) return false;
  for (const [varbind] of columns) if (varbind !== undefined) cells.set(varbind.oid, toCell(varbind, when));
  return true;
}

function guiltyCell(oid: string, answer: Exclude<Answer, { kind: 'varbinds' }>): Cell {
  if (answer.kind !== 'error') {
    const reason: AbsentReason = answer.kind === 'garbage' ? 'malformed' : 'timeout';
    return failedCell(oid, reason, answer.said, answer.when);
  }
  const { status, when } = answer;
  if (status === NO_SUCH_NAME) return { kind: 'none', oid, said: 'noSuchName', when };
  const reason = REFUSALS.has(status) ? 'refused' : 'malformed';
  return failedCell(oid, reason, statusInWords(status), when);
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

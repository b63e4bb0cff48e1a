import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../core/ports.ts';
import type { Varbind } from './snmp/codec.ts';
import { statusInWords } from './snmp/error-status.ts';
import type { Answer } from './snmp/exchange.ts';
import { type Link, openLink } from './snmp/link.ts';
import { openMemory } from './snmp/memory.ts';
import { indexBelow, isAfter } from './snmp/oid.ts';
import type { Credential } from './snmp/read-over-snmp.ts';
import { openUdp } from './snmp/udp.ts';
import { startStop } from './stop.ts';
import { DEFAULT_TIMING, type Timing } from './timing.ts';

/** One object as a walk found it: an OID with its type's tag and its value, octets as a Buffer. */
export type WalkedObject = { oid: string; type: number; value: number | string | Buffer };

/**
 * What to walk, and how far.
 * Units: `deadlineMs` for the whole walk, `pauseMs` between two requests, `mostRows` objects over all subtrees.
 */
export type WalkRequest = {
  address: string;
  port: number;
  credential: Credential;
  subtrees: string[];
  mostRows: number;
  deadlineMs: number;
  pauseMs: number;
  clock: Clock;
  timing?: Timing | undefined;
  signal?: AbortSignal | undefined;
  /** Whether GETBULK may be used: some devices take harm from it. */
  bulk?: boolean | undefined;
  /** Called with the number of objects so far after each answer. */
  onRows?: ((rows: number) => void) | undefined;
};

/** What a walk brought; `notes` says in words where it was cut short, `tried` what was done. */
export type Walk = { objects: WalkedObject[]; notes: string[]; hasAnswered: boolean; tried: string };

/** Objects to ask for in one request: about what fits a datagram, so that the smallest agents can still answer. */
const AT_ONCE = 16;

/** Where one answer led to, and whether the subtree goes on from there. */
type Taken = { cursor: string; isOpen: boolean; note?: string };

/**
 * Records subtrees object by object, in order: GETNEXT, or GETBULK where it may be used, one request at a time.
 * Shape: `subtrees` in the order of OIDs, none inside another; only they are asked for.
 * Fails: never; a subtree ends where the next object lies outside or is not greater than the last (agents that loop), and the walk at its
 * row cap or deadline with what there is.
 */
export async function walkDevice(request: WalkRequest): Promise<Walk> {
  const { address, port, credential, clock, timing = DEFAULT_TIMING } = request;
  const stop = startStop(request.deadlineMs, [request.signal]);
  const walk: Walk = { objects: [], notes: [], hasAnswered: false, tried: '' };
  try {
    const udp = await openUdp(address, port, stop.signal);
    if ('said' in udp) return { ...walk, tried: `SNMP: ${udp.said}` };
    const memory = openMemory().device(udp.address, port);
    const link = openLink({ udp, credential, memory, timing, clock, signal: stop.signal });
    for (const root of request.subtrees) {
      await walkSubtree(link, root, walk, request);
      if (link.end() !== undefined) break;
    }
    link.close();
    const end = link.end();
    return {
      ...walk,
      hasAnswered: link.hasAnswered(),
      tried: `${link.tried()}${end === undefined ? '' : `, ${end.said}`}`,
    };
  } finally {
    stop.end();
  }
}

async function walkSubtree(link: Link, root: string, walk: Walk, request: WalkRequest): Promise<void> {
  let cursor = root;
  let atOnce = request.bulk === true ? AT_ONCE : 1;
  for (;;) {
    const answer = await link.ask((version) => ({
      kind: version === '1' || atOnce === 1 ? 'next' : 'bulk',
      oids: [cursor],
      repetitions: atOnce,
    }));
    if (answer.kind === 'varbinds') {
      const taken = takeObjects(walk, answer.columns.flat(), { root, cursor, mostRows: request.mostRows });
      if (taken.note !== undefined) walk.notes.push(taken.note);
      request.onRows?.(walk.objects.length);
      if (!taken.isOpen) return;
      cursor = taken.cursor;
    } else if (isEndOfMib(answer)) {
      return;
    } else if (answer.kind === 'stopped' || answer.kind === 'closed' || atOnce === 1) {
      walk.notes.push(`${root} was left at ${cursor}: ${inWords(answer)}`);
      return;
    } else {
      // What is too long or broken may pass in smaller pieces; after the last halving the object itself is to blame.
      atOnce = Math.floor(atOnce / 2);
    }
    if (request.pauseMs > 0) await sleep(request.pauseMs);
  }
}

function takeObjects(walk: Walk, varbinds: Varbind[], at: { root: string; cursor: string; mostRows: number }): Taken {
  let { cursor } = at;
  for (const { oid, type = -1, value } of varbinds) {
    if (indexBelow(at.root, oid) === undefined || END_OF_MIB.has(type)) return { cursor, isOpen: false };
    const left = `${at.root} was left at ${cursor}`;
    if (!isAfter(oid, cursor)) return { cursor, isOpen: false, note: `${left}: the device went back to ${oid}` };
    if (walk.objects.length >= at.mostRows) {
      return { cursor, isOpen: false, note: `${left}: ${at.mostRows} objects are the most` };
    }
    cursor = oid;
    if (isValue(value)) walk.objects.push({ oid, type, value });
  }
  // An answer that leads nowhere would be asked for again without end.
  return { cursor, isOpen: cursor !== at.cursor };
}

const END_OF_MIB = new Set([128, 129, 130]);
const NO_SUCH_NAME = 2;

/** In version 1 an error is how an agent says that nothing comes after. */
function isEndOfMib(answer: Answer): boolean {
  return answer.kind === 'error' && answer.version === '1' && answer.status === NO_SUCH_NAME;
}

function inWords(answer: Exclude<Answer, { kind: 'varbinds' }>): string {
  return answer.kind === 'error' ? statusInWords(answer.status) : answer.said;
}

function isValue(value: unknown): value is WalkedObject['value'] {
  return typeof value === 'number' || typeof value === 'string' || Buffer.isBuffer(value);
}

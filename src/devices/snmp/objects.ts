import { decodeRaw } from '../../core/decode.ts';
import type { Ask, Decode, SnmpObjectsPlace, SnmpTerm } from '../../core/place.ts';
import type { Evidence } from '../../core/reading.ts';
import type { AbsentReason, Value } from '../../core/value.ts';
import type { Found, PlaceResult } from '../place-result.ts';
import { percentOf } from './percent.ts';
import { type Cell, cellValue } from './cell.ts';
import { countTerm, sayTerm, type TermSaid } from './term.ts';

type AskKind = Pick<Ask, 'kind' | 'unit'>;
type Sum = { sum: SnmpTerm[]; outOf?: SnmpTerm | undefined };
type Summed = { value: Value; evidence: Evidence; isOffered: boolean; hasAnswered: boolean };

/** The objects a place is made of. */
export function objectOids(place: SnmpObjectsPlace): string[] {
  const parts = Object.values(place.parts ?? {});
  const terms = [
    ...(place.sum ?? []),
    ...parts.flatMap(({ sum, outOf }) => (outOf === undefined ? sum : [...sum, outOf])),
  ];
  return [...new Set(terms.map(({ oid }) => oid))];
}

/**
 * The sum of objects, or a part for each entry of `parts`; undefined while one of them was not asked.
 * Fails: never; what the device does not offer is left out, and without any value it is a reason to try the next place.
 */
export function readObjects(
  ask: AskKind,
  place: SnmpObjectsPlace,
  cells: ReadonlyMap<string, Cell>,
): PlaceResult | undefined {
  if (!objectOids(place).every((oid) => cells.has(oid))) return undefined;
  const summed: { part?: string; partTitle?: string; said: Summed }[] = [];
  if (place.sum !== undefined) {
    const said = addUp(ask, place.decode, { sum: place.sum }, cells);
    if (said !== undefined) summed.push({ said });
  }
  for (const [part, { title, ...sum }] of Object.entries(place.parts ?? {})) {
    const said = addUp(ask, place.decode, sum, cells);
    if (said !== undefined) summed.push({ part, ...(title === undefined ? {} : { partTitle: title }), said });
  }
  const offered = summed.filter(({ said }) => said.isOffered);
  const first = offered[0]?.said ?? summed[0]?.said;
  if (first === undefined) return undefined;
  // Where nothing at all was answered, that is the reason to try the next place.
  if (!offered.some(({ said }) => said.hasAnswered)) {
    const reason: AbsentReason = first.value.kind === 'absent' ? first.value.reason : 'unsupported';
    return { kind: 'next', reason, evidence: first.evidence };
  }
  return { kind: 'found', found: offered.map(({ said, ...part }) => toFound(part, said)) };
}

function toFound(part: { part?: string; partTitle?: string }, { value, evidence }: Summed): Found {
  return { ...part, value, evidence, at: evidence.at };
}

function addUp(
  ask: AskKind,
  decode: Decode,
  { sum, outOf }: Sum,
  cells: ReadonlyMap<string, Cell>,
): Summed | undefined {
  const said = sum.flatMap((term) => sayOf(term, cells));
  const most = outOf === undefined ? undefined : sayOf(outOf, cells)[0];
  const first = said[0];
  if (first === undefined) return undefined;
  const all = most === undefined ? said : [...said, most];
  const whens = all.map(({ cell }) => cell.when);
  const raw = said.map((each) => each.said.raw).join(' + ');
  const place = said.map(({ cell }) => cell.oid).join(' + ');
  const evidence: Evidence = {
    protocol: 'snmp',
    place: most === undefined ? place : `${place} / ${most.cell.oid}`,
    raw: most === undefined ? raw : `${raw} out of ${most.said.raw}`,
    at: Math.max(...whens.map(({ at }) => at)),
    tookMs: Math.max(...whens.map(({ tookMs }) => tookMs)),
  };
  const missing = said.flatMap((each) => (each.said.kind === 'absent' ? [each.said] : []));
  return {
    value: valueOf(ask, decode, said, most),
    evidence,
    isOffered: missing.every(({ isOffered }) => isOffered),
    hasAnswered: missing.every(({ hasAnswered }) => hasAnswered),
  };
}

type Term = { term: SnmpTerm; cell: Cell; said: TermSaid };

function sayOf(term: SnmpTerm, cells: ReadonlyMap<string, Cell>): Term[] {
  const cell = cells.get(term.oid);
  return cell === undefined ? [] : [{ term, cell, said: sayTerm(term, cell) }];
}

function valueOf(ask: AskKind, decode: Decode, said: Term[], most: Term | undefined): Value {
  const [first] = said;
  if (ask.kind !== 'number' && first !== undefined) return wordOf(ask, decode, first);
  let total = 0;
  for (const each of said) {
    const counted = count(each, decode);
    if (counted.kind !== 'number') return counted;
    total += counted.number;
  }
  if (most === undefined) return decodeRaw(String(total), ask, { ...decode, match: undefined, sentinels: undefined });
  const capacity = count(most, decode);
  return percentOf(total, capacity.kind === 'number' ? capacity.number : undefined, ask, decode);
}

function count({ term, said }: Term, decode: Decode): Value {
  return said.kind === 'absent' ? { kind: 'absent', reason: said.reason } : countTerm(said, term, decode);
}

/** A state or a text is what its one term says. */
function wordOf(ask: AskKind, decode: Decode, { term, said }: Term): Value {
  if (said.kind === 'absent') return { kind: 'absent', reason: said.reason };
  const own: Decode = { ...decode, sentinels: term.sentinels ?? decode.sentinels };
  return said.isRecord ? decodeRaw(said.text, ask, { ...own, match: undefined }) : cellValue(said.cell, ask, own);
}

import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import type { ItemDef } from '../core/item.ts';
import type { HttpPlace, Place } from '../core/place.ts';
import type { Unit } from '../core/value.ts';
import type { RuleBook } from './book.ts';
import type { Finding } from './fault.ts';
import { nearWord } from '../core/near-word.ts';
import { placeFindings } from './place-references.ts';
import { unknownId } from './unknown-id.ts';
import { type ProfileDef, profileSchema } from './schema.ts';

/** What a configured service offers: by item, `{ pick, each, decode }` as in a rule file's place, not checked yet. */
export type ServicePicks = { picks?: Record<string, unknown> | undefined };

type Places = ProfileDef['places'];

const EMPTY = { id: 'services', title: 'Configured services', source: 'the configuration' };

/**
 * A rule book with what the configured services offer of each item, in front of the generic profile's own places, so that a gateway needs no rule file.
 * `file` is the configuration's, to be named in faults.
 * Shape: the book itself where no service has picks.
 * Fails: AppError `bad_config` listing every fault as `file: key: what`.
 */
export function addServicePlaces(
  book: RuleBook,
  services: Record<string, ServicePicks>,
  file = 'the configuration',
): RuleBook {
  const faults: string[] = [];
  const added = new Map<string, HttpPlace[]>();
  for (const [service, { picks = {} }] of Object.entries(services)) {
    for (const [item, given] of Object.entries(picks)) {
      const key = `services.${service}.picks`;
      const { place, findings } = toPlace(book, { service, item, given });
      faults.push(
        ...findings.map(
          (finding) => `${file}: ${key}.${[item, ...finding.where].map(String).join('.')}: ${saying(finding)}`,
        ),
      );
      if (place !== undefined) added.set(item, [...(added.get(item) ?? []), place]);
    }
  }
  if (faults.length > 0) {
    const count = faults.length === 1 ? 'a fault' : `${faults.length} faults`;
    throw new AppError('bad_config', `The configuration has ${count}:\n${faults.join('\n')}`, { faults });
  }
  if (added.size === 0) return book;
  const places: Places = { ...book.generic.places };
  for (const [item, own] of added) places[item] = [...own, ...(places[item] ?? [])];
  return { ...book, generic: { ...book.generic, places } };
}

/** Checked as a place of a rule file is; `where` of a finding counts from the item. */
function toPlace(
  book: RuleBook,
  { service, item, given }: { service: string; item: string; given: unknown },
): { place?: HttpPlace; findings: Finding[] } {
  const def = book.items.get(item);
  if (def === undefined) {
    return { findings: [{ ...unknownId('item', item, [], book.items.keys()), on: 'key' }] };
  }
  const shape = pickShape.safeParse(given);
  if (!shape.success) return { findings: shape.error.issues.map(({ path, message }) => fault(path, message)) };
  const place = { ...shape.data, kind: 'http', service };
  const parsed = profileSchema.safeParse({ ...EMPTY, places: { [item]: [place] } });
  if (!parsed.success) {
    return { findings: parsed.error.issues.map(({ path, message }) => fault(path.slice(3), message)) };
  }
  const [made] = parsed.data.places[item] ?? [];
  if (made?.kind !== 'http') return { findings: [] };
  const findings = [
    ...placeFindings(made, def, []),
    ...unitFindings(book, def, made),
    ...stateFindings(book, def, made),
  ];
  return findings.length > 0 ? { findings } : { place: made, findings };
}

/** Which service is asked, and how, is said beside the picks and not in them. */
const pickShape = z.strictObject({
  pick: z.string(),
  each: z.unknown().optional(),
  decode: z.unknown().optional(),
});

function fault(where: PropertyKey[], what: string): Finding {
  return { what, where, why: '', on: 'value' };
}

/** A unit the item never comes in would be compared with others that mean something else. */
function unitFindings(book: RuleBook, item: ItemDef, { decode }: HttpPlace): Finding[] {
  const { unit } = decode;
  if (unit === undefined || item.kind !== 'number') return [];
  const units = new Set<Unit>([item.unit ?? 'count']);
  for (const place of placesOf(book, item.id)) if (place.decode.unit !== undefined) units.add(place.decode.unit);
  if (units.has(unit)) return [];
  const why = `it comes in ${[...units].join(', ')}`;
  return [{ what: `"${item.id}" is not counted in ${unit}`, where: ['decode', 'unit'], why, on: 'value' }];
}

/** A state that no rule of the item knows would be compared with nothing. */
function stateFindings(book: RuleBook, item: ItemDef, { decode }: HttpPlace): Finding[] {
  const known = statesOf(book, item);
  if (item.kind !== 'state' || known.size === 0) return [];
  return Object.entries(decode.enum ?? {}).flatMap(([raw, state]): Finding[] => {
    if (known.has(state)) return [];
    const near = nearWord(state, known);
    const why = near === undefined ? `states of it: ${[...known].join(', ')}` : `did you mean "${near}"?`;
    return [{ what: `"${item.id}" has no state "${state}"`, where: ['decode', 'enum', raw], why, on: 'value' }];
  });
}

function statesOf(book: RuleBook, item: ItemDef): Set<string> {
  const states = new Set(
    item.compare.as === 'none' || item.compare.as === 'state' ? Object.keys(item.compare.limits?.states ?? {}) : [],
  );
  for (const place of placesOf(book, item.id)) {
    for (const state of Object.values(place.decode.enum ?? {})) states.add(state);
    if (place.kind === 'snmp-bits') for (const { state } of Object.values(place.bits)) states.add(state);
    if ((place.kind === 'snmp-bits' || place.kind === 'snmp-table') && place.empty !== undefined)
      states.add(place.empty);
  }
  return states;
}

function placesOf(book: RuleBook, item: string): Place[] {
  return [...book.profiles, book.generic].flatMap(({ places }) =>
    Object.hasOwn(places, item) ? (places[item] ?? []) : [],
  );
}

/** A finding without its place, which stands before it. */
function saying({ what, why }: Finding): string {
  return why === '' ? what : `${what}, ${why}`;
}

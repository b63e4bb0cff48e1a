import { decodeRaw } from '../core/decode.ts';
import type { ItemDef } from '../core/item.ts';
import type { Place, SnmpBitsPlace } from '../core/place.ts';
import { matchRuler, rollersNamed } from '../core/ruler.ts';
import type { Value } from '../core/value.ts';
import type { RuleBook } from './book.ts';
import { failedCase, type Finding } from './fault.ts';
import { matchProfile } from './match-profile.ts';
import { profileLayers } from './profile-layers.ts';
import { unknownId } from './unknown-id.ts';
import type { ProfileTest } from './test-schema.ts';

/** Runs the statements of one profile's test. */
export function runProfileTest(book: RuleBook, id: string, test: ProfileTest): Finding[] {
  const found: Finding[] = [];
  const profile = [...book.profiles, book.generic].find((candidate) => candidate.id === id);
  if (profile === undefined) return [];
  const layers = profileLayers(book, profile);
  for (const group of ['recognises', 'ignores'] as const)
    for (const [index, model] of test[group].entries()) {
      const matched = matchProfile(book, { model });
      // A model that has a profile of its own behind which this one stands is known to this one too.
      const isKnown = profile === book.generic ? matched === profile : profileLayers(book, matched).includes(profile);
      if (isKnown !== (group === 'recognises'))
        found.push(
          failedCase(`model "${model}" gets the profile ${matched.id}`, [group, index], `${id} says it ${group} it`),
        );
    }
  const firstPlace = (item: string): Place | undefined => layers.flatMap(({ places }) => places[item] ?? [])[0];
  for (const [item, kind] of Object.entries(test.offers)) {
    const offered = firstPlace(item)?.kind;
    if (offered !== kind)
      found.push(
        failedCase(`${item} is first tried as ${offered ?? 'nothing'}`, ['offers', item], `the test says ${kind}`),
      );
  }
  for (const [index, { item, raw, value }] of test.decodes.entries()) {
    const where = ['decodes', index];
    const def = book.items.get(item);
    const place = firstPlace(item);
    if (def === undefined) found.push(unknownId('item', item, [...where, 'item'], book.items.keys()));
    else if (place === undefined)
      found.push(failedCase(`${item} has no place`, [...where, 'item'], 'nothing could be decoded'));
    else {
      const got = plainValue(decodeAt(place, def, raw));
      const wanted = JSON.stringify(value);
      if (got !== wanted) found.push(failedCase(`"${raw}" is decoded to ${got}`, where, `the test says ${wanted}`));
    }
  }
  for (const [index, { mm, names }] of (test.repeats ?? []).entries()) {
    const named = rollersNamed(matchRuler(mm, profile.ruler ?? [])).join(', ');
    if (named !== names.join(', '))
      found.push(
        failedCase(
          `marks every ${mm} mm name ${named || 'nothing'}`,
          ['repeats', index],
          `the test says ${names.join(', ') || 'nothing'}`,
        ),
      );
  }
  return found;
}

/** What a raw answer means at a place: of objects that count together, the answer of the first; of flags, the octets in hexadecimal. */
function decodeAt(place: Place, def: ItemDef, raw: string): Value {
  if (place.kind === 'snmp-bits') return firstFlag(place, raw);
  if (place.kind !== 'snmp-objects') return decodeRaw(raw, def, place.decode);
  const term = (place.sum ?? Object.values(place.parts ?? {})[0]?.sum)?.[0];
  const sentinels = term?.sentinels ?? place.decode.sentinels;
  if (def.kind !== 'number') return decodeRaw(raw, def, { ...place.decode, sentinels });
  const { match } = place.decode;
  const counted = decodeRaw(raw, { kind: 'number' }, { match, sentinels, scale: term?.scale, offset: term?.offset });
  if (counted.kind !== 'number') return counted;
  return decodeRaw(String(counted.number), def, { ...place.decode, match: undefined, sentinels: undefined });
}

function firstFlag(place: SnmpBitsPlace, raw: string): Value {
  const digits = raw.replace(/^0x/, '');
  if (!/^([0-9a-f]{2})*$/i.test(digits)) return { kind: 'absent', reason: 'malformed' };
  const isSet = (bit: number): boolean => (Number.parseInt(digits[bit >> 2] ?? '0', 16) & (8 >> (bit & 3))) !== 0;
  const flag = Object.entries(place.bits).find(([bit]) => isSet(Number(bit)));
  const state = flag?.[1].state ?? place.empty;
  return state === undefined ? { kind: 'absent', reason: 'unsupported' } : { kind: 'state', state };
}

function plainValue(value: Value): string {
  switch (value.kind) {
    case 'number':
      return JSON.stringify({ number: value.number });
    case 'state':
      return JSON.stringify({ state: value.state });
    case 'text':
      return JSON.stringify({ text: value.text });
    case 'absent':
      return JSON.stringify({ absent: value.reason });
  }
}

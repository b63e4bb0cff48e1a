import { decodeRaw } from '../core/decode.ts';
import type { Place } from '../core/place.ts';
import type { Value } from '../core/value.ts';
import type { RuleBook } from './book.ts';
import { failedCase, type Finding } from './fault.ts';
import { matchProfile } from './match-profile.ts';
import { unknownId } from './references.ts';
import type { ProfileTest } from './test-schema.ts';

/** Runs the statements of one profile's test. */
export function runProfileTest(book: RuleBook, id: string, test: ProfileTest): Finding[] {
  const found: Finding[] = [];
  const profile = [...book.profiles, book.generic].find((candidate) => candidate.id === id);
  if (profile === undefined) return [];
  for (const group of ['recognises', 'ignores'] as const)
    for (const [index, model] of test[group].entries()) {
      const matched = matchProfile(book, { model }).id;
      if ((matched === id) !== (group === 'recognises'))
        found.push(
          failedCase(`model "${model}" gets the profile ${matched}`, [group, index], `${id} says it ${group} it`),
        );
    }
  const firstPlace = (item: string): Place | undefined => profile.places[item]?.[0] ?? book.generic.places[item]?.[0];
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
      const got = plainValue(decodeRaw(raw, def, place.decode));
      const wanted = JSON.stringify(value);
      if (got !== wanted) found.push(failedCase(`"${raw}" is decoded to ${got}`, where, `the test says ${wanted}`));
    }
  }
  return found;
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

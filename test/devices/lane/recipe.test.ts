import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Ask, Decode } from '../../../src/core/place.ts';
import { Element } from '../../../src/devices/lane/element.ts';
import { answerOf, isAnswer } from '../../../src/devices/lane/plain.ts';
import { makeRecipe } from '../../../src/devices/lane/recipe.ts';
import { markVarbinds } from '../../../src/devices/lane/varbinds.ts';
import { OBJECT_ID } from '../../../src/devices/snmp/identity.ts';
import { counter32, type Encoded, integer, NO_SUCH_INSTANCE, octets, varbind } from '../ber.ts';
import { IDENTITY, MODEL_OID, SERIAL_OID } from '../printer.ts';

const OID = '1.3.6.1.4.1.99999.7.0';
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });
const aDecode: fc.Arbitrary<Decode> = fc.record({
  match: maybe(fc.constantFrom('(\\d+)', '^ (.*)$')),
  sentinels: maybe(fc.constant({ '-1': 'unknown', '7': 'unlimited', none: 'unsupported' } as const)),
  enum: maybe(fc.constant({ '3': 'warm', ready: 'ready' })),
  scale: maybe(fc.constantFrom(0.1, 2, -1)),
  offset: maybe(fc.constantFrom(-100, 1)),
  unit: maybe(fc.constantFrom('percent', 'impressions', 'volt')),
  least: maybe(fc.integer({ min: -10, max: 10 })),
  most: maybe(fc.integer({ min: 0, max: 200 })),
});
const anAsk = fc
  .record({ kind: fc.constantFrom('number', 'state', 'text'), decode: aDecode })
  .map(({ kind, decode }): Ask => {
    return { item: 'copies.total', kind, places: [{ kind: 'snmp-get', oid: OID, decode }] };
  });
const aValue: fc.Arbitrary<Encoded> = fc.oneof(
  fc.oneof(fc.integer({ min: -3, max: 10 }), fc.integer({ min: -200, max: 200 })).map(integer),
  fc.integer({ min: 0, max: 4_294_967_295 }).map(counter32),
  fc
    .oneof(fc.constantFrom('', ' ', '  ', '7', ' 42 ', 'none', 'ready', '-1', 'a "b"', 'Büro'), fc.string())
    .map(octets),
  fc.constant(NO_SUCH_INSTANCE),
);

it('an answer is known to be one by a look exactly where readings can be made of it', () => {
  let [answers, others] = [0, 0];
  fc.assert(
    fc.property(anAsk, aValue, (ask, value) => {
      const recipe = makeRecipe([ask], IDENTITY, [SERIAL_OID, MODEL_OID, OBJECT_ID, OID]);
      const said = [
        varbind(SERIAL_OID, octets('TEST-1')),
        varbind(MODEL_OID, octets('COPIER')),
        varbind(OBJECT_ID, NO_SUCH_INSTANCE),
      ];
      const list = Buffer.concat([...said, varbind(OID, value)]);
      expect(markVarbinds(list, { start: 0, end: list.length }, recipe.names, recipe.marks, new Element())).toBe(true);
      const isOne = isAnswer(recipe, list, 'TEST-1');
      expect(isOne).toBe(answerOf(recipe, list, { at: 0, tookMs: 0 }, 'TEST-1') !== undefined);
      if (isOne) answers += 1;
      else others += 1;
    }),
    { numRuns: 3000 },
  );
  expect(Math.min(answers, others)).toBeGreaterThan(300);
});

import { expect, it } from 'vitest';
import type { Ask } from '../../src/core/place.ts';
import type { ReadRequest } from '../../src/core/ports.ts';
import { makeRecipe } from '../../src/devices/lane/recipe.ts';
import { OBJECT_ID } from '../../src/devices/snmp/identity.ts';
import { openPlainPack, openPlainUnpack, type RecipeNews } from '../../src/devices/worker/plain-batch.ts';
import { counter32, NO_SUCH_OBJECT, octets, varbind } from './ber.ts';
import { IDENTITY, MODEL_OID, requestOf, SERIAL_OID } from './printer.ts';
import { valuesOf } from './reader-contract.ts';

const SERIAL = 'SIM-3500-0042';

/** A kind of question, one of many; the answer to it is its number. */
function question(k: number) {
  const oid = `1.3.6.1.4.1.99999.9.${k}.0`;
  const asks: Ask[] = [{ item: 'total', kind: 'number', places: [{ kind: 'snmp-get', oid, decode: {} }] }];
  const said = [
    varbind(SERIAL_OID, octets(SERIAL)),
    varbind(MODEL_OID, octets('M')),
    varbind(OBJECT_ID, NO_SUCH_OBJECT),
  ];
  const recipe = makeRecipe(asks, IDENTITY, [SERIAL_OID, MODEL_OID, OBJECT_ID, oid]);
  return { k, asks, recipe, octets: Buffer.concat([...said, varbind(oid, counter32(k))]) };
}

it('answers to more kinds of questions than are remembered all arrive, whatever is packed beside them', () => {
  const questions = Array.from({ length: 3010 }, (_, k) => question(k));
  const told: RecipeNews[] = [];
  const pack = openPlainPack((news) => told.push(news));
  const owner = openPlainUnpack();
  const requests = new Map<number, ReadRequest>();
  const expected: number[] = [];
  const arrived: unknown[] = [];

  function send(from: number, to: number): void {
    for (const { k, asks, recipe, octets: list } of questions.slice(from, to)) {
      const id = requests.size;
      requests.set(id, requestOf(161, asks));
      expected.push(k);
      pack.add(id, { serial: SERIAL, recipe, octets: list, when: { at: 1, tookMs: 1 } });
    }
  }
  function take(): void {
    for (const news of told.splice(0)) owner.learn(news);
    while (pack.size() > 0) {
      owner.each(
        pack.take(48),
        (id) => requests.get(id),
        (_id, answer) => arrived.push(answer && valuesOf(answer.readings)['total']),
      );
    }
  }

  for (let from = 0; from < 3000; from += 40) {
    send(from, from + 40);
    if (from % 1000 >= 960) send(from - 100, from - 60);
    take();
  }
  send(2000, 2010);
  send(3000, 3010);
  take();
  expect(arrived).toEqual(expected);
});

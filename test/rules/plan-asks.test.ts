import { describe, expect, it } from 'vitest';
import type { RuleBook } from '../../src/rules/book.ts';
import { loadRules } from '../../src/rules/load.ts';
import { planAsks } from '../../src/rules/plan-asks.ts';
import { changed, rulesFolder } from './rules-folder.ts';

const OTHER_SYMPTOM = `id: slow
title: Slow
because: it waits
source: a manual
phrases: { en: [slow] }
items:
  - { item: mode, because: another reason }
  - { item: copies.total, because: how much }
questions: [Since when?]
`;

const MAKER = `id: maker
title: A maker's models
source: a manual
match: { model: ^M }
manners: { bulk: false, objects: 8 }
identity:
  serial:
    - { kind: snmp-get, oid: '1.3.6.1.4.1.1' }
places:
  copies.total:
    - { kind: snmp-get, oid: '1.3.6.1.4.1.2' }
`;

async function bookWithTwo(): Promise<RuleBook> {
  return loadRules(await rulesFolder({ 'symptoms/slow.yml': OTHER_SYMPTOM, 'models/maker.yml': MAKER }));
}

function maker(book: RuleBook): RuleBook['generic'] {
  const profile = book.profiles[0];
  if (profile === undefined) throw new Error('the folder has a profile');
  return profile;
}

describe('planning asks', () => {
  it('plans the items of a symptom in its order, then what a rate is divided by', async () => {
    const book = await loadRules(await rulesFolder());
    const { items } = planAsks(book, book.generic, ['jam']);
    expect(items).toEqual([
      { item: 'jams', title: 'Jams', because: 'where', symptom: 'jam', serviceMode: 'jam list' },
      { item: 'mode', title: 'Mode', because: 'how', symptom: 'jam' },
      {
        item: 'copies.total',
        title: 'Copies',
        because: 'needed for "Jams", which is compared per 10,000 impressions',
        symptom: 'jam',
      },
    ]);
  });

  it('plans an item of two symptoms once, with the first reason and symptom', async () => {
    const book = await bookWithTwo();
    expect(planAsks(book, book.generic, ['jam', 'slow']).items.map(({ item, because }) => [item, because])).toEqual([
      ['jams', 'where'],
      ['mode', 'how'],
      ['copies.total', 'how much'],
    ]);
    expect(planAsks(book, book.generic, ['slow', 'jam']).items.map(({ item, symptom }) => [item, symptom])).toEqual([
      ['mode', 'slow'],
      ['copies.total', 'slow'],
      ['jams', 'jam'],
    ]);
  });

  it("tries the profile's own places before the generic ones", async () => {
    const book = await bookWithTwo();
    const { asks, identity } = planAsks(book, maker(book), ['slow']);
    const total = asks.find(({ item }) => item === 'copies.total');
    expect(total?.kind).toBe('number');
    expect(total?.unit).toBe('impressions');
    expect(total?.places.map((place) => (place.kind === 'snmp-get' ? place.oid : place.kind))).toEqual([
      '1.3.6.1.4.1.2',
      '1.3.6.1.2.1.43.10',
    ]);
    expect(identity.serial.map((place) => (place.kind === 'snmp-get' ? place.oid : place.kind))).toEqual([
      '1.3.6.1.4.1.1',
    ]);
    expect(identity.model).toEqual([]);
  });

  it('asks for an item without any place too, so that it is shown as needed', async () => {
    const book = await loadRules(await rulesFolder());
    const { asks } = planAsks(book, book.generic, ['jam']);
    expect(asks.map(({ item, places }) => [item, places.length])).toEqual([
      ['jams', 0],
      ['mode', 1],
      ['copies.total', 1],
    ]);
  });

  it("follows a divisor's own divisor", async () => {
    const rate = '{ as: rate, per: hours, times: 1, unit: count, odd: high, minEffect: 0 }';
    const hours = `id: hours\ntitle: Hours\nkind: number\nunit: count\ncompare: { as: none, why: x }\nbecause: b\nsource: s\n`;
    const book = await loadRules(
      await rulesFolder({
        ...changed('items/copies.total.yml', '{ as: none, why: a total }', rate),
        'items/hours.yml': hours,
      }),
    );
    const planned = planAsks(book, book.generic, ['jam']).items.map(({ item }) => item);
    expect(planned).toEqual(['jams', 'mode', 'copies.total', 'hours']);
  });

  it('ends when items are divided by one another', async () => {
    const rate = '{ as: rate, per: jams, times: 1, unit: count, odd: high, minEffect: 0 }';
    const folder = await rulesFolder(changed('items/copies.total.yml', '{ as: none, why: a total }', rate));
    const book = await loadRules(folder);
    expect(planAsks(book, book.generic, ['jam']).items).toHaveLength(3);
  });

  it('plans nothing for a symptom that has no rule any more', async () => {
    const book = await loadRules(await rulesFolder());
    expect(planAsks(book, book.generic, ['gone', 'toString'])).toEqual({
      items: [],
      asks: [],
      identity: { serial: [], model: [] },
      manners: {},
    });
  });

  it("hands on a named profile's manners before the generic one's", async () => {
    const book = await bookWithTwo();
    const generic = { ...book.generic, manners: { bulk: true, wakes: true } };
    const plan = planAsks({ ...book, generic }, maker(book), ['slow']);
    expect(plan.manners).toEqual({ bulk: false, objects: 8, wakes: true });
    expect(planAsks({ ...book, generic }, generic, ['slow']).manners).toEqual(generic.manners);
    expect(planAsks(book, book.generic, ['slow']).manners).toEqual({});
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import { FAMILIES } from '../../src/core/item.ts';
import type { Place } from '../../src/core/place.ts';
import type { RuleBook } from '../../src/rules/book.ts';
import { checkRules } from '../../src/rules/check.ts';
import { defaultRulesDir, loadRules } from '../../src/rules/load.ts';
import { planAsks } from '../../src/rules/plan-asks.ts';

const ITEMS = [
  'alerts.active',
  'copies.a-day',
  'copies.by-feed-stage',
  'copies.by-function',
  'copies.total',
  'density.auto-adjust-setting',
  'density.setting',
  'developer.life',
  'drum.charge-setting',
  'drum.life',
  'engine.power-ons',
  'environment.humidity',
  'environment.temperature',
  'exposure.setting',
  'feed-roller.life',
  'firmware.version',
  'fuser.life',
  'image.density-measured',
  'jams.a-month',
  'jams.by-place',
  'network.address',
  'network.dhcp',
  'network.discards',
  'network.dns',
  'network.duplex',
  'network.errors',
  'network.gateway',
  'network.hostname',
  'network.link-speed',
  'network.mac',
  'network.mask',
  'network.packets',
  'printer.status',
  'supply.toner',
  'supply.waste',
  'toner-save.setting',
  'toner.cartridges-used',
  'toner.coverage',
  'transfer.life',
  'tray.media',
  'uptime',
];

let book: RuleBook;
beforeAll(async () => {
  book = await loadRules();
});

function allPlaces(): { profile: string; item: string; place: Place }[] {
  return [book.generic, ...book.profiles].flatMap((profile) =>
    Object.entries(profile.places).flatMap(([item, places]) =>
      places.map((place) => ({ profile: profile.id, item, place })),
    ),
  );
}

describe('the rules that come with the program', () => {
  it('are sound, and what their tests say follows', async () => {
    const { faults, files, cases } = await checkRules();
    expect(faults).toEqual([]);
    expect(files).toBeGreaterThanOrEqual(2 * (ITEMS.length + 2));
    expect(cases).toBeGreaterThan(150);
  });

  it('lie where the program looks for them', () => {
    expect(defaultRulesDir()).toMatch(/[/\\]rules$/);
  });

  it('hold every item, and all seven families', () => {
    expect([...book.items.keys()].toSorted()).toEqual(ITEMS);
    const families = new Set([...book.items.values()].map(({ family }) => family));
    for (const family of FAMILIES) expect(families).toContain(family);
  });

  it('give every limit in an order that a figure can cross', () => {
    let limited = 0;
    for (const { id, compare } of book.items.values()) {
      const { limits } = compare;
      if (limits === undefined) continue;
      limited += 1;
      expect(limits.offBelow ?? -Infinity, id).toBeLessThan(limits.watchBelow ?? Infinity);
      expect(limits.watchAbove ?? -Infinity, id).toBeLessThan(limits.offAbove ?? Infinity);
    }
    expect(limited).toBe(9);
  });

  it('never divide a lifetime total by nothing: every rate has a divisor that is read', () => {
    const rates = [...book.items.values()].filter(({ compare }) => compare.as === 'rate');
    expect(rates.map(({ id }) => id)).toEqual([
      'engine.power-ons',
      'jams.by-place',
      'network.discards',
      'network.errors',
      'toner.cartridges-used',
    ]);
    for (const { compare } of rates)
      if (compare.as === 'rate') expect(Object.keys(book.generic.places)).toContain(compare.per);
  });

  it('read every item on a simulated model, and from one place at least, but for what is worked out of the past', () => {
    const sim = book.profiles.find(({ id }) => id === 'sim');
    for (const item of ITEMS.filter((id) => book.items.get(id)?.rate === undefined))
      expect([...(sim?.places[item] ?? []), ...(book.generic.places[item] ?? [])].length, item).toBeGreaterThan(0);
  });

  it('keep each code of a table apart from the others', () => {
    let enums = 0;
    for (const { profile, item, place } of allPlaces()) {
      const { sentinels = {}, enum: states = {} } = place.decode;
      if (Object.keys(states).length > 0) enums += 1;
      for (const code of Object.keys(sentinels)) expect(Object.keys(states), `${profile} ${item}`).not.toContain(code);
    }
    expect(enums).toBeGreaterThanOrEqual(4);
  });

  it('never take a level of -3 for a number', () => {
    const levels = allPlaces().filter(
      ({ profile, place }) => profile === 'generic' && place.kind === 'snmp-table' && place.outOf === 'max',
    );
    expect([...new Set(levels.map(({ item }) => item))]).toEqual([
      'supply.toner',
      'supply.waste',
      'drum.life',
      'developer.life',
      'fuser.life',
      'transfer.life',
    ]);
    for (const { place } of levels)
      expect(place.decode.sentinels).toEqual({
        '-1': 'unlimited',
        '-2': 'unknown',
        '-3': 'some_left',
        '2147483647': 'unknown',
      });
  });

  it('plan each symptom with a reason for each item, an ask for each that is read, and a way to know the machine', () => {
    expect(book.symptoms.size).toBeGreaterThanOrEqual(6);
    for (const symptom of book.symptoms.keys()) {
      const { items, asks, identity } = planAsks(book, book.generic, [symptom]);
      const read = items.filter(({ item }) => book.items.get(item)?.rate === undefined);
      expect(asks.map(({ item }) => item)).toEqual(read.map(({ item }) => item));
      for (const { because } of items) expect(because.length).toBeGreaterThan(5);
      expect(identity.serial.length).toBeGreaterThan(0);
      expect(identity.model.length).toBeGreaterThan(0);
    }
  });

  it('propose something for every symptom', () => {
    const helped = new Set(book.measures.flatMap(({ symptoms }) => symptoms));
    for (const symptom of book.symptoms.keys()) expect(helped).toContain(symptom);
  });
});

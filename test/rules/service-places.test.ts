import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import { loadRules } from '../../src/rules/load.ts';
import { planAsks } from '../../src/rules/plan-asks.ts';
import { addServicePlaces } from '../../src/rules/service-places.ts';

const book = await loadRules();

function faultsOf(picks: Record<string, unknown>): string[] {
  try {
    addServicePlaces(book, { rm: { picks } }, 'claimscope.yml');
  } catch (error) {
    if (error instanceof AppError && error.code === 'bad_config') {
      const { faults } = error.facts;
      return Array.isArray(faults) ? faults.map(String) : [];
    }
    throw error;
  }
  return [];
}

describe('places of a configured service', () => {
  it('stand in front of those of the generic profile, and nowhere else', () => {
    const more = addServicePlaces(book, {
      one: { picks: { 'copies.total': { pick: '/total' } } },
      two: {
        picks: {
          'copies.total': { pick: '/n' },
          'drum.charge-setting': { pick: '/v', each: {}, decode: { scale: 0.1 } },
        },
      },
    });
    expect(more.generic.places['copies.total']).toEqual([
      { kind: 'http', service: 'one', pick: '/total', decode: {} },
      { kind: 'http', service: 'two', pick: '/n', decode: {} },
      ...(book.generic.places['copies.total'] ?? []),
    ]);
    expect(more.generic.places['drum.charge-setting']?.[0]).toEqual({
      kind: 'http',
      service: 'two',
      pick: '/v',
      each: {},
      decode: { scale: 0.1 },
    });
    expect(more.profiles).toBe(book.profiles);
    expect(more.generic.places['uptime']).toBe(book.generic.places['uptime']);
  });

  it('come behind those of the model itself', () => {
    const profile = book.profiles.find(({ places }) => Object.hasOwn(places, 'firmware.version'));
    if (profile === undefined) throw new Error('a profile says where the firmware is');
    const more = addServicePlaces(book, { rm: { picks: { 'firmware.version': { pick: '/fw' } } } });
    const symptom = [...book.symptoms.values()].find(({ items }) =>
      items.some(({ item }) => item === 'firmware.version'),
    );
    const asked = planAsks(more, profile, [symptom?.id ?? '']).asks.find(({ item }) => item === 'firmware.version');
    const own = profile.places['firmware.version'] ?? [];
    expect(asked?.places.slice(0, own.length)).toEqual(own);
    expect(asked?.places[own.length]).toMatchObject({ kind: 'http', service: 'rm', pick: '/fw' });
  });

  it('leave the book as it is where there are none', () => {
    expect(addServicePlaces(book, { rm: {}, other: { picks: {} } })).toBe(book);
    expect(addServicePlaces(book, {})).toBe(book);
  });

  it.each([
    [
      { 'copies.totl': { pick: '/a' } },
      'claimscope.yml: services.rm.picks.copies.totl: there is no item "copies.totl", did you mean "copies.total"?',
    ],
    [
      { 'copies.total': { pick: 'a' } },
      'claimscope.yml: services.rm.picks.copies.total.pick: must be a JSON pointer such as /density/black, or empty for the whole document',
    ],
    [
      { 'copies.total': { pick: '/a', each: { where: { '/x': { matches: '(' } } } } },
      /picks\.copies\.total\.each\.where\./,
    ],
    [{ 'copies.total': {} }, /picks\.copies\.total\.pick: .*expected string/],
    [{ 'copies.total': '/a' }, /picks\.copies\.total: /],
    [{ 'copies.total': { pick: '/a', service: 'other' } }, /picks\.copies\.total: Unrecognized key/],
    [
      { 'copies.total': { pick: '/a', decode: { enum: { x: 'many' } } } },
      /copies\.total\.decode\.enum: "copies\.total" is a number, a code is never turned into a number/,
    ],
    [
      { 'copies.total': { pick: '/a', decode: { unit: 'volt' } } },
      /copies\.total\.decode\.unit: "copies\.total" is not counted in volt, it comes in impressions/,
    ],
    [
      { 'toner-save.setting': { pick: '/a', decode: { unit: 'count' } } },
      /toner-save\.setting\.decode\.unit: .*only numbers have one/,
    ],
    [
      { 'toner-save.setting': { pick: '/a', decode: { enum: { '1': 'onn' } } } },
      /toner-save\.setting\.decode\.enum\.1: "toner-save\.setting" has no state "onn", (did you mean "on"|states of it: )/,
    ],
  ])('are refused with the file and the key: %j', (picks, expected) => {
    const faults = faultsOf(picks);
    expect(faults).toHaveLength(1);
    if (typeof expected === 'string') expect(faults[0]).toBe(expected);
    else expect(faults[0]).toMatch(expected);
  });

  it('are refused all at once', () => {
    expect(faultsOf({ no: { pick: '/a' }, 'copies.total': { pick: 'a', each: { value: 'b' } } })).toHaveLength(3);
  });
});

import * as fc from 'fast-check';
import { anyCharacter } from '../../any-character.ts';
import type { ClaimEvent, NewClaim } from '../../../src/core/claim.ts';
import type { Device } from '../../../src/core/device.ts';
import type { Fetch } from '../../../src/core/dossier.ts';
import type { Reading } from '../../../src/core/reading.ts';
import { ABSENT_REASONS, UNITS } from '../../../src/core/value.ts';

/** Texts that have broken stores: each must come back as it went in, and no two may be taken for the same. */
export const HOSTILE_TEXTS = [
  '',
  ' ',
  "'; DROP TABLE claim; --",
  '"quoted" and \\backslash\\',
  'a\0b',
  'a\0c',
  'a\\u0000b',
  '\r\n\t',
  '\ud800',
  '\udc00',
  '\ufeffbom',
  'é',
  'e\u0301',
  '\u{1f5a8}\ufe0f \u{20bb7}野家',
  'مرحبا',
  '<!channel> *boom* &amp;',
  '%s {0} [1] (2) * ? :',
  '__proto__',
  'null',
  '{"a":1}',
] as const;

/** A registered device; only what the test is about is given. */
export function aDevice(given: Partial<Device> = {}): Device {
  return { serial: 'SIM-3500-0001', model: 'SIM-3500', customer: 'Acme', address: '127.0.0.1', ...given };
}

/** A claim as it is handed in; only what the test is about is given. */
export function aClaim(given: Partial<NewClaim> = {}): NewClaim {
  return {
    sourceKey: 'command:1',
    serial: 'SIM-3500-0001',
    symptoms: ['light-print'],
    words: 'prints are too light',
    by: 'U1',
    at: 1_000,
    origin: { via: 'command', channel: 'C1' },
    handler: { kind: 'user', id: 'U2' },
    ...given,
  };
}

/** A reading with a number; only what the test is about is given. */
export function aReading(given: Partial<Reading> = {}): Reading {
  return {
    item: 'copies.total',
    value: { kind: 'number', number: 18_423, unit: 'impressions' },
    evidence: [{ protocol: 'snmp', place: '1.3.6.1.2.1.43.10.2.1.4.1.1', raw: 'Counter32 18423', at: 100, tookMs: 21 }],
    at: 100,
    ...given,
  };
}

/** A reading that is absent. */
export function anAbsent(given: Partial<Reading> = {}): Reading {
  return aReading({ value: { kind: 'absent', reason: 'timeout' }, ...given });
}

/** The fetch as it is when everything was read and compared. */
export function completed(fetch: Fetch, given: Partial<Fetch> = {}): Fetch {
  return {
    ...fetch,
    phase: 'complete',
    doneAt: fetch.askedAt + 300,
    outcome: { kind: 'answered' },
    readings: [aReading()],
    peers: { eligible: 40, customers: 9, asked: 30, live: 28, stored: 2, pending: 0, missing: 0, oldestStored: 50 },
    warnings: ['the registry names another model'],
    ...given,
  };
}

/** An event of a claim. */
export function anEvent(given: Partial<ClaimEvent> = {}): ClaimEvent {
  return { at: 2_000, by: 'U2', what: 'taken', ...given };
}

const text = fc.oneof(fc.string({ unit: anyCharacter }), fc.constantFrom(...HOSTILE_TEXTS));
/** Milliseconds since 1970, some with a fraction as `performance.now()` gives them. */
const time = fc.integer({ min: 0, max: 4e12 }).map((eighths) => eighths / 8);
const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });

/** Any device. */
export const anyDevice: fc.Arbitrary<Device> = fc.record({
  serial: text,
  model: text,
  customer: text,
  address: text,
  site: optional(text),
  snmpPort: optional(fc.nat(65_535)),
  credential: optional(text),
  assetTag: optional(text),
  aliases: optional(fc.array(text, { maxLength: 3 })),
  tags: optional(fc.array(text, { maxLength: 3 })),
  state: optional(fc.constantFrom('unmonitored', 'retired')),
});

/** Any claim. */
export const anyClaim: fc.Arbitrary<NewClaim> = fc.record({
  sourceKey: text,
  serial: text,
  symptoms: fc.array(text, { maxLength: 4 }),
  words: text,
  by: text,
  at: time,
  origin: fc.record({
    via: fc.constantFrom('command', 'message', 'form', 'button', 'terminal'),
    channel: optional(text),
    messageTs: optional(text),
  }),
  handler: fc.record({ kind: fc.constantFrom('user', 'group', 'nobody'), id: text }),
});

/** Any reading with or without a value; its item and part are the test's. */
export const anyReading: fc.Arbitrary<Reading> = fc.record(
  {
    value: fc.oneof(
      fc.record({
        kind: fc.constant('number'),
        number: fc.double({ noNaN: true, noDefaultInfinity: true }),
        unit: fc.constantFrom(...UNITS),
      }),
      fc.record({ kind: fc.constant('state'), state: text }),
      fc.record({ kind: fc.constant('text'), text }),
      fc.record({ kind: fc.constant('absent'), reason: fc.constantFrom(...ABSENT_REASONS) }),
    ),
    evidence: fc.array(
      fc.record({ protocol: fc.constantFrom('snmp', 'http'), place: text, raw: text, at: time, tookMs: fc.nat() }),
      { maxLength: 3 },
    ),
    item: text,
    at: time,
    part: text,
    partTitle: text,
  },
  { requiredKeys: ['value', 'evidence', 'item', 'at'] },
);

/** What JSON keeps of a value: what is undefined is left out, and there is no negative zero. */
export function asJson<T>(value: T): T {
  return JSON.parse(JSON.stringify(value));
}

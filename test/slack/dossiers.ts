import fc from 'fast-check';
import { anyCharacter } from '../any-character.ts';
import type { Baseline } from '../../src/core/baseline.ts';
import type { Claim } from '../../src/core/claim.ts';
import type { Comparison, Figure, Verdict } from '../../src/core/comparison.ts';
import type { Dossier, Fetch, Outcome } from '../../src/core/dossier.ts';
import { WHO, type ProposedMeasure } from '../../src/core/measure.ts';
import type { Reading } from '../../src/core/reading.ts';
import type { SiteView } from '../../src/core/site-view.ts';
import { ABSENT_REASONS, UNITS, type Value } from '../../src/core/value.ts';

/** A Tuesday morning. Units: milliseconds since 1970. */
export const NOW = Date.UTC(2026, 10, 24, 9, 30);

export function sampleClaim(over: Partial<Claim> = {}): Claim {
  return {
    id: 12,
    sourceKey: 'cmd:1',
    serial: 'SIM-3500-0042',
    symptoms: ['light-print'],
    words: 'prints are pale since Monday',
    by: 'U0AIKOMORI1',
    at: NOW - 3000,
    origin: { via: 'command', channel: 'C0SERVDESK1' },
    status: 'open',
    handler: { kind: 'user', id: 'U0BENOKAFO1' },
    events: [{ at: NOW - 3000, by: 'U0AIKOMORI1', what: 'opened' }],
    revision: 1,
    ...over,
  };
}

export function sampleReading(item: string, value: Value, over: Partial<Reading> = {}): Reading {
  return {
    item,
    value,
    at: NOW - 1000,
    evidence: [
      { protocol: 'snmp', place: '1.3.6.1.2.1.43.11.1.1.9.1.1', raw: 'Integer 7', at: NOW - 1000, tookMs: 12 },
    ],
    ...over,
  };
}

/** A row with a number, its average over 41 peers and a verdict. */
export function sampleRow(title: string, number: number, verdict: Verdict, over: Partial<Comparison> = {}): Comparison {
  const reading = sampleReading(title.toLowerCase().replaceAll(' ', '-'), { kind: 'number', number, unit: 'volt' });
  const oddness = { off: 110, watch: 60, normal: 1, 'cannot-say': 20 }[verdict];
  const baseline: Baseline = {
    kind: 'number',
    average: 2.94,
    median: 2.9,
    p10: 2.8,
    p90: 3.1,
    mad: 0.1,
    n: 41,
    oldest: NOW - 7_200_000,
    unit: 'volt',
  };
  const figure: Figure = { kind: 'number', number, unit: 'volt', from: [reading] };
  return { item: reading.item, title, reading, figure, baseline, verdict, because: 'as said', oddness, ...over };
}

export function sampleFetch(over: Partial<Fetch> = {}): Fetch {
  const comparisons = over.comparisons ?? [
    sampleRow('Drum charge', 2.1, 'off', { part: 'black' }),
    sampleRow('Density measured', 2.9, 'normal'),
  ];
  return {
    n: 0,
    key: 'claim',
    by: 'U0AIKOMORI1',
    askedAt: NOW - 2000,
    phase: 'complete',
    doneAt: NOW,
    outcome: { kind: 'answered' },
    readings: comparisons.map(({ reading }) => reading),
    comparisons,
    measures: [
      {
        id: 'replace-drum',
        title: 'Replace the black drum',
        who: 'field-engineer',
        action: 'Fit a new drum unit and reset its counter.',
        because: 'A worn drum takes less charge.',
        source: 'service handbook, chapter 4',
        score: 4,
        evidence: ['Drum charge, black is off (low)'],
      },
    ],
    peers: {
      eligible: 58,
      customers: 12,
      asked: 45,
      live: 30,
      stored: 11,
      pending: 0,
      missing: 4,
      oldestStored: NOW - 7_200_000,
    },
    warnings: [],
    ...over,
  };
}

export function sampleDossier(over: Partial<Dossier> = {}): Dossier {
  return {
    claim: sampleClaim(),
    symptomTitles: ['Prints too light'],
    device: { serial: 'SIM-3500-0042', model: 'SIM-3500', customer: 'Nordlicht Apotheke', address: '127.1.0.42' },
    items: [
      { item: 'drum-charge', title: 'Drum charge', because: 'a low charge prints pale', symptom: 'light-print' },
      {
        item: 'density-measured',
        title: 'Density measured',
        because: 'it says how dark toner lies',
        symptom: 'light-print',
      },
    ],
    questions: ['Is it pale in copies too?'],
    fetches: [sampleFetch()],
    now: NOW,
    ...over,
  };
}

/** Texts as the worst device or customer writes them. */
export const hostileText = fc.oneof(
  { weight: 6, arbitrary: fc.string({ unit: anyCharacter, maxLength: 12 }) },
  {
    weight: 10,
    arbitrary: fc.constantFrom(
      '',
      '   ',
      '\n\n\n',
      '<!channel> *boom*',
      '<@U0AIKOMORI1>',
      '&&&&<<<>>>',
      '\u202egnp.exe',
      '\0\x07',
      '_a_ ~b~ `c`',
      'https://evil.test/?a=1&b=2',
      'Drucker im Keller',
      '\ud83d',
      '&<>\n'.repeat(400),
      '漢字😀'.repeat(300),
      'x'.repeat(4000),
      '"\\'.repeat(500),
    ),
  },
);

const moment = fc.oneof(fc.integer({ min: 0, max: NOW }), fc.constantFrom(0, -1, NOW, 8.7e15));
const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.constantFrom(0, -0, 1e308),
);
const unit = fc.constantFrom(...UNITS);

const value: fc.Arbitrary<Value> = fc.oneof(
  fc.record({ kind: fc.constant('number' as const), number, unit }),
  fc.record({ kind: fc.constant('state' as const), state: hostileText }),
  fc.record({ kind: fc.constant('text' as const), text: hostileText }),
  fc.record({ kind: fc.constant('absent' as const), reason: fc.constantFrom(...ABSENT_REASONS) }),
);

const evidence = fc.record({
  protocol: fc.constantFrom('snmp' as const, 'http' as const, 'ipp' as const, 'pjl' as const),
  place: hostileText,
  raw: hostileText,
  at: moment,
  tookMs: fc.nat(9000),
});

const reading: fc.Arbitrary<Reading> = fc.record(
  {
    item: fc.constantFrom('drum-charge', 'density-measured', 'copies.total'),
    part: hostileText,
    partTitle: hostileText,
    value,
    evidence: fc.array(evidence, { maxLength: 3 }),
    at: moment,
  },
  { requiredKeys: ['item', 'value', 'evidence', 'at'] },
);

const noReadings = fc.constant(null).map((): Reading[] => []);
const figure: fc.Arbitrary<Figure> = fc.oneof(
  fc.record({ kind: fc.constant('number' as const), number, unit, from: noReadings }),
  fc.record({ kind: fc.constant('state' as const), state: hostileText, from: noReadings }),
  fc.record({ kind: fc.constant('text' as const), text: hostileText, from: noReadings }),
  fc.record({ kind: fc.constant('absent' as const), why: hostileText, from: noReadings }),
);

const baseline: fc.Arbitrary<Baseline> = fc.oneof(
  fc.record({
    kind: fc.constant('number' as const),
    average: number,
    median: number,
    p10: number,
    p90: number,
    mad: number,
    n: fc.nat(500),
    oldest: moment,
    unit,
  }),
  fc.record({
    kind: fc.constant('states' as const),
    shares: fc.array(
      fc.record({ state: hostileText, n: fc.nat(50), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
      {
        maxLength: 4,
      },
    ),
    n: fc.nat(500),
    oldest: moment,
  }),
  fc.record({ kind: fc.constant('too-few' as const), n: fc.nat(4), needed: fc.constant(5) }),
  fc.constant({ kind: 'not-compared' as const }),
);

const comparison: fc.Arbitrary<Comparison> = fc.record(
  {
    item: fc.constantFrom('drum-charge', 'density-measured', 'copies.total'),
    part: hostileText,
    title: hostileText,
    partTitle: hostileText,
    reading,
    lastKnown: reading,
    figure,
    baseline,
    verdict: fc.constantFrom('normal' as const, 'watch' as const, 'off' as const, 'cannot-say' as const),
    because: hostileText,
    oddness: fc.nat(150),
  },
  { requiredKeys: ['item', 'title', 'reading', 'figure', 'baseline', 'verdict', 'because', 'oddness'] },
);

const measure: fc.Arbitrary<ProposedMeasure> = fc.record({
  id: fc.constant('m'),
  title: hostileText,
  who: fc.constantFrom(...WHO),
  action: hostileText,
  because: hostileText,
  source: hostileText,
  score: fc.nat(9),
  evidence: fc.array(hostileText, { maxLength: 12 }),
  confidence: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
  against: fc.array(hostileText, { maxLength: 5 }),
  thin: fc.array(hostileText, { maxLength: 5 }),
  change: fc.array(hostileText, { maxLength: 5 }),
  decide: fc.option(hostileText, { nil: undefined }),
  parts: fc.array(hostileText, { maxLength: 3 }),
  minutes: fc.option(fc.nat(480), { nil: undefined }),
  risk: fc.option(hostileText, { nil: undefined }),
});

const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  fc.constantFrom({ kind: 'not-asked' as const }, { kind: 'reading' as const }, { kind: 'answered' as const }),
  hostileText.map((tried) => ({ kind: 'silent' as const, tried })),
  hostileText.map((said) => ({ kind: 'wrong-device' as const, said })),
);

const earlier = fc.record({
  id: fc.nat(),
  at: moment,
  symptoms: fc.array(hostileText, { maxLength: 3 }),
  status: fc.constantFrom('open' as const, 'resolved' as const),
  endedAt: fc.option(moment, { nil: undefined }),
  by: fc.option(hostileText, { nil: undefined }),
  parts: fc.option(hostileText, { nil: undefined }),
});

const before: fc.Arbitrary<NonNullable<Fetch['before']>> = fc.record(
  {
    callback: fc.record({
      claim: earlier,
      days: fc.nat(),
      pages: fc.constantFrom(
        { kind: 'unknown' as const },
        { kind: 'known' as const, number: 3400, unit: 'impressions' as const },
      ),
    }),
    claims: fc.array(earlier, { maxLength: 3 }),
    changes: fc.array(
      fc.record({
        item: hostileText,
        title: hostileText,
        partTitle: hostileText,
        before: hostileText.map((text) => ({ kind: 'text' as const, text })),
        now: hostileText.map((state) => ({ kind: 'state' as const, state })),
        was: moment,
        at: moment,
      }),
      { maxLength: 9 },
    ),
    similar: fc.record({
      own: fc.array(fc.record({ id: fc.nat(), by: hostileText }), { maxLength: 3 }),
      needed: fc.constant(3),
      others: fc.record({
        claims: fc.nat(),
        ended: fc.array(fc.record({ by: hostileText, claims: fc.nat() }), { maxLength: 3 }),
      }),
    }),
  },
  { requiredKeys: ['claims', 'changes'] },
);

const alike = fc.record({ judged: fc.nat(99), same: fc.nat(99) });

const site: fc.Arbitrary<SiteView> = fc.record(
  {
    devices: fc.nat(99),
    ofModel: fc.nat(99),
    read: fc.nat(99),
    oldest: moment,
    items: fc.array(
      fc.record(
        {
          item: hostileText,
          title: hostileText,
          partTitle: hostileText,
          side: fc.constantFrom('low' as const, 'high' as const),
          state: hostileText,
          all: alike,
          ofModel: alike,
          usual: fc.constant(0.1),
        },
        { requiredKeys: ['item', 'title', 'all', 'ofModel', 'usual'] },
      ),
      { maxLength: 4 },
    ),
    says: fc.constantFrom('site', 'machine', 'unclear', 'too-few', 'unread', 'alone'),
  },
  { requiredKeys: ['devices', 'ofModel', 'read', 'items', 'says'] },
);

const fetchOf = (n: number): fc.Arbitrary<Fetch> =>
  fc.record(
    {
      n: fc.constant(n),
      key: fc.constant('k'),
      by: hostileText,
      askedAt: moment,
      phase: fc.constantFrom('stored' as const, 'reading' as const, 'standing' as const, 'complete' as const),
      doneAt: moment,
      outcome,
      readings: fc.array(reading, { maxLength: 12 }),
      comparisons: fc.oneof(
        fc.array(comparison, { maxLength: 8 }),
        fc.array(comparison, { minLength: 30, maxLength: 70 }),
      ),
      site,
      measures: fc.array(measure, { maxLength: 4 }),
      peers: fc.record({
        eligible: fc.nat(500),
        customers: fc.nat(50),
        asked: fc.nat(200),
        live: fc.nat(200),
        stored: fc.nat(200),
        pending: fc.nat(200),
        missing: fc.nat(200),
        oldestStored: fc.option(moment, { nil: undefined }),
      }),
      warnings: fc.array(hostileText, { maxLength: 5 }),
      before,
    },
    {
      requiredKeys: [
        'n',
        'key',
        'by',
        'askedAt',
        'phase',
        'outcome',
        'readings',
        'comparisons',
        'measures',
        'peers',
        'warnings',
      ],
    },
  );

const handler = fc.constantFrom(
  { kind: 'user' as const, id: 'U0BENOKAFO1' },
  { kind: 'group' as const, id: 'S0TONERDESK' },
  { kind: 'nobody' as const, id: '' },
  { kind: 'user' as const, id: '<!channel>' },
);

/** Any dossier at all: every outside text hostile, every number possible, up to 70 rows. */
export const anyDossier: fc.Arbitrary<Dossier> = fc
  .record({
    serial: hostileText,
    words: hostileText,
    note: hostileText,
    by: hostileText,
    at: moment,
    status: fc.constantFrom('open' as const, 'taken' as const, 'resolved' as const),
    handler,
    symptomTitles: fc.array(hostileText, { maxLength: 4 }),
    model: hostileText,
    customer: hostileText,
    site: hostileText,
    items: fc.array(
      fc.record({
        item: fc.constantFrom('drum-charge', 'copies.total'),
        title: hostileText,
        because: hostileText,
        symptom: hostileText,
      }),
      { maxLength: 40 },
    ),
    questions: fc.array(hostileText, { maxLength: 6 }),
    fetches: fc.oneof(fc.tuple(fetchOf(0)), fc.tuple(fetchOf(0), fetchOf(1))),
  })
  .map(({ serial, words, note, by, at, status, handler, model, customer, site, ...rest }) => ({
    claim: sampleClaim({
      serial,
      words,
      by,
      at,
      status,
      handler,
      events: [
        { at, by, what: 'symptoms-changed', symptoms: { before: [note], now: [words] } },
        { at, by, what: 'escalated', to: handler.kind === 'nobody' ? note : 'C0EXPERTS01', note },
        { at, by, what: 'refetched', note },
        {
          at,
          by,
          what: status === 'open' ? 'opened' : status,
          note,
          resolution: { cause: 'dirt', measure: note, parts: words, proposed: [] },
        },
      ],
    }),
    device: { serial, model, customer, site, assetTag: note, address: '127.0.0.1' },
    ...rest,
    now: NOW,
  }));

/** A rate over thirty days that ended five hours ago, and the reading that says of which counts. */
export function ratedRow(title: string, number: number): Comparison {
  const [at, from] = [NOW - 5 * 3_600_000, NOW - 5 * 3_600_000 - 30 * 86_400_000];
  const value = { kind: 'number' as const, number, unit: 'impressions a day' as const };
  const raw = '16000 impressions at 2026-10-25T04:30Z, 25000 impressions at 2026-11-24T04:30Z';
  const evidence = [{ protocol: 'past' as const, place: 'copies.total', raw, at, tookMs: 0, from }];
  const reading = sampleReading('copies.a-day', value, { evidence, at });
  return sampleRow(title, number, 'cannot-say', {
    reading,
    figure: { ...value, from: [reading] },
    because: 'much use',
  });
}

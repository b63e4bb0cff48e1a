import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Claim, ClaimEvent, Resolution } from '../../src/core/claim.ts';
import type { Comparison } from '../../src/core/comparison.ts';
import type { Fetch } from '../../src/core/dossier.ts';
import { modelKey } from '../../src/core/model-name.ts';
import { openReport, type ReportWish } from '../../src/core/open-report.ts';
import { openCallbacks } from '../../src/core/report-callbacks.ts';
import { reportCsv } from '../../src/core/report-csv.ts';
import { reportHtml } from '../../src/core/report-html.ts';
import { partInWords, reportFigures, spansInWords } from '../../src/core/report-words.ts';
import { spansOf } from '../../src/core/report-spans.ts';
import type { Report } from '../../src/core/report.ts';
import { aClaim, aReading, completed } from '../store/contract/samples.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const WITHIN = 60 * DAY;
const NOW = 200 * DAY;

const named = {
  measure: (id: string) =>
    ({
      clean: { title: 'Clean it', who: 'customer' as const },
      visit: { title: 'Change the drum', who: 'field-engineer' as const },
    })[id],
  symptom: (id: string) => (id === 'light-print' ? 'Light prints' : undefined),
};
const wish: ReportWish = { until: NOW, withinMs: WITHIN };

function resolved(at: number, measure: string, proposed: string[], more: Partial<Resolution> = {}): ClaimEvent {
  return { at, by: 'U2', what: 'resolved', resolution: { cause: 'dirt', measure, proposed, ...more } };
}

function claim(id: number, given: Partial<Claim>): Claim {
  const { events = [], at = 0 } = given;
  const status = events.at(-1)?.what === 'resolved' ? 'resolved' : 'open';
  return {
    ...aClaim({ at }),
    id,
    status,
    revision: 1,
    ...given,
    events: [{ at, by: 'U1', what: 'opened' }, ...events],
  };
}

const bare: Fetch = {
  n: 0,
  key: 'claim',
  by: 'U1',
  askedAt: 0,
  phase: 'stored',
  outcome: { kind: 'not-asked' },
  readings: [],
  comparisons: [],
  measures: [],
  peers: { eligible: 0, customers: 0, asked: 0, live: 0, stored: 0, pending: 0, missing: 0 },
  warnings: [],
};

function made(
  claims: readonly Claim[],
  counted: (claim: Claim) => { fetches: Fetch[]; model: string } | undefined,
): Report {
  const report = openReport(wish, named, NOW);
  for (const one of claims) report.add(one, counted(one));
  return report.total(new Map([[modelKey('M-1'), 10]]));
}

function aRow(verdict: Comparison['verdict']): Comparison {
  return {
    item: 'copies.total',
    title: 'Total',
    reading: aReading(),
    figure: { kind: 'absent', why: 'unread', from: [] },
    baseline: { kind: 'too-few', n: 0, needed: 5 },
    verdict,
    because: '',
    oddness: 0,
  };
}

const asM1 = () => ({ fetches: [], model: 'M-1' });

describe('a report', () => {
  it('tells when the first comparison stood, by what was kept of it, else by when it was complete', () => {
    const row = aRow('off');
    const mute = aRow('cannot-say');
    const fetches: Record<number, Fetch[]> = {
      1: [completed(bare, { comparisons: [row], stoodAt: 2_000, doneAt: 9_000 })],
      2: [
        completed(bare, { comparisons: [mute], doneAt: 1_000 }),
        completed(bare, { comparisons: [row], doneAt: 7_000 }),
      ],
      3: [completed(bare, { comparisons: [mute], doneAt: 1_000 })],
      4: [bare],
    };
    const report = made(
      [1, 2, 3, 4].map((id) => claim(id, {})),
      ({ id }) => ({ fetches: fetches[id] ?? [], model: 'M-1' }),
    );
    expect(report.evidence).toEqual({ n: 2, values: [2_000, 7_000] });
    expect(report.withoutEvidence).toBe(2);
    expect(report.noMeasure).toEqual({
      n: 3,
      of: 3,
      silent: 0,
      symptoms: [{ symptom: 'light-print', title: 'Light prints', claims: 3 }],
    });
  });

  it('counts as effective what was resolved and neither opened again nor complained of again in time', () => {
    const claims = [
      claim(1, { serial: 'A', events: [resolved(DAY, 'clean', ['clean'])] }),
      claim(2, { serial: 'B', events: [resolved(DAY, 'clean', ['clean'])] }),
      claim(3, { serial: 'b', at: 30 * DAY, events: [] }),
      claim(4, { serial: 'C', events: [resolved(DAY, 'clean', ['clean'])] }),
      claim(5, { serial: 'C', at: 62 * DAY, events: [] }),
      claim(6, { serial: 'A', at: 63 * DAY, symptoms: ['jam-feed'], events: [] }),
      claim(7, {
        serial: 'D',
        events: [
          resolved(DAY, 'x', []),
          { at: 2 * DAY, by: 'U', what: 'reopened' },
          resolved(3 * DAY, 'clean', ['clean']),
        ],
      }),
      claim(8, { serial: 'E', at: 199 * DAY, events: [resolved(NOW - 1, 'clean', ['clean'])] }),
    ];
    const report = made(claims, asM1);
    expect(report.firstCall).toEqual({ n: 3, of: 5, undecided: 1 });
    expect(report.callbacks).toEqual({ n: 1, of: 8 });
    expect(report.claims).toEqual({ all: 8, open: 3, taken: 0, resolved: 5 });
  });

  it('knows a callback by claims that are not counted themselves, on either side', () => {
    const claims = [
      claim(1, { events: [resolved(DAY, 'clean', ['clean'])] }),
      claim(2, { at: 2 * DAY, events: [resolved(3 * DAY, 'clean', ['clean'])] }),
      claim(3, { at: 4 * DAY, events: [] }),
    ];
    const report = made(claims, ({ id }) => (id === 2 ? asM1() : undefined));
    expect(report.claims.all).toBe(1);
    expect(report.callbacks).toEqual({ n: 1, of: 1 });
    expect(report.firstCall).toEqual({ n: 0, of: 1, undecided: 0 });
  });

  it('tells how measures did, whose they were, and which were proposed first and were not it', () => {
    const claims = [
      claim(1, { serial: 'A', events: [resolved(DAY, 'clean', ['clean'])] }),
      claim(2, { serial: 'B', events: [resolved(DAY, 'visit', ['clean', 'visit'], { rejected: 'was clean <b>' })] }),
      claim(3, { serial: 'C', events: [resolved(DAY, 'gone', ['gone'])] }),
      claim(4, { serial: 'D', events: [{ at: 5, by: 'U', what: 'resolved' }] }),
    ];
    const { measures, rejected, avoided } = made(claims, asM1);
    const counts = { tried: 1, worked: 1, first: 0, firstWorked: 0 };
    expect(measures).toEqual([
      { measure: 'clean', title: 'Clean it', who: 'customer', tried: 2, worked: 1, first: 2, firstWorked: 1 },
      { measure: 'gone', title: 'gone', ...counts, first: 1, firstWorked: 1 },
      { measure: 'visit', title: 'Change the drum', who: 'field-engineer', ...counts },
    ]);
    expect(rejected).toEqual([{ measure: 'clean', title: 'Clean it', times: 1, of: 2, reasons: ['was clean <b>'] }]);
    expect(avoided).toEqual({ n: 1, of: 2 });
  });

  it('puts models with few devices last, whatever their rate, and weeks on Mondays', () => {
    const claims = [1, 2, 3].map((id) => claim(id, { serial: `S${id}`, at: Date.UTC(2026, 10, 21 + id) }));
    const report = made(claims, ({ id }) => ({ fetches: [], model: id === 1 ? 'M-1' : 'RARE 9' }));
    expect(report.models).toEqual([
      { model: 'M-1', claims: 1, devices: 10 },
      { model: 'RARE 9', claims: 2, devices: 0 },
    ]);
    expect(report.weeks).toEqual([
      { at: Date.UTC(2026, 10, 16), claims: 1 },
      { at: Date.UTC(2026, 10, 23), claims: 2 },
    ]);
  });

  it('says shares, medians and rates from five on, and the numbers themselves before', () => {
    expect(partInWords({ n: 0, of: 0 })).toBe('none yet');
    expect(reportFigures(made([], asM1)).map(([, words]) => words)).toEqual([
      '0: 0 open, 0 taken, 0 resolved',
      ...Array.from({ length: 7 }, () => 'none yet'),
    ]);
    expect(partInWords({ n: 3, of: 4 })).toBe('3 of 4');
    expect(partInWords({ n: 4, of: 5 })).toBe('80 % (4 of 5)');
    expect(spansInWords(spansOf([MINUTE, -5]))).toBe('under a second; 1 minute (n 2)');
    expect(spansInWords(spansOf([5, 4, 3, 2, 1].map((n) => n * MINUTE)))).toBe(
      'median 3 minutes, nine of ten within 4 minutes 36 seconds (n 5)',
    );
    expect(spansInWords(spansOf([]))).toBe('none yet');
  });

  it('forgets what cannot come back any more', () => {
    const callbacks = openCallbacks(DAY);
    let most = 0;
    for (let id = 1; id <= 20_000; id += 1) {
      const at = id * DAY;
      callbacks.add(claim(id, { serial: `S-${id}`, at, events: [resolved(at, 'clean', [])] }), () => undefined);
      most = Math.max(most, callbacks.size());
    }
    expect(most).toBeLessThan(2_100);
  });

  it('counts callbacks as a look at every pair of claims does, and never more than all', () => {
    const anyClaims = fc.array(
      fc.record({ device: fc.nat(3), gap: fc.nat(40), ends: fc.option(fc.nat(40)), again: fc.boolean() }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(anyClaims, (said) => {
        let at = 0;
        const claims = said.map(({ device, gap, ends, again }, index) => {
          at += gap * DAY;
          const end = ends === null ? [] : [resolved(at + ends * DAY, 'clean', ['clean'])];
          const events = again && ends !== null ? [...end, { at, by: 'U', what: 'reopened' as const }] : end;
          return claim(index + 1, { serial: `S-${device}`, at, events });
        });
        const report = made(claims, asM1);
        const { firstCall, callbacks } = report;
        // Held against a look at every pair.
        const comesBack = (one: Claim, other: Claim): boolean => {
          const end =
            one.status === 'resolved' ? one.events.findLast(({ what }) => what === 'resolved')?.at : undefined;
          return (
            end !== undefined &&
            one.id < other.id &&
            one.serial === other.serial &&
            other.at >= end &&
            other.at - end <= WITHIN
          );
        };
        expect(callbacks.n).toBe(claims.filter((other) => claims.some((one) => comesBack(one, other))).length);
        expect(firstCall.of).toBe(claims.filter(({ events }) => events.some(({ what }) => what === 'resolved')).length);
        expect(firstCall.n).toBeLessThanOrEqual(firstCall.of);
        expect(firstCall.undecided).toBeLessThanOrEqual(firstCall.n);
        expect(firstCall.undecided).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('a report as a file', () => {
  const hostile = '<script>alert(1)</script>"\'&=1+1';
  const report = {
    ...made(
      [1, 2, 3, 4, 5].map((id) =>
        claim(id, {
          serial: `S${id}`,
          symptoms: [hostile],
          events: [
            resolved(DAY, hostile, [hostile, 'clean']),
            resolved(DAY + 1, 'clean', [hostile], { rejected: hostile }),
          ],
        }),
      ),
      () => ({ fetches: [], model: hostile }),
    ),
    customer: hostile,
    models: [{ model: hostile, claims: 7, devices: 5 }],
  };

  it('is a page that holds nothing but its own markup, with charts in the colours of the reader', () => {
    const html = reportHtml(report);
    expect(html).not.toContain('<script');
    expect(html).not.toMatch(/(?:src|href)=|https?:/);
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(html).toContain('prefers-color-scheme:dark');
    expect(html.match(/<svg role="img" aria-label="[^"<>]+"/g)).toHaveLength(4);
    expect(html).toContain('1.40 (7 on 5)');
  });

  it('draws the longest bar in full and the others by it, part of it faint', () => {
    const counts = [
      { measure: 'a', title: 'A', tried: 8, worked: 6, first: 0, firstWorked: 0 },
      { measure: 'b', title: 'B', tried: 4, worked: 4, first: 0, firstWorked: 0 },
    ];
    const html = reportHtml({ ...report, measures: counts, weeks: [], models: [], symptoms: [] });
    expect(
      [...html.matchAll(/class="(bar|faint)" x="250" y="\d+" width="([\d.]+)"/g)].map(([, kind, width]) => [
        kind,
        width,
      ]),
    ).toEqual([
      ['faint', '320'],
      ['bar', '240'],
      ['bar', '160'],
    ]);
  });

  it('is CSV with one number a row, and nothing that a spreadsheet would run', () => {
    const csv = reportCsv(report);
    expect(csv.startsWith('\uFEFFsection,id,name,what,value,unit,of\r\n')).toBe(true);
    expect(csv).toContain('figures,,,claims all,5,claims,\r\n');
    expect(csv).toContain('figures,,,"time to resolve, median",86400.001,seconds,5\r\n');
    expect(csv).toContain('figures,,,first-call effectiveness,5,claims,5\r\n');
    expect(reportCsv({ ...report, symptoms: [{ symptom: '=1+1', title: '@x', claims: 1 }] })).toContain(
      "symptoms,'=1+1,'@x,claims,1,claims,",
    );
    expect(reportFigures(report)[4]).toEqual([
      'First-call effectiveness',
      '100 % (5 of 5) resolved and not back within 60 days',
    ]);
  });
});

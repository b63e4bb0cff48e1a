import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { parse as parseHtml } from 'node-html-parser';
import { describe, expect, it } from 'vitest';
import { dossierCsv } from '../../src/core/export-csv.ts';
import { dossierHtml } from '../../src/core/export-html.ts';
import type { Fetch } from '../../src/core/dossier.ts';
import type { SiteView } from '../../src/core/site-view.ts';
import { EXPORT_HEAD, exportRows } from '../../src/core/export-rows.ts';
import {
  anyDossier,
  NOW,
  ratedRow,
  sampleClaim,
  sampleDossier,
  sampleFetch,
  sampleReading,
  sampleRow,
} from '../slack/dossiers.ts';

const rowsOf = (csv: string): string[][] => parse(csv, { bom: true, relax_column_count: false });

describe('an export', () => {
  it('has each figure of each fetch with its average, its source and whether it was live', () => {
    const number = { kind: 'number' as const, number: 2.1, unit: 'volt' as const };
    const stored = sampleRow('Stored', 2.1, 'watch', { reading: sampleReading('s', number, { at: NOW - 86_400_000 }) });
    const absent = sampleReading('toner', { kind: 'absent', reason: 'timeout' }, { evidence: [] });
    const live = sampleRow('Drum charge', 2.1, 'off', { part: 'black' });
    const fetch = sampleFetch({ comparisons: [stored, live], readings: [stored.reading, live.reading, absent] });
    const [head, first, second, third] = rowsOf(dossierCsv(sampleDossier({ fetches: [fetch] })));
    expect(head).toEqual([...EXPORT_HEAD]);
    expect(first).toEqual([
      '1',
      '2026-11-24T09:29:58.000Z',
      'Drum charge',
      'black',
      'off',
      '2.1 V',
      '2.94 V (n 41)',
      '2.9 V',
      '2.8 to 3.1 V',
      'as said',
      '2026-11-24T09:29:59.000Z',
      'live',
      'snmp',
      '1.3.6.1.2.1.43.11.1.1.9.1.1',
      'Integer 7',
      '2026-11-24T09:29:59.000Z',
    ]);
    expect(second?.[11]).toBe('stored');
    const rated = sampleFetch({ comparisons: [ratedRow('Copies a day', 300)], readings: [] });
    expect(exportRows(sampleDossier({ fetches: [rated] }))[0]?.slice(10)).toEqual([
      '2026-11-24T04:30:00.000Z',
      'worked out of what is stored',
      'past',
      'copies.total',
      '16000 impressions at 2026-10-25T04:30Z, 25000 impressions at 2026-11-24T04:30Z',
      '2026-11-24T04:30:00.000Z',
    ]);
    expect(third?.slice(5, 16)).toEqual(['no answer in time', '', '', '', '', '', 'not read', '', '', '', '']);
  });

  it('says on the page what the other devices at the site say, where it was looked at', () => {
    const item = {
      item: 'h',
      title: 'Humidity <b>',
      all: { judged: 4, same: 3 },
      ofModel: { judged: 0, same: 0 },
      usual: 0.1,
    };
    const site: SiteView = {
      devices: 4,
      ofModel: 0,
      read: 4,
      oldest: NOW - 7_200_000,
      items: [{ ...item, side: 'high' }],
      says: 'site',
    };
    const page = (fetch: Fetch): string => dossierHtml(sampleDossier({ fetches: [fetch] }));
    expect(page(sampleFetch({ site }))).toMatch(
      /<p>Site: Humidity &lt;b&gt; on the high side at 3 of 4 other devices here.*look at the site first.*the oldest 2 hours ago/,
    );
    expect(page(sampleFetch())).not.toContain('Site:');
  });

  it('gives a spreadsheet no formula, whatever a device says, and keeps numbers that are below zero', () => {
    const rows = ['=1+1', '@SUM(A1)', '+cmd|x', '-2+3', '-640'].map((raw) =>
      sampleRow('=HYPERLINK("x")', 1, 'normal', {
        reading: sampleReading(
          raw,
          { kind: 'text', text: raw },
          {
            evidence: [{ protocol: 'snmp', place: '1.3', raw, at: NOW, tookMs: 1 }],
          },
        ),
      }),
    );
    const cells = rowsOf(dossierCsv(sampleDossier({ fetches: [sampleFetch({ comparisons: rows })] }))).map(
      (row) => row[14],
    );
    expect(cells.slice(1)).toEqual(["'=1+1", "'@SUM(A1)", "'+cmd|x", "'-2+3", '-640']);
  });

  it('is a table of as many cells a row and a page without foreign markup, for any dossier', () => {
    fc.assert(
      fc.property(anyDossier, (dossier) => {
        const rows = exportRows(dossier);
        expect(rowsOf(dossierCsv(dossier))).toHaveLength(rows.length + 1);
        for (const row of rows) expect(row).toHaveLength(EXPORT_HEAD.length);
        const page = parseHtml(dossierHtml(dossier));
        for (const each of ['.figures', '.places'])
          expect(page.querySelectorAll(`${each} tbody tr`)).toHaveLength(rows.length);
        expect(page.querySelectorAll('script, img, a, iframe')).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('compares on the page in six columns, the newest fetch first, and says behind it where each figure came from', () => {
    const row = sampleRow('Drum charge', 2.1, 'off', { part: 'black' });
    const [before, now] = [0, 1].map((n) => sampleFetch({ n, comparisons: [row], readings: [] }));
    if (before === undefined || now === undefined) throw new Error('there are two');
    const page = parseHtml(dossierHtml(sampleDossier({ fetches: [before, now] })));
    const cellsOf = (of: string): string[][] =>
      page.querySelectorAll(`${of} tbody tr`).map((each) => each.querySelectorAll('td').map(({ text }) => text));
    const compared = ['off', 'Drum charge, black', '2.1 V', '2.94 V (n 41)', '2.9 V (2.8 to 3.1 V)', 'as said'];
    expect(cellsOf('.figures')).toEqual([compared, compared]);
    expect(page.querySelectorAll('h2').map(({ text }) => text)).toEqual([
      'Measures',
      'Figures of fetch 2, asked 2026-11-24 09:29 UTC',
      'Figures of fetch 1, asked 2026-11-24 09:29 UTC',
      'Who did what',
      'Where the figures came from',
    ]);
    expect(cellsOf('.places')[1]).toEqual([
      '2',
      'Drum charge, black',
      '2.1 V',
      'live, 2026-11-24 09:29 UTC',
      'snmp 1.3.6.1.2.1.43.11.1.1.9.1.1',
      'Integer 7',
    ]);
  });

  it('is one page with what was said, the measures with their evidence and who did what', () => {
    const claim = sampleClaim({ words: '<script>alert(1)</script> & pale' });
    const page = dossierHtml(sampleDossier({ claim }));
    expect(page).toContain('<blockquote>&lt;script&gt;alert(1)&lt;/script&gt; &amp; pale</blockquote>');
    expect(page).toContain('Replace the black drum (field engineer): Fit a new drum unit');
    expect(page).toContain('evidence: Drum charge, black is off (low)');
    expect(page).toContain('2026-11-24 09:29 UTC · U0AIKOMORI1 · opened');
    expect(dossierHtml(sampleDossier({ claim }), () => 'Aiko <b>')).toContain('UTC · Aiko &lt;b&gt; · opened');
    expect(page).toContain('of 12 other customers');
  });
});

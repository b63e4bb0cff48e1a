import { describe, expect, it } from 'vitest';
import { findSince } from '../../src/core/since.ts';
import { parseText } from '../../src/rules/parse.ts';
import { fold } from '../../src/rules/parse-fold.ts';

describe('since when', () => {
  // Monday, 23 November 2026, 04:00 UTC: still Sunday evening in New York.
  const at = Date.UTC(2026, 10, 23, 4);
  const day = (text: string, zone = 'Europe/Berlin'): string | undefined => {
    const since = findSince(fold(text), { at, zone });
    return since === undefined ? undefined : new Date(since.at).toISOString();
  };

  it.each([
    ['since yesterday', '2026-11-21T23:00:00.000Z'],
    ['seit Montag', '2026-11-15T23:00:00.000Z'],
    ['depuis hier', '2026-11-21T23:00:00.000Z'],
    ['desde ayer', '2026-11-21T23:00:00.000Z'],
    ['昨日から', '2026-11-21T23:00:00.000Z'],
    ['月曜日から', '2026-11-15T23:00:00.000Z'],
    ['for 3 days', '2026-11-19T23:00:00.000Z'],
    ['since 2026-10-01', '2026-09-30T22:00:00.000Z'],
    ['seit 24.12.', '2025-12-23T23:00:00.000Z'],
    ['seit 3.11', '2026-11-02T23:00:00.000Z'],
    ['since 3/11', '2026-11-02T23:00:00.000Z'],
    ['from 3.11. to 9.11. it was fine', '2026-11-02T23:00:00.000Z'],
    ['depuis le 3.11.2025, puis', '2025-11-02T23:00:00.000Z'],
    ['depuis avant-hier', '2026-11-20T23:00:00.000Z'],
    ['desde anteayer', '2026-11-20T23:00:00.000Z'],
    ['一昨日から', '2026-11-20T23:00:00.000Z'],
    ['おとといから', '2026-11-20T23:00:00.000Z'],
    ['きのうの夕方から', '2026-11-21T23:00:00.000Z'],
    ['ゆうべから', '2026-11-21T23:00:00.000Z'],
    ['desde anoche', '2026-11-21T23:00:00.000Z'],
    ['depuis la semaine passée', '2026-11-15T23:00:00.000Z'],
    ['先月から', '2026-10-22T22:00:00.000Z'],
    ['depuis trois jours', '2026-11-19T23:00:00.000Z'],
    ['depuis une semaine', '2026-11-15T23:00:00.000Z'],
    ['il y a deux jours', '2026-11-20T23:00:00.000Z'],
    ['desde hace dos semanas', '2026-11-08T23:00:00.000Z'],
    ['dès lundi', '2026-11-15T23:00:00.000Z'],
    ['seit gestern Abend', '2026-11-21T23:00:00.000Z'],
    ['depuis hier soir', '2026-11-21T23:00:00.000Z'],
    ['先週から', '2026-11-15T23:00:00.000Z'],
    ['seit zwei Tagen', '2026-11-20T23:00:00.000Z'],
    ['for two weeks', '2026-11-08T23:00:00.000Z'],
    ['三日前から', '2026-11-19T23:00:00.000Z'],
    ['一週間前から', '2026-11-15T23:00:00.000Z'],
    ['depuis le 3 novembre', '2026-11-02T23:00:00.000Z'],
    ['desde el 1 de octubre', '2026-09-30T22:00:00.000Z'],
    ['desde el 24 de diciembre', '2025-12-23T23:00:00.000Z'],
    ['for a week', '2026-11-15T23:00:00.000Z'],
    ['for the past week', '2026-11-15T23:00:00.000Z'],
    ['for the last 3 days', '2026-11-19T23:00:00.000Z'],
    ['it started two days ago', '2026-11-20T23:00:00.000Z'],
    ['in den letzten drei Tagen', '2026-11-19T23:00:00.000Z'],
    ['ces deux dernières semaines', '2026-11-08T23:00:00.000Z'],
    ['los últimos tres días', '2026-11-19T23:00:00.000Z'],
    ['ここ一週間', '2026-11-15T23:00:00.000Z'],
    ['1ヶ月前から', '2026-10-22T22:00:00.000Z'],
  ])('reads "%s" as a day of the zone', (text, iso) => {
    expect(day(text)).toBe(iso);
  });

  it.each([
    ['数日前から', 'about 3 days', '11-19'],
    ['desde hace unos días', 'about 3 days', '11-19'],
    ['for a couple of days', 'about 2 days', '11-20'],
    ['desde hace un par de días', 'about 2 days', '11-20'],
    ['seit ein paar Tagen', 'about 3 days', '11-19'],
    ['depuis quelques jours', 'about 3 days', '11-19'],
    ['seit einigen Wochen', 'about 3 weeks', '11-01'],
    ['for the last few days', 'about 3 days', '11-19'],
    ['prints light, last few days only', 'about 3 days', '11-19'],
    ['over the past few days', 'about 3 days', '11-19'],
    ['the past couple of weeks', 'about 2 weeks', '11-08'],
    ['since few days', 'about 3 days', '11-19'],
    ['it began a few days ago', 'about 3 days', '11-19'],
    ['for days now', 'about 3 days', '11-19'],
    ['has not worked for weeks', 'about 3 weeks', '11-01'],
    ['ここ数日', 'about 3 days', '11-19'],
    ['この数日ずっと', 'about 3 days', '11-19'],
    ['数週間前から', 'about 3 weeks', '11-01'],
    ['何日も前から', 'about 3 days', '11-19'],
    ['約3日前から', 'about 3 days', '11-19'],
    ['3日ほど前から', 'about 3 days', '11-19'],
    ['seit Tagen', 'about 3 days', '11-19'],
    ['in den letzten Tagen', 'about 3 days', '11-19'],
    ['die letzten paar Wochen', 'about 3 weeks', '11-01'],
    ['seit etwa drei Tagen', 'about 3 days', '11-19'],
    ['ces derniers jours', 'about 3 days', '11-19'],
    ['ces quelques jours', 'about 3 days', '11-19'],
    ['depuis des semaines', 'about 3 weeks', '11-01'],
    ['depuis environ trois jours', 'about 3 days', '11-19'],
    ['estos últimos días', 'about 3 days', '11-19'],
    ['desde hace días', 'about 3 days', '11-19'],
    ['llevamos varios días así', 'about 3 days', '11-19'],
    ['desde hace como tres días', 'about 3 days', '11-19'],
  ])('reads "%s" as a span that is said to be about so long', (text, span, day) => {
    const since = findSince(fold(text), { at, zone: 'Europe/Berlin' });
    expect(since).toMatchObject({ about: { span }, at: Date.parse(`2026-${day}T23:00:00Z`) });
    expect(since?.about?.earliest).toBeLessThan(since?.at ?? 0);
    expect(since?.about?.latest).toBeGreaterThanOrEqual(since?.at ?? Number.POSITIVE_INFINITY);
  });

  it.each([
    ['for two or three days', 2, 3, 'days'],
    ['for 2-3 weeks', 2, 3, 'weeks'],
    ['seit zwei, drei Tagen', 2, 3, 'days'],
    ['depuis deux ou trois jours', 2, 3, 'days'],
    ['desde hace dos o tres días', 2, 3, 'days'],
    ['2、3日前から', 2, 3, 'days'],
    ['二三日前から', 2, 3, 'days'],
    ['ここ2~3日', 2, 3, 'days'],
  ])('reads "%s" as a span between two numbers, and none of them as a day', (text, least, most, unit) => {
    const { at: first, about } = findSince(fold(text), { at, zone: 'UTC' }) ?? {};
    const days = (count: number): number => Date.UTC(2026, 10, 23 - count * (unit === 'days' ? 1 : 7));
    expect(about).toEqual({ span: `${least} to ${most} ${unit}`, earliest: days(most), latest: days(least) });
    expect(first).toBe(about?.earliest);
  });

  it.each([
    ['seit über einer Woche', 'over 1 week', 14, 7],
    ['for more than 3 days', 'over 3 days', 6, 3],
    ['1週間以上前から', 'over 1 week', 14, 7],
    ['for about a week', 'about 1 week', 14, 7],
    ['for a couple days', 'about 2 days', 4, 2],
    ['ここ数ヶ月', 'about 3 months', 184, 61],
  ])('says of "%s" that it is %s', (text, span, most, least) => {
    const days = (count: number): number => Date.UTC(2026, 10, 23 - count);
    const about = { span, earliest: days(most), latest: days(least) };
    expect(findSince(fold(text), { at, zone: 'UTC' })).toMatchObject({ about });
  });

  it('names no span where a day is said beside it', () => {
    const since = findSince(fold('for a few days, since yesterday'), { at, zone: 'UTC' });
    expect(since).toEqual({ words: 'since yesterday', at: Date.UTC(2026, 10, 22) });
  });

  it('means another day in another zone, and nothing that lies ahead or is not said', () => {
    expect(day('since yesterday', 'America/New_York')).toBe('2026-11-21T05:00:00.000Z');
    expect(day('since 2027-01-01')).toBeUndefined();
    expect(day('the prints are pale')).toBeUndefined();
    expect(day('seit 99.99.')).toBeUndefined();
    expect(day('since yesterday', 'Nowhere/Land')).toBe('2026-11-22T00:00:00.000Z');
  });
});

describe('a number behind a word for since', () => {
  const at = Date.UTC(2026, 10, 23, 4);
  const said = (text: string): string | undefined => findSince(fold(text), { at, zone: 'UTC' })?.words;

  it.each([
    'the drum voltage went from 2.4 to 1.9',
    'from 2.4 V to 1.9 V',
    'the density fell from 2.4',
    'from 3/4 to 1/2',
    'ab 2.4 V',
    'since 4.2 update',
    'since 3.2.1',
    'die Ränder des Montags',
    'des 3/11',
    'for a few daylight prints',
    'it was fine for the last few days',
    'it worked for weeks',
    'lief gut in den letzten Tagen',
    'the toner lasts for a week',
    'cartridges last two weeks',
    'our drums last several months',
    'cartridges last few weeks at best',
    'tagelang ging es, letzte Woche kam der Techniker',
    'le dernier jour',
    '数日後に来ます',
    '数日以内に来てください',
    '十三日前から',
    '最近うすい',
    'lately, seit kurzem, dernièrement, últimamente',
  ])('is no date in "%s"', (text) => {
    expect(said(text)).toBeUndefined();
  });

  it.each(['since 30.2', 'seit 31.11.', 'since 2026-02-30', 'since 0.5.', 'since 29.2.'])(
    'is none that no calendar has: "%s"',
    (text) => {
      expect(said(text)).toBeUndefined();
    },
  );

  it('does not hide a day that is said after it', () => {
    expect(said('fell from 2.4 to 1.9 since Monday')).toBe('since monday');
  });
});

describe('the words for since when', () => {
  it.each([
    ['薄いです、ここ数ヶ月', 'ここ数ヶ月'],
    ['imprime claro DESDE HACE UNOS DÍAS', 'DESDE HACE UNOS DÍAS'],
    ['light ﬁrst, since Monday', 'since Monday'],
  ])('are kept of "%s" as they were typed', (text, words) => {
    const { about } = parseText({ symptoms: new Map() }, text, { at: Date.UTC(2026, 10, 23, 4), zone: 'UTC' });
    expect(about.since?.words).toBe(words);
  });
});

import { isValid, sub } from 'date-fns';
import type { SaidSince } from './said.ts';
import { countOfSpan, exactSpans, findVagueSpan, isOfGoodTimes, SINCE_UNITS } from './vague-since.ts';

/** When a message was written, and in which zone its words mean days. Units: `at` milliseconds since 1970. */
export type Moment = { at: number; zone: string };

/** In German this word is an article ("des Montags"). */
const FRENCH_DES = String.raw`des(?=\s+(?:avant[- ]hier|hier|ce matin|aujourd|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche))`;
const SINCE = String.raw`(?:since|from|seit|ab|depuis(?: le| la)?|${FRENCH_DES}|desde(?: el| la)?)\s+`;
const WEEKDAYS = [
  'sunday|sonntag|dimanche|domingo|日曜',
  'monday|montag|lundi|lunes|月曜',
  'tuesday|dienstag|mardi|martes|火曜',
  'wednesday|mittwoch|mercredi|miercoles|水曜',
  'thursday|donnerstag|jeudi|jueves|木曜',
  'friday|freitag|vendredi|viernes|金曜',
  'saturday|samstag|sonnabend|samedi|sabado|土曜',
];
const DAY_BEFORE = 'avant[- ]hier|anteayer|antier|antes de ayer|一昨日|おととい';
const YESTERDAY = 'yesterday|gestern|hier|ayer|anoche|昨日|きのう|昨夜|昨晩|ゆうべ';
const TODAY = 'this morning|today|heute(?: morgen| fruh)?|ce matin|aujourd.?hui|esta manana|hoy|今朝|今日';
const LAST_WEEK =
  'last week|letzter woche|letzte woche|vergangener woche|la semaine (?:derniere|passee)|semana pasada|先週';
const LAST_MONTH = 'le mois (?:dernier|passe)|mois dernier|mes pasado|先月';
const MONTHS = [
  'janvier|enero',
  'fevrier|febrero',
  'mars|marzo',
  'avril|abril',
  'mai|mayo',
  'juin|junio',
  'juillet|julio',
  'aout|agosto',
  'septembre|septiembre|setiembre',
  'octobre|octubre',
  'novembre|noviembre',
  'decembre|diciembre',
];
/** Day and month alone look like any number: none is one that something fell from, has a unit, or names a version. */
const BARE_DATE = String.raw`(?<d>\d{1,2})(?:/|(?<!from\s+\d{1,2})\.)(?<m>\d{1,2})(?![./]?\d|\s*(?:%|k?v\b|volts?\b|(?:update|version|firmware|release)\b)|(?:\s+[a-z]+)?\s+(?:to|auf|bis|a)\s+\d)`;
const SCRIPT = /[\u3040-\u30ff\u4e00-\u9fff]/;

/**
 * Since when something is so, by the words of a folded text: yesterday, a weekday, some days ago, or a date.
 * Shape: the first moment of that day in the zone of the moment; a weekday is the last one before it, a date without a year that of this year, or else of the last one.
 * Some days, weeks or months without a number are said to be about so many.
 * Fails: never; undefined where nothing is said, or what is said lies ahead.
 */
export function findSince(folded: string, moment: Moment): SaidSince | undefined {
  const today = noonOf(moment);
  for (const [pattern, dayOf] of sayings(today)) {
    const match = pattern.exec(folded);
    const day = match === null ? undefined : dayOf(match);
    if (match === null || day === undefined || !isValid(day) || day.getTime() > today.getTime()) continue;
    return { words: match[0].trim(), at: startOf(day, moment.zone) };
  }
  return vagueSince(folded, { today, zone: moment.zone });
}

/** Shape: the first moment of the day that so many units lie back; what is vague lies between two such. */
function vagueSince(folded: string, { today, zone }: { today: Date; zone: string }): SaidSince | undefined {
  const found = findVagueSpan(folded);
  if (found === undefined) return undefined;
  const { words, unit, span, about, least, most } = found;
  const ago = (count: number): number => startOf(sub(today, { [unit]: count }), zone);
  return { words, at: ago(about), about: { span, earliest: ago(most), latest: ago(least) } };
}

/** So many days, weeks or months until now, each with the unit that it counts. */
const EXACT_SPANS = SINCE_UNITS.flatMap((names) => exactSpans(names).map((pattern) => ({ unit: names.unit, pattern })));

type Saying = readonly [RegExp, (match: RegExpExecArray) => Date | undefined];

function sayings(today: Date): Saying[] {
  const year = today.getUTCFullYear();
  return [
    [/(?<y>20\d{2})-(?<m>\d{1,2})-(?<d>\d{1,2})/, ({ groups }) => dateOf(groups, year, today)],
    [
      said(String.raw`(?<d>\d{1,2})[./](?<m>\d{1,2})(?:[./](?<y>20\d{2})|\.(?!\d))`),
      ({ groups }) => dateOf(groups, year, today),
    ],
    [said(BARE_DATE), ({ groups }) => dateOf(groups, year, today)],
    [/(?<m>\d{1,2})月(?<d>\d{1,2})日/, ({ groups }) => dateOf(groups, year, today)],
    ...MONTHS.map((names, month): Saying => [
      said(String.raw`(?<d>\d{1,2})(?:er)? (?:de )?(?:${names})(?: (?:de |del )?(?<y>20\d{2}))?(?!\p{L})`),
      ({ groups }) => dateOf({ ...groups, m: String(month + 1) }, year, today),
    ]),
    [said(DAY_BEFORE), () => sub(today, { days: 2 })],
    [said(YESTERDAY), () => sub(today, { days: 1 })],
    [said(TODAY), () => today],
    [said(LAST_WEEK), () => sub(today, { weeks: 1 })],
    [said(LAST_MONTH), () => sub(today, { months: 1 })],
    ...WEEKDAYS.map((names, weekday): Saying => [
      said(`(?:last |letzten |letztem )?(?:${names})`),
      () => lastWeekday(today, weekday),
    ]),
    ...EXACT_SPANS.map(({ unit, pattern }): Saying => [
      pattern,
      (match) =>
        isOfGoodTimes(match.input, match.index) ? undefined : sub(today, { [unit]: countOfSpan(match.groups ?? {}) }),
    ]),
  ];
}

/** Words for a day count behind a word for since; in Japanese the word stands behind the day. */
function said(names: string): RegExp {
  return SCRIPT.test(names)
    ? new RegExp(`${SINCE}(?:${names})|(?:${names})(?:日)?(?:の?(?:朝|昼|午後|夕方|夜))?から`, 'u')
    : new RegExp(`${SINCE}(?:${names})`, 'u');
}

function dateOf(groups: Record<string, string> | undefined, year: number, today: Date): Date | undefined {
  const [month, day] = [Number(groups?.['m']), Number(groups?.['d'])];
  const years = groups?.['y'] === undefined ? [year, year - 1] : [Number(groups['y'])];
  const dates = years.map((each) => new Date(Date.UTC(each, month - 1, day, 12)));
  // What no calendar has (30 February) comes out as another day.
  return dates.find(
    (date) => date.getUTCMonth() === month - 1 && date.getUTCDate() === day && date.getTime() <= today.getTime(),
  );
}

function lastWeekday(today: Date, weekday: number): Date {
  return sub(today, { days: (today.getUTCDay() - weekday + 7) % 7 || 7 });
}

/** Noon of the day it is in a zone, as if the zone were UTC: far enough from midnight that no clock change moves the day. */
function noonOf({ at, zone }: Moment): Date {
  const local = new Date(at + offsetAt(at, zone));
  return new Date(Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate(), 12));
}

function startOf(day: Date, zone: string): number {
  const midnight = Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate());
  return midnight - offsetAt(midnight - offsetAt(midnight, zone), zone);
}

/** The zone that was asked for last: every message of a workspace asks for the same, and making one costs more than reading all the words. */
let lastZone: { zone: string; format: Intl.DateTimeFormat } | undefined;

function formatOf(zone: string): Intl.DateTimeFormat {
  if (lastZone?.zone !== zone) {
    lastZone = { zone, format: new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' }) };
  }
  return lastZone.format;
}

/** How far a zone is ahead of UTC. Units: milliseconds. Fails: never; a zone nobody knows is UTC. */
function offsetAt(at: number, zone: string): number {
  try {
    const parts = formatOf(zone).formatToParts(at);
    const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const match = /(?<sign>[+-])(?<h>\d{2}):?(?<m>\d{2})/.exec(name);
    const minutes = Number(match?.groups?.['h'] ?? 0) * 60 + Number(match?.groups?.['m'] ?? 0);
    return (match?.groups?.['sign'] === '-' ? -1 : 1) * minutes * 60_000;
  } catch {
    return 0;
  }
}

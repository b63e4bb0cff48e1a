import type { Cause } from './claim.ts';
import type { Dossier, Fetch } from './dossier.ts';
import type { Who } from './measure.ts';

/** Causes a customer is told of; of the others nothing is said. */
export const TOLD_CAUSES = [
  'worn-part',
  'consumable',
  'setting',
  'dirt',
  'paper',
  'environment',
  'network',
  'firmware',
  'use',
] as const satisfies readonly Cause[];
type ToldCause = (typeof TOLD_CAUSES)[number];

/** How a look at the machine ended, for its customer; of one that has not ended yet nothing is said. */
export const FOUND = ['odd', 'normal', 'unsure', 'unread', 'pending'] as const;
export type Found = (typeof FOUND)[number];

/** What happens next, by who has to do something. */
export const NEXT = ['customer', 'desk', 'field-engineer', 'ask', 'resolved'] as const;
export type Next = (typeof NEXT)[number];

/**
 * Sentences of one language for the customer of a claim.
 * Shape: `{serial}`, `{symptom}`, `{date}` and `{items}` stand for what is filled in; `items` by the beginning of an item's id (`drum` for `drum.life`), `symptoms` by id, and
 * `other` where neither has one.
 */
export type ExplainWords = {
  id: string;
  name: string;
  subject: string;
  read: string;
  unread: string;
  found: Record<Exclude<Found, 'unread' | 'pending'>, string>;
  cause: Record<ToldCause, string>;
  next: Record<Next, string>;
  other: { symptom: string; item: string };
  closing: string;
  join: string;
  items: Record<string, string>;
  symptoms: Record<string, string>;
};

/** What a customer is told: ids alone, so that no figure, neither theirs nor anybody else's, can be among it. Units: `at` milliseconds since 1970. */
export type Explained = {
  serial: string;
  symptoms: readonly string[];
  looked: readonly string[];
  odd: readonly string[];
  found: Found;
  cause?: Cause | undefined;
  next: Next;
  at: number;
};

const WHO_NEXT: Record<Who, Next> = { customer: 'customer', desk: 'desk', 'field-engineer': 'field-engineer' };

/** What there is to tell of a claim as it stands; of the last fetch that compared anything, else that it could not be read; while it is asked for the first time, neither. */
export function explainedOf({ claim, fetches, questions }: Dossier): Explained {
  const fetch = fetches.findLast((one) => one.comparisons.length > 0 && !isAsking(one)) ?? fetches.at(-1);
  const isPending = fetch === undefined || isAsking(fetch);
  const read = (isPending ? [] : fetch.comparisons).filter(({ figure }) => figure.kind !== 'absent');
  const odd = read.filter(({ verdict }) => verdict === 'off' || verdict === 'watch').map(({ item }) => item);
  const isNormal = read.some(({ verdict }) => verdict === 'normal');
  const isResolved = claim.status === 'resolved';
  const [measure] = isPending ? [] : fetch.measures;
  const ended = isResolved ? claim.events.findLast(({ what }) => what === 'resolved')?.resolution?.cause : undefined;
  return {
    serial: claim.serial,
    symptoms: claim.symptoms,
    looked: read.map(({ item }) => item),
    odd,
    found: isPending
      ? 'pending'
      : read.length === 0
        ? 'unread'
        : odd.length > 0
          ? 'odd'
          : isNormal
            ? 'normal'
            : 'unsure',
    cause: isResolved ? ended : measure?.cause,
    next: isResolved
      ? 'resolved'
      : isPending
        ? 'desk'
        : measure === undefined
          ? questions.length > 0
            ? 'ask'
            : 'desk'
          : WHO_NEXT[measure.who],
    at: fetch?.doneAt ?? fetch?.askedAt ?? claim.at,
  };
}

/** The device has not answered yet, and may still: what stands there is stored, and silence would be said too soon. */
function isAsking({ phase, outcome }: Fetch): boolean {
  return phase !== 'complete' && (outcome.kind === 'not-asked' || outcome.kind === 'reading');
}

/** The sentences for a customer in one language, a paragraph a line. Shape: plain text; the serial number is the only text of outside. */
export function explain(words: ExplainWords, told: Explained, zone = 'UTC'): string {
  const symptom = phrases(told.symptoms, words.symptoms, words.other.symptom).join(words.join);
  const date = dateIn(words.id, told.at, zone);
  const looked = itemsIn(words, told.looked);
  const isRead = told.found !== 'unread' && told.looked.length > 0;
  const cause = TOLD_CAUSES.find((one) => one === told.cause);
  return [
    fill(words.subject, { serial: told.serial, symptom }),
    told.found === 'pending' ? '' : isRead ? fill(words.read, { date, items: looked }) : fill(words.unread, { date }),
    told.found === 'unread' || told.found === 'pending'
      ? ''
      : fill(words.found[told.found], { items: itemsIn(words, told.odd) }),
    cause === undefined ? '' : words.cause[cause],
    words.next[told.next],
    words.closing,
  ]
    .filter((line) => line !== '')
    .join('\n\n');
}

function itemsIn(words: ExplainWords, items: readonly string[]): string {
  const families = items.map((item) => item.split('.')[0] ?? '');
  return phrases(families, words.items, words.other.item).join(words.join);
}

/** Each phrase once; what has none is told once and last. */
function phrases(ids: readonly string[], known: Readonly<Record<string, string>>, other: string): string[] {
  const found = ids.flatMap((id) => (Object.hasOwn(known, id) ? [known[id] ?? other] : []));
  const isMore = found.length < ids.length || ids.length === 0;
  return [...new Set([...found, ...(isMore ? [other] : [])])];
}

function fill(sentence: string, values: Record<string, string>): string {
  return sentence.replace(/\{(\w+)\}/g, (_whole, name: string) => values[name] ?? '');
}

function dateIn(language: string, at: number, timeZone: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return '–';
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone }).format(date);
}

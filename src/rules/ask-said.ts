import type { SaidAsk } from '../core/measure.ts';
import type { Said, SaidPart } from '../core/said.ts';
import { lengthInWords, matchRuler, type Roller, rollerInWords, rollersNamed } from '../core/ruler.ts';
import { coloursInWords, onlyInWords, partsInWords, questionOfOnly } from '../core/said-words.ts';
import { isSamePart } from './witness.ts';

const DAY_MS = 86_400_000;
/** What a cartridge or a drum is of; pages in colour or in black and white are no single one. */
const TONERS: readonly string[] = ['black', 'cyan', 'magenta', 'yellow'];
const TONER_OF_PART = /(?:^|-)(black|cyan|magenta|yellow)$/;

/** What was said with a claim, as far as a measure may rest on it; `ruler` is that of the model, where one is known. Units: `at` milliseconds since 1970, when it was said. */
export type Told = { about: Said; at: number; ruler?: readonly Roller[] | undefined };

/** What was said to something asked: so, otherwise, or nothing. Shape: `says` are the customer's details in our words; `wanted` is what would be so; no question is there where no answer would help. */
export type SaidAnswer =
  | { kind: 'yes' | 'no'; says: string }
  | { kind: 'unknown'; about: keyof SaidAsk; question?: string | undefined; wanted: string };

/**
 * What the details that were said answer to what a measure asks of them; `part` is that of the measure's first condition.
 * Shape: a no to anything is a no, and otherwise what was not said is unknown.
 * Fails: never.
 */
export function askSaid(ask: SaidAsk, told: Told | undefined, part?: string): SaidAnswer {
  const answers = [
    ask.only && askOnly(ask.only, told),
    ask.colours && askColours(ask.colours, told, part),
    ask.parts && askParts(ask.parts, told, part),
    ask.codes && askCodes(ask.codes, told),
    ask.repeats && askRepeats(ask.repeats, told, true),
    ask.repeatsOther && askRepeats(ask.repeatsOther, told, false),
    ask.sinceDays === undefined ? undefined : askSince(ask.sinceDays, told),
  ].filter((answer) => answer !== undefined);
  const open = answers.find(({ kind }) => kind === 'no') ?? answers.find(({ kind }) => kind === 'unknown');
  const says = answers.flatMap((answer) => (answer.kind === 'yes' ? [answer.says] : []));
  return open ?? { kind: 'yes', says: says.join(', ') };
}

/** Whether a machine prints in colour, by the parts that are known of it. */
export function hasColours(parts: readonly (string | undefined)[]): boolean {
  return parts.some((part) => part !== undefined && (TONER_OF_PART.exec(part)?.[1] ?? 'black') !== 'black');
}

function askOnly(paths: NonNullable<SaidAsk['only']>, told: Told | undefined): SaidAnswer {
  const said = told?.about.only ?? [];
  if (said.length === 0)
    return { kind: 'unknown', about: 'only', question: questionOfOnly(paths), wanted: onlyInWords(paths, 'or') };
  return { kind: said.every((path) => paths.includes(path)) ? 'yes' : 'no', says: onlyInWords(said) };
}

function askColours(
  wanted: NonNullable<SaidAsk['colours']>,
  told: Told | undefined,
  part: string | undefined,
): SaidAnswer {
  const said = (told?.about.colours ?? []).filter((colour) => TONERS.includes(colour));
  const own = TONER_OF_PART.exec(part ?? '')?.[1];
  const isOfPart = wanted === 'same' || wanted === 'other';
  const [one] = said;
  if (one === undefined || (isOfPart && own === undefined)) {
    const words = {
      one: 'one colour alone',
      several: 'several colours',
      same: own === undefined ? 'the colour of the part found' : `${own} alone`,
      other: own === undefined ? 'another colour than that of the part found' : `another colour than ${own}`,
    }[wanted];
    return { kind: 'unknown', about: 'colours', question: 'Is it in one colour alone, and in which?', wanted: words };
  }
  const isOne = said.length === 1;
  const holds = {
    one: isOne,
    several: !isOne,
    same: isOne && one === own,
    other: !said.includes(own ?? ''),
  }[wanted];
  return { kind: holds ? 'yes' : 'no', says: coloursInWords(said) };
}

function askParts(wanted: NonNullable<SaidAsk['parts']>, told: Told | undefined, part: string | undefined): SaidAnswer {
  const said = told?.about.parts ?? [];
  if (typeof wanted !== 'string') {
    if (said.length > 0)
      return { kind: said.some(({ kind }) => wanted.includes(kind)) ? 'yes' : 'no', says: partsInWords(said) };
    const parts = partsInWords(wanted.map((kind) => ({ kind, key: kind })));
    return { kind: 'unknown', about: 'parts', question: 'Where in the machine is it?', wanted: parts };
  }
  // A tray without its number is any tray.
  const named = said.filter(({ kind, key }) => key !== kind);
  if (named.length === 0 || part === undefined) {
    const words = wanted === 'same' ? 'the one found here' : 'another than the one found here';
    return { kind: 'unknown', about: 'parts', question: 'With which tray is it so?', wanted: words };
  }
  const isSame = named.some((one: SaidPart) => isSamePart(part, one.key));
  return { kind: isSame === (wanted === 'same') ? 'yes' : 'no', says: partsInWords(named) };
}

function askCodes(codes: readonly string[], told: Told | undefined): SaidAnswer {
  const said = told?.about.codes ?? [];
  if (said.length === 0)
    return { kind: 'unknown', about: 'codes', question: 'Which code does the panel show?', wanted: 'such a code' };
  const isMeant = codes.some((code) => said.some((one) => new RegExp(`^(?:${code})$`, 'iu').test(one)));
  return { kind: isMeant ? 'yes' : 'no', says: `the panel shows ${said.join(', ')}` };
}

/** Whether marks repeat at the circumference of one of these rollers, or of others alone; of a model without a ruler it cannot be told. */
function askRepeats(ids: readonly string[], told: Told | undefined, isMeant: boolean): SaidAnswer {
  const { ruler = [], about } = told ?? {};
  const at = ruler
    .filter(({ id }) => ids.includes(id))
    .map(rollerInWords)
    .join(' or ');
  if (at === '') return { kind: 'unknown', about: 'repeats', wanted: 'every turn of a roller that no ruler names' };
  const wanted = isMeant ? `every turn of the ${at}` : `at another distance than every turn of the ${at}`;
  if (about?.repeatMm === undefined)
    return { kind: 'unknown', about: 'repeats', question: 'How many millimetres apart do the marks repeat?', wanted };
  const named = rollersNamed(matchRuler(about.repeatMm, ruler));
  const marks = `marks every ${lengthInWords(about.repeatMm)}`;
  // A distance that no roller of the ruler has may be that of one it does not list.
  if (named.length === 0)
    return isMeant ? { kind: 'no', says: `${marks}, not the ${at}` } : { kind: 'unknown', about: 'repeats', wanted };
  const isOne = named.some((id) => ids.includes(id));
  const fitting = ruler.filter(({ id }) => named.includes(id)).map(rollerInWords);
  return { kind: isOne === isMeant ? 'yes' : 'no', says: `${marks}, as the ${fitting.join(' or the ')} of this model` };
}

function askSince(days: number, told: Told | undefined): SaidAnswer {
  const since = told?.about.since;
  const wanted = `no longer than ${days} ${days === 1 ? 'day' : 'days'}`;
  if (told === undefined || since === undefined) {
    return { kind: 'unknown', about: 'sinceDays', question: 'Since when is it so?', wanted };
  }
  const isWithin = (at: number): boolean => told.at - at <= days * DAY_MS;
  const { words, about } = since;
  if (about === undefined) return { kind: isWithin(since.at) ? 'yes' : 'no', says: `since when: ${words}` };
  if (isWithin(about.earliest) !== isWithin(about.latest)) {
    return { kind: 'unknown', about: 'sinceDays', question: 'Since which day is it so?', wanted };
  }
  return { kind: isWithin(about.latest) ? 'yes' : 'no', says: `since when: ${words} (${about.span})` };
}

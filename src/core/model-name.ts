import { plainSerial } from './serial.ts';

/** What else is known of the device that says a model's name. */
export type ModelFacts = { serial?: string | undefined };

/** A device id (IEEE 1284) or a description that names the model as one of its fields. */
const NAMED_FIELD = /(?:^|[;,]\s*)(?:MDL|MODEL|PID)\s*:\s*([^;,]*)/i;
/** From here on a text speaks of firmware or of the serial, and of nothing that tells models apart. */
const TAIL = /[\s,;(]+(?:firmware\b|(?:f\/?w|ver(?:sion)?|rev(?:ision)?|serial|s\/?n)\b(?:\s*[.:#=]|\s+(?=\S*\d))).*$/i;
/** `16.12`, `V1.23`, `R7.21`, `LW62.SB7.P123`: a word with points between figures. */
const FIRMWARE = /^(?:v?\d+(?:\.\w+)+|[a-z]{1,3}\d*(?:\.[a-z]*\d\w*)+)$/i;
const SAYS_NOTHING = /^(?:series|printer)$/i;
const SIGNS = /[®™©]/gu;
const EDGES = /^[\s"',;()[\]-]+|[\s"',;([\]-]+$/gu;

/**
 * The name of a model as it is shown, without what differs between two devices of it: firmware, serial number, "series", a maker's name said twice.
 * Shape: a text of a device or of a person; one that is nothing but noise stays as it is, and naming it again changes nothing.
 * Fails: never; what is not known to be noise is kept, so that two models never become one.
 */
export function modelName(said: string, facts: ModelFacts = {}): string {
  const serial = plainSerial(facts.serial ?? '');
  let name = said;
  for (;;) {
    const shorter = shorten(name, serial);
    if (shorter === '') return said.trim();
    if (shorter === name) return name;
    name = shorter;
  }
}

/**
 * The key by which models are the same: the name without case, width, spaces, dashes and underscores; two figures stay apart.
 * Fails: never; a text without any name is its own key.
 */
export function modelKey(said: string, facts: ModelFacts = {}): string {
  const name = modelName(said, facts);
  const key = keyOf(name);
  return key === '' ? name.toUpperCase() : key;
}

/**
 * Whether two names mean one model: equal keys, or one is the other with words before it, such as the maker's name.
 * Words behind a name are another model ("C5535" and "C5535 III").
 * Fails: never; a name without a figure is nobody's tail.
 */
export function isSameModel(one: string, other: string, facts: ModelFacts = {}): boolean {
  const [a, b] = [modelName(one, facts), modelName(other, facts)];
  if (modelKey(a) === modelKey(b)) return true;
  return isTailOf(a, b) || isTailOf(b, a);
}

function isTailOf(short: string, long: string): boolean {
  const wanted = keyOf(short);
  if (wanted.length < 3 || !/\d/.test(wanted)) return false;
  const words = long.split(/[\s\p{Pd}_]+/u);
  return words.some((_, index) => keyOf(words.slice(index).join(' ')) === wanted);
}

function shorten(text: string, serial: string): string {
  const clean = text
    .replaceAll(SIGNS, '')
    .normalize('NFKC')
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .replaceAll(/[\p{Cf}\p{Cs}]/gu, '')
    .replaceAll(EDGES, '');
  const named = NAMED_FIELD.exec(clean)?.[1]?.trim();
  const whole = named === undefined || named === '' ? clean : named;
  const [first = '', ...rest] = (whole.split(';')[0] ?? '').replace(TAIL, '').split(' ');
  const words = [first, ...rest.filter((word) => serial.length < 5 || plainSerial(word) !== serial)];
  while (words.length > 1 && isNoise(words.at(-1) ?? '')) words.pop();
  if (words.length > 1 && words[0]?.toUpperCase() === words[1]?.toUpperCase() && !/\d/.test(first)) words.shift();
  return words.join(' ');
}

function isNoise(word: string): boolean {
  const bare = word.replaceAll(/^[(,]+|[),]+$/g, '');
  return bare === '' || FIRMWARE.test(bare) || SAYS_NOTHING.test(bare);
}

function keyOf(name: string): string {
  // Upper case can leave what compatibility composes anew; both until nothing changes would be the same after two.
  const folded = name.normalize('NFKC').toUpperCase().normalize('NFKC').toUpperCase();
  return folded
    .replaceAll(/[\s\p{Pd}_]+/gu, ' ')
    .replaceAll(/(?<!\d) | (?!\d)/g, '')
    .trim();
}

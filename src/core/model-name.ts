import { plainSerial } from './serial.ts';

/** What else is known of the device that says a model's name. */
export type ModelFacts = { serial?: string | undefined };

/** A text of a device has 255 octets at most (RFC 3418); what is longer is no name, and is not looked through. */
const MOST_SIGNS = 300;
/** A device id (IEEE 1284) or a description that names the model as one of its fields. */
const NAMED_FIELD = /(?:^|[;,]\s*)(?:MDL|MODEL|PID)\s*:\s*([^;,]*)/i;
/** From here on a text speaks of firmware or of the serial, and of nothing that tells models apart. */
const TAIL =
  /[\s,;(]+(?:firmware\b|(?:f\/?w|ver(?:sion)?|rev(?:ision)?|serial|s\/?n)\b(?:\s*[.:#=]|\s+(?=\S*\d))|os\s+v?\d+\.\d).*$/i;
/** `v 1.0.5`, `v  1.  3.  0`; a `v1` without points may be a model's own unless the words for any machine follow. */
const SPACED_VERSION = /\s+v\.?\s*\d+(?:\.\s*\d+)+$/i;
/** What any machine of its kind is called behind its name. */
const ANY_SYSTEM = / (?:multi-?function(?:al)?|printing) system$/i;
/** A version that tells nothing only where the words for any machine follow. */
const BARE_VERSION = / v\.? ?\d$/i;
/** Firmware as it stands behind a serial number: `4600123456789 MSNGM.076.293`, `7946ABC LW41.SK4.P575`. */
const BEHIND_SERIAL = /^[a-z]{2,6}\d{0,4}(?:\.[a-z\d-]+){2,}$/i;
const FIRMWARES: readonly RegExp[] = [
  // `16.12`, `V1.23`, `R7.21`: a word with points between figures.
  /^(?:v?\d+(?:\.\w+)+|[a-z]{1,6}\d*(?:\.[a-z]*\d\w*)+)$/i,
  // `NAC.PR.G.N242-0`, `MSNGM.076.293`, `2V8_S000.002.801`: two points or more, and a figure somewhere.
  /^(?=.*\d)[a-z\d_-]+(?:\.[a-z\d_-]+){2,}$/i,
  // `20201023`, `2409081_000123`, `12-22-2007`, `ZA1811191217`, `U1307022128VER.J`: the day it was made, alone or with a number.
  /^(?:20[0-3]\d[01]\d[0-3]\d|2\d{6}_\d{3,}|[01]?\d-[0-3]?\d-20\d\d|[a-z]{1,2}\d{10}(?:ver\.\w+)?)$/i,
];
const SAYS_NOTHING = /^(?:series|printer|\/p)$/i;
const SIGNS = /[®™©]/gu;
const EDGES = /^[\s"',;()[\]-]+|[\s"',;([\]-]+$/gu;

/**
 * The name of a model as it is shown, without what differs between two devices of it: firmware, serial number, "series", a maker's name said twice.
 * Shape: a text of a device or of a person; one that is nothing but noise stays as it is, and naming it again changes nothing.
 * Fails: never; what is not known to be noise is kept, so that two models never become one.
 */
export function modelName(said: string, facts: ModelFacts = {}): string {
  if (said.length > MOST_SIGNS) return said;
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
  const bare = withoutSystem((whole.split(';')[0] ?? '').replace(TAIL, '')).replace(SPACED_VERSION, '');
  const [first = '', ...rest] = bare.split(' ');
  const words = [first, ...rest.filter((word) => serial.length < 5 || plainSerial(word) !== serial)];
  if (isSerialAndFirmware(words)) words.splice(-2);
  while (words.length > 1 && isNoise(words.at(-1) ?? '')) words.pop();
  if (words.length > 1 && words[0]?.toUpperCase() === words[1]?.toUpperCase() && !/\d/.test(first)) words.shift();
  return words.join(' ');
}

/** "Multifunction System" and the version before it, where the name before them tells models apart. */
function withoutSystem(text: string): string {
  const short = text.replace(ANY_SYSTEM, '');
  if (short === text) return text;
  const bare = short.replace(BARE_VERSION, '');
  if (/\d/.test(bare)) return bare;
  return /\d/.test(short) ? short : text;
}

/** Whether a name with a figure ends in a long word of figures and capitals and in firmware: nobody may have said what the serial is. */
function isSerialAndFirmware(words: readonly string[]): boolean {
  const [name = '', serial = '', firmware = ''] = words.slice(-3);
  if (words.length < 3 || !/\d/.test(name) || !BEHIND_SERIAL.test(firmware)) return false;
  return /^[A-Z\d]{7,}$/.test(serial) && serial.replaceAll(/\D/g, '').length >= 3;
}

function isNoise(word: string): boolean {
  const bare = word.replaceAll(/^[(,]+|[),]+$/g, '');
  return bare === '' || FIRMWARES.some((shape) => shape.test(bare)) || SAYS_NOTHING.test(bare);
}

function keyOf(name: string): string {
  // Upper case can leave what compatibility composes anew; both until nothing changes would be the same after two.
  const folded = name.normalize('NFKC').toUpperCase().normalize('NFKC').toUpperCase();
  return folded
    .replaceAll(/[\s\p{Pd}_]+/gu, ' ')
    .replaceAll(/(?<!\d) | (?!\d)/g, '')
    .trim();
}

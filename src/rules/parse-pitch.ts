import { LEAST_REPEAT_MM, lengthInWords, MOST_REPEAT_MM } from '../core/ruler.ts';

/** What a text says of the distance between marks. Units: mm. Shape: `problem` where it cannot be one. */
export type Pitch = { mm?: number; problem?: string };

const MM_OF = [
  [1, 'mm|millimet(?:er|re)s?|millimetern|milimetros?|みり(?:めーとる)?'],
  [10, 'cm|centimet(?:er|re)s?|zentimetern?|centimetros?|せんち(?:めーとる)?'],
  [25.4, String.raw`inch(?:es)?|zoll|pouces?|pulgadas?|いんち|"|in(?=\s*(?:[.,;)]|$))`],
] as const;
const UNITS = MM_OF.map(([, words], at) => `(?<u${at}>${words})`).join('|');
const LENGTH = String.raw`(?<number>\d{1,4}(?:[.,]\d{1,2})?)[ -]?(?:${UNITS})(?![a-z\d])`;
const ABOUT = String.raw`(?:(?:about|approx\.?|approximately|roughly|around|exactly|ca\.?|circa|etwa|ungefahr|genau|environ|unos|unas|aproximadamente)\s+)?`;
const BEFORE = [
  String.raw`\b(?:every|each|at intervals of|spaced|(?:a )?pitch(?: of| is)?|repeat(?:s|ing)? (?:at|after|by))`,
  String.raw`\b(?:alle|aller|im abstand von|in abstanden von|im abstand|wiederhol\w* sich nach)`,
  String.raw`\b(?:tou(?:s|tes) les|chaque|a (?:des )?intervalles? de|espacee?s? de)`,
  String.raw`\b(?:cada|a intervalos de|separad[oa]s(?: por| unos)?)`,
].join('|');
const AFTER = [
  'apart|from each other|between|pitch|interval',
  'auseinander|voneinander|abstand|zwischen',
  String.raw`d.ecart|d.intervalle|entre`,
  'de separacion|de distancia entre',
  '(?:の)?間隔|おき|ごと|毎|ぴっち',
].join('|');
/** What is measured from the edge is where a mark lies and not how it repeats. */
const FROM_EDGE = String.raw`(?!\s*(?:vom|zum|from the (?:edge|top|bottom|left|right|side|margin)|du bord|del borde))`;
const SAYINGS = [
  new RegExp(`(?:${BEFORE})\\s+${ABOUT}${LENGTH}${FROM_EDGE}`, 'u'),
  new RegExp(`${LENGTH}\\s*(?:${AFTER})`, 'u'),
];
const VALUE = new RegExp(`^\\s*(?<number>\\d{1,4}(?:[.,]\\d{1,2})?)\\s*(?:${UNITS}|(?<bare>in)|)(?![a-z\\d])`, 'u');
const EXAMPLE = `give ${lengthInWords(LEAST_REPEAT_MM)} to ${lengthInWords(MOST_REPEAT_MM)}, such as repeat=75mm, repeat=7.5cm or repeat=3in`;

/** The distance between marks that a folded text tells in words of five languages; nothing where it tells none. Fails: never. */
export function findPitch(folded: string): Pitch {
  for (const saying of SAYINGS) {
    const match = saying.exec(folded);
    if (match !== null) return pitchOf(match, match[0].trim());
  }
  return {};
}

/** The same of a field: a number with its unit, millimetres where none is given. `said` is the folded text from the value on, `shown` the field as it was typed. */
export function readPitch(said: string, shown: string): Pitch {
  const match = VALUE.exec(said);
  if (match === null) return { problem: `"${shown}" is no distance between marks: ${EXAMPLE}.` };
  return pitchOf(match, shown);
}

function pitchOf({ groups = {} }: RegExpExecArray, shown: string): Pitch {
  const number = Number((groups['number'] ?? '').replace(',', '.'));
  const unit = groups['bare'] === undefined ? MM_OF.findIndex((_, at) => groups[`u${at}`] !== undefined) : 2;
  const mm = Math.round(number * (MM_OF[unit]?.[0] ?? 1) * 10) / 10;
  if (mm >= LEAST_REPEAT_MM && mm <= MOST_REPEAT_MM) return { mm };
  return { problem: `"${shown}" (${lengthInWords(mm)}) is no distance between marks on a page: ${EXAMPLE}.` };
}

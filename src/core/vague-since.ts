/** Days, weeks and months as people name them in folded words; Japanese small kana are folded to hiragana. */
export const SINCE_UNITS = [
  { unit: 'days', names: 'days?|tage?n?|jours?|dias?', many: 'days|tagen?|jours|dias', script: '日' },
  {
    unit: 'weeks',
    names: 'weeks?|wochen?|semaines?|semanas?',
    many: 'weeks|wochen|semaines|semanas',
    script: '週間',
  },
  {
    unit: 'months',
    names: 'months?|monate?n?|mois|mes(?:es)?',
    many: 'months|monaten?|mois|meses',
    script: '(?:[かゕゖ箇個])月',
  },
] as const;

/** Small numbers as words, each at its place less one. */
const COUNTS = [
  'one|a|einem|einer|un|una|une|一',
  'two|zwei|deux|dos|二',
  'three|drei|trois|tres|三',
  'four|vier|quatre|cuatro|四',
  'five|funf|cinq|cinco|五',
  'six|sechs|seis|六',
];
/** A number in figures or as a word, in a pattern. */
const COUNT = String.raw`\d{1,2}|${COUNTS.join('|')}`;

/** Words for since when that a span follows, and those that say it is long already. */
const SPAN_LEAD = String.raw`(?<!\p{L})(?:for|since|seit|depuis|desde(?: hace)?|hace|(?:il )?y a|vor|lleva(?:n|mos)?|(?:started|began|begun)(?: \p{L}+)?)\s+(?:(?:already|schon|bereits|ya|deja)\s+)?`;
/** What goes on until now: the last so many days. What a cartridge does is no such word ("they last two weeks"). */
const LAST = String.raw`(?<!\p{L})(?:(?:the|these|those|for|in|over|during|since|from)\s+last|past|letzten?|vergangenen?|ultim[oa]s)`;
const LAST_FEW = String.raw`(?<!(?:toners?|cartridges?|drums?|they|it|will|would|should|can|to)\s+)(?<!\p{L})last`;
const LAST_AFTER = 'derniers|dernieres';

/** Numbers that name none. Shape: `about` is what they are taken for, and they may mean from `least` to `most`. */
const FEW = [
  { words: '(?:a )?couple(?: of)?|un par de', about: 2, least: 2, most: 4 },
  {
    words:
      '(?:a )?few|some|several|(?:ein )?paar|einige[nr]?|mehrere[nr]?|quelques|plusieurs|unos|unas|algunos|algunas|varios|varias',
    about: 3,
    least: 2,
    most: 6,
  },
];
const ABOUT =
  "about|around|roughly|approximately|almost|nearly|etwa|ungefahr|rund|circa|ca\\.?|knapp|fast|environ|a peu pres|presque|pres d[e']|aproximadamente|mas o menos|como|casi|cosa de";
const OVER = "over|more than|uber|mehr als|plus d[e']|mas de";
const BETWEEN = String.raw`\s*(?:-|~|,|、|\s(?:to|or|bis|oder|a|ou|o)\s)\s*`;
const END = '(?!\\p{L})';

/** It worked so long, or lasted: the span says nothing of the complaint. Shape: matched against what stands before it. */
const WENT_WELL =
  /(?<!(?:not|n't|nicht|\bno|\bne|\bpas)\b[^.!?]{0,25})\b(?:fine|ok|okay|well|good|perfect(?:ly)?|worked|ran|gut|lief|funktionierte|bien|marchait|fonctionnait|funcionaba|last(?:s|ed)?)(?:\s+(?:only|just|for|in|over|during|the|den|die|der|dans|ces|les|en|estos|estas|los|las))*\s+$/;

/** A span without a day, as it was said. Shape: `about` units ago, or from `least` to `most`; `span` says so in our words. */
export type VagueSpan = {
  words: string;
  unit: (typeof SINCE_UNITS)[number]['unit'];
  span: string;
  about: number;
  least: number;
  most: number;
};
type Meant = Pick<VagueSpan, 'span' | 'about' | 'least' | 'most'>;
type Groups = Record<string, string | undefined>;
type Form = { pattern: RegExp; unit: VagueSpan['unit']; meant: (groups: Groups) => Meant };

/** Two numbers in Japanese, which may stand together as characters. */
const SCRIPT_TWO = '(?<![\\d十])(?:(?<n>[1-9])[-~,、](?<m>[1-9])|(?<k>[一二三四五])[、,]?(?<l>[二三四五六]))';
const SCRIPT_ABOUT = '(?:ほど|くらい|ぐらい|程)';

/** Made once: each is looked for in every message. */
const FORMS: readonly Form[] = SINCE_UNITS.flatMap(({ unit, names, many, script }) => {
  const form = (meant: Form['meant'], ...patterns: string[]): Form[] =>
    patterns.map((pattern) => ({ pattern: new RegExp(pattern, 'u'), unit, meant }));
  const few = (about: number, least: number, most: number): Form['meant'] => {
    return () => ({ span: `about ${about} ${unit}`, about, least, most });
  };
  const between = (groups: Groups): Meant => {
    const counts = countsOf(groups);
    const [least, most] = [Math.min(...counts), Math.max(...counts)];
    return { span: `${least} to ${most} ${unit}`, about: most, least, most };
  };
  const about = (groups: Groups): Meant => {
    const count = countOfSpan(groups);
    return { span: `about ${inUnits(count, unit)}`, about: count, least: Math.max(1, count - 1), most: count + 1 };
  };
  const over = (groups: Groups): Meant => {
    const count = countOfSpan(groups);
    return { span: `over ${inUnits(count, unit)}`, about: count, least: count, most: 2 * count };
  };
  return [
    ...form(
      between,
      `(?:${SPAN_LEAD}|${LAST}\\s+)(?<n>${COUNT})${BETWEEN}(?<m>${COUNT})\\s+(?:${names})${END}`,
      `${SCRIPT_TWO}${script}${SCRIPT_ABOUT}?前`,
      `(?:ここ|この)${SCRIPT_TWO}${script}`,
    ),
    ...form(
      about,
      `${SPAN_LEAD}(?:${ABOUT})\\s*(?<n>${COUNT})\\s+(?:${names})${END}`,
      `(?<![\\d十])(?<n>${COUNT})${script}${SCRIPT_ABOUT}前`,
      `(?:約|およそ|ほぼ)(?<n>${COUNT})${script}前`,
      `(?:ここ|この)(?<n>${COUNT})${script}${SCRIPT_ABOUT}`,
    ),
    ...form(
      over,
      `${SPAN_LEAD}(?:${OVER})\\s*(?<n>${COUNT})\\s+(?:${names})${END}`,
      `(?<![\\d十])(?<n>${COUNT})${script}以上前`,
    ),
    ...FEW.flatMap(({ words, about: count, least, most }) =>
      form(
        few(count, least, most),
        `(?:${SPAN_LEAD}|${LAST}\\s+|${LAST_FEW}\\s+)(?:${words})\\s+(?:${names})${END}`,
        `(?:${words})\\s+(?:${LAST_AFTER})\\s+(?:${many})${END}`,
      ),
    ),
    ...form(
      few(3, 2, 6),
      `(?:${LAST}|(?<!\\p{L})(?:${LAST_AFTER}|ces quelques))\\s+(?:${many})${END}`,
      `(?:ここ|この)数${script}|数${script}(?:前|来|間(?=ずっと|続|つづ))|何${script}[もか]前`,
    ),
    ...form(few(3, 2, 12), `${SPAN_LEAD}(?:des\\s+)?(?:${many})${END}(?!\\s+\\d)|何${script}も(?=続|つづ)`),
  ];
});

/** Finds a span that names no day. Shape: in a folded text. Fails: never; undefined where none is said. */
export function findVagueSpan(folded: string): VagueSpan | undefined {
  for (const { pattern, unit, meant } of FORMS) {
    const match = pattern.exec(folded);
    if (match === null || isOfGoodTimes(folded, match.index)) continue;
    return { words: match[0].trim(), unit, ...meant(match.groups ?? {}) };
  }
  return undefined;
}

/** Whether what stands before a span says that all was well so long. */
export function isOfGoodTimes(folded: string, at: number): boolean {
  return WENT_WELL.test(folded.slice(Math.max(0, at - 60), at));
}

/** So many days, weeks or months until now, by a number that was said. Shape: the number is a group; where none is, it is one ("the past week"). */
export function exactSpans({ unit, names, script }: (typeof SINCE_UNITS)[number]): RegExp[] {
  return [
    `(?:${SPAN_LEAD}|${LAST}\\s+)(?<n>${COUNT})\\s+(?:${names})(?![\\p{L}'])`,
    `(?<!\\p{L})(?<n>${COUNT})\\s+(?:${LAST_AFTER})\\s+(?:${names})${END}`,
    `(?<!\\p{L})(?:for|over|during|in) (?:the|this) (?:last|past) ${unit.slice(0, -1)}${END}`,
    `(?<!(?:[\\d十一二三四五六約][、,~-]?|およそ|ほぼ))(?<n>${COUNT})${script}前`,
    `(?:ここ|この)(?<n>${COUNT})${script}(?!${SCRIPT_ABOUT})`,
  ].map((pattern) => new RegExp(pattern, 'u'));
}

/** The number of such a span. */
export function countOfSpan(groups: Groups): number {
  return countsOf(groups)[0] ?? 1;
}

function countsOf(groups: Groups): number[] {
  return Object.values(groups).flatMap((said) => (said === undefined ? [] : [countOf(said)]));
}

/** A number in figures or as a word. */
function countOf(said: string): number {
  const at = COUNTS.findIndex((words) => words.split('|').includes(said));
  return at === -1 ? Number(said) : at + 1;
}

function inUnits(count: number, unit: string): string {
  return `${count} ${count === 1 ? unit.slice(0, -1) : unit}`;
}

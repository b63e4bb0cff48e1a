import type { PartKind, Path, SaidPart } from '../core/said.ts';

const SECOND = [
  'first|erste[smnr]?|premier|premiere|primer|primera|1',
  'second|zweite[smnr]?|deuxieme|segund[oa]|2',
  'third|dritte[smnr]?|troisieme|tercer|tercera|3',
  'fourth|vierte[smnr]?|quatrieme|cuart[oa]|4',
];
const TRAY =
  'tray|drawer|cassette|fach|papierfach|kassette|schublade|schacht|bac|tiroir|magasin|bandeja|cajon|gaveta|casete|とれい|かせっと|給紙段|引き出し';
const NOT_TRAY = '(?! (?:de |a |)(?:recup|sortie|salida|toner|origina|manu[ae]l|multi)| plein de toner)';
/** Japanese counts trays in figures or in characters. */
const CHARACTERS = '一二三四';
const COUNTED = `[\\d${CHARACTERS}]`;
const NUMBERED = new RegExp(
  `(?<![a-z])(?:${TRAY})${NOT_TRAY}\\s*(?:nr\\.?|no\\.?|n°|nummer|number|numero)?\\s*(?<number>\\d)(?!\\d)|第(?<nth>${COUNTED})(?:給紙|段|とれい|かせっと)|(?<step>${COUNTED})(?:段目|番目の(?:とれい|かせっと))`,
  'g',
);
const ORDINAL = SECOND.map(
  (words) => new RegExp(`(?<![a-z\\d])(?:${words})(?:er|ere|eme|e|a|o|nd|rd|th|st|\\.)?\\s+(?:${TRAY})(?![a-z])`),
);
const ANY_TRAY = new RegExp(`(?<![a-z])(?:${TRAY})(?![a-z])${NOT_TRAY}`);

/** What people call the parts, in folded words: a part is named by any of these. */
const PARTS: readonly (readonly [PartKind, RegExp])[] = [
  [
    'bypass',
    /\bby-?pass|manual (?:feed|slot|tray)|\bside tray|multi-?purpose tray|(?:introducteur|bac|passe) manuel|bac multi|(?:bandeja|alimentador|alimentacion) (?:manual|multi)|手差し/,
  ],
  [
    'adf',
    /\b[rd]?adf\b|document feeder|(?:auto\w*|top|original|lid) feeder|(?:vorlagen|dokumenten|original)einzug|vorlagenwechsler|chargeur|passe-copie|bac a originaux|alimentador(?! (?:manual|multi))|cargador de (?:documentos|originales)|bandeja de originales|原稿送り|自動原稿|原稿が/,
  ],
  [
    'duplex',
    /\bduplex|\bduplex|double[- ]sided|two[- ]sided|both sides|beidseitig|doppelseitig|recto[- ]?verso|(?:deux|double) faces?|doble cara|(?:ambas|dos) caras|両面/,
  ],
  ['registration', /\bregistr|\brecalage|れじすと/],
  ['transfer', /\btransfer|ubertragung|\bcourroie|\bcorrea|転写/],
  ['drum', /\bdrum\b|trommel|\btambour|\btambor|どらむ|感光/],
  [
    'fuser',
    /\bfus(?:er|ing|or)\b|fixier|\bfour\b|\bhorno\b|\bunite de fusion|\bunite de fixation|\bunidad de (?:fusion|fijacion)|定着/,
  ],
  ['exit', /\bexit\b|\boutput\b|ausgabe|\bauswurf|\bsortie\b|\bsalida\b|排紙|出口/],
  ['finisher', /finisher|finisseur|finalizador|\btrieur|\bagrafeuse|\b(?:en)?grapadora|ふぃにっしゃ|後処理機/],
];
const ONLY =
  '(?:only|just|nur|bloss|ausschliesslich|seulement|uniquement|seules?|solo|solamente|unicamente|rien que|nada mas)';
const WAYS: readonly (readonly [Path, string])[] = [
  ['copies', '(?:photo|foto)?(?:cop(?:y|ies|ying|ier|ieren|ie|iant|iar|iando|ias|ia|io)|kopie[nr]?(?:en)?)'],
  ['prints', '(?:prints?|printing|printouts?|ausdrucke?|druck(?:en|e)?|impressions?|imprimer|imprimir|impresiones)'],
  ['scans', '(?:scans?|scanning|scannen|scanner|numeriser|escaneos?|escanear)'],
  ['faxes', '(?:fax(?:es|ing|e|en)?|telecopies?)'],
];
const SCRIPT_ONLY = '(?:した|する)?(?:の)?(?:時|とき|場合|もの)?(?:に)?(?:だけ|のみ)';
const SCRIPT_COPIES = '(?:こぴー|複写)';
const SCRIPT_PRINTS = '(?:印刷|ぷりんと)';
const SCRIPT_FINE = `${SCRIPT_PRINTS}(?:物)?は(?:きれい|綺麗|正常|大丈夫|問題な|普通|平気|良好)`;
const SCRIPT_WAYS: readonly (readonly [Path, RegExp])[] = [
  [
    'copies',
    new RegExp(
      `${SCRIPT_COPIES}${SCRIPT_ONLY}|${SCRIPT_COPIES}.{0,40}${SCRIPT_FINE}|${SCRIPT_FINE}.{0,8}${SCRIPT_COPIES}`,
    ),
  ],
  ['prints', new RegExp(`${SCRIPT_PRINTS}${SCRIPT_ONLY}`)],
  ['scans', new RegExp(`すきゃん${SCRIPT_ONLY}`)],
  ['faxes', new RegExp(`(?:fax|ふぁっくす)${SCRIPT_ONLY}`)],
];
const FINE = String.raw`[^.!?]{0,40}(?:fine|ok|okay|clean|good|sauber|in ordnung|gut|propres?|bonn?e?s?|nickel|bien|limpi[oa]s?|impeccables?|parfaite?s?|perfect[oa]s?)`;
const COLOURS: readonly (readonly [string, RegExp])[] = [
  ['cyan', /\bcyan\b|\bcian\b|しあん/],
  ['magenta', /\bmagenta\b|まぜんた/],
  ['yellow', /\byellow\b|\bgelb\w*|\bjaune\b|\bamarillo\b|いえろー|黄色/],
  [
    'black',
    /\b(?:black|schwarze[rnsm]?) (?:toner|cartridge|kartusche|drum|ink)|toner (?:black|schwarz|noir|negro)|cartouche noire|cartucho negro|黒(?:の)?となー/,
  ],
  [
    'colour',
    /\b(?:only |just )?in colou?r\b|\bcolou?r (?:pages|prints|copies)|in farbe\b|farbseiten|en couleur|\bpages couleur|en color\b|からー(?:印刷|こぴー|だけ)/,
  ],
  ['mono', /\bblack and white\b|\bmono\b|schwarzweiss|noir et blanc|blanco y negro|白黒|ものくろ/],
];
const CODE =
  /(?<![\p{L}\p{N}-])(?:(?:sc|cf|[cefhju])[- ]?\d{1,5}(?:[-.][\da-f]{1,5})*|\d{2}\.[\da-f]{1,4}\d?)(?![\p{L}\p{N}-])/gu;
const CALLED_CODE =
  /(?:error|err|code|fehler|fehlercode|erreur|codigo|fallo|えらー|こーど|番号)[\s:.#]*(?:code|no|nr|n°|de error)?[\s:.#]*(?<code>[a-z]?\d[\da-z]*(?:[-.][\da-z]+)*)/g;
const PAPER_SIZE = /^[abc]\d$/;

/** The parts that a folded text names, each once, trays with their numbers. */
export function findParts(folded: string): SaidPart[] {
  const parts = new Map<string, SaidPart>();
  const add = (kind: PartKind, key: string): void => void parts.set(key, { kind, key });
  for (const { groups } of folded.matchAll(NUMBERED))
    add('tray', `tray-${figureOf(groups?.['number'] ?? groups?.['nth'] ?? groups?.['step'] ?? '')}`);
  for (const [at, pattern] of ORDINAL.entries()) if (pattern.test(folded)) add('tray', `tray-${at + 1}`);
  if (parts.size === 0 && ANY_TRAY.test(folded)) add('tray', 'tray');
  for (const [kind, pattern] of PARTS) if (pattern.test(folded)) add(kind, kind);
  return [...parts.values()];
}

function figureOf(said: string): string {
  const at = CHARACTERS.indexOf(said);
  return at === -1 ? said : String(at + 1);
}

/** The ways through the machine that it is said to be on alone: "copies only", or copies where prints are said to be fine. */
export function findPaths(folded: string): Path[] {
  const found = new Set<Path>();
  for (const [path, words] of WAYS) {
    if (new RegExp(`\\b${ONLY} (?:\\p{L}+ ){0,3}?${words}\\b|\\b${words} ${ONLY}\\b`, 'u').test(folded))
      found.add(path);
  }
  for (const [path, pattern] of SCRIPT_WAYS) if (pattern.test(folded)) found.add(path);
  const [copies, prints] = [WAYS[0]?.[1] ?? '', WAYS[1]?.[1] ?? ''];
  if (new RegExp(`\\b${copies}\\b.*\\b${prints}\\b${FINE}`, 'u').test(folded)) found.add('copies');
  return [...found];
}

/** The colours that a folded text names. */
export function findColours(folded: string): string[] {
  return COLOURS.filter(([, pattern]) => pattern.test(folded)).map(([colour]) => colour);
}

/** Codes of a panel: SC542, C-2551, E1-2345, 59.F0, or whatever follows the word for one. Shape: in capitals, each once. */
export function findCodes(folded: string): string[] {
  const codes = [...folded.matchAll(CODE)].map(([code]) => code);
  for (const { groups } of folded.matchAll(CALLED_CODE)) codes.push(groups?.['code'] ?? '');
  const plain = codes.map((code) => code.replaceAll(' ', '').toUpperCase());
  return [...new Set(plain)].filter((code) => code !== '' && !PAPER_SIZE.test(code.toLowerCase()));
}

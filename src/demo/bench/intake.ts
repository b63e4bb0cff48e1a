import { fold } from '../../rules/parse-fold.ts';
import { loadRules } from '../../rules/load.ts';
import { parseText } from '../../rules/parse.ts';
import { LANGUAGES } from '../../rules/schema.ts';
import { columns } from './figures.ts';
import { gatherExamples, readFold, talkOfRules } from './intake-folds.ts';
import { type Answer, countAnswers, type Message, type MessageSet, readMessages } from './intake-messages.ts';

/** Shares of the messages, in percent: of complaints the first four, of talk the last two. */
type Row = {
  set: MessageSet | 'left out';
  language: string;
  reader: string;
  complaints: number;
  named: number;
  amongThree: number;
  wrong: number;
  askedInVain: number;
  talk: number;
  opened: number;
  asked: number;
};

const NAMES: readonly MessageSet[] = ['development', 'held out', 'fresh', 'apart'];
const WORD_LIST: readonly (readonly [string, string])[] = [
  ['paper-jam', 'jam|stau|bourrage|atasco|詰ま'],
  ['light-print', 'light|faint|pale|blass|hell|clair|pale|claro|palid|薄'],
  ['dark-print', 'dark|dunkel|fonce|sombre|oscur|濃'],
  ['black-lines', 'line|streak|streifen|linie|ligne|trait|raya|linea|線|筋'],
  ['offline', 'offline|print|drucken|imprim|印刷'],
  ['scan-fault', 'scan|escan|すきゃん'],
  ['fax-fault', 'fax|ふぁっくす'],
  ['noise', 'noise|loud|laut|gerausch|bruit|ruido|音'],
  ['slow', 'slow|langsam|lent|遅'],
  ['colour-shift', 'colou?r|farbe|couleur|色'],
];

/** Prints what the parser makes of messages that are no part of the rules, beside a list of words, and what a message costs. */
export async function benchIntake(asJson: boolean): Promise<void> {
  const book = await loadRules();
  const read = (text: string): Answer => parseText(book, text);
  const sets = await Promise.all(NAMES.map(async (set) => ({ set, messages: await readMessages(set) })));
  const texts = sets.flatMap(({ messages }) => messages.map(({ text }) => text));
  read('warm up');
  const before = process.cpuUsage();
  for (const text of texts) read(text);
  const micros = Math.round(process.cpuUsage(before).user / texts.length);
  const rows = sets.flatMap(({ set, messages }) => rowsOf(set, messages, read));
  process.stdout.write(
    asJson
      ? `${JSON.stringify({ microsecondsOfCpuPerMessage: micros, rows })}\n`
      : `${tableOf(rows)}\n\n${micros} us of CPU a message\n`,
  );
}

/**
 * Prints what the parser makes of the rules' own examples, each read by what was learnt without it and without what retells it. Shape: all `folds` parts,
 * each of which is learnt anew and takes as long as a build does.
 */
export async function benchFolds(folds: number, asJson: boolean): Promise<void> {
  const { symptoms } = await loadRules();
  const rules = { symptoms, talk: await talkOfRules() };
  const examples = gatherExamples(rules);
  const before = process.cpuUsage();
  const found = Array.from({ length: folds }, (_, fold) => readFold(rules, examples, { fold, folds })).flat();
  const seconds = process.cpuUsage(before).user / 1e6 / folds;
  const answers = new Map(found.map(({ message, answer }) => [message.text, answer]));
  const rows = rowsOf(
    'left out',
    found.map(({ message }) => message),
    (text) => answers.get(text) ?? { symptoms: [], candidates: [] },
  );
  process.stdout.write(
    asJson
      ? `${JSON.stringify({ folds, secondsOfCpuPerFold: seconds, rows })}\n`
      : `${tableOf(rows)}\n\n${seconds.toFixed(0)} s of CPU a fold\n`,
  );
}

function rowsOf(set: Row['set'], messages: readonly Message[], read: (text: string) => Answer): Row[] {
  return ['all', ...LANGUAGES].flatMap((language) => {
    const chosen = messages.filter((one) => language === 'all' || one.language === language);
    return [
      rowOf(chosen, { set, language, reader: 'claimscope' }, read),
      rowOf(chosen, { set, language, reader: 'word list' }, byWords),
    ];
  });
}

function tableOf(rows: readonly Row[]): string {
  const head = [
    'set',
    'language',
    'reader',
    'complaints',
    'named',
    'or among 3',
    'wrong',
    'asked in vain',
    'talk',
    'opened',
    'asked',
  ];
  const cells = rows.map((row) => [
    row.set,
    row.language,
    row.reader,
    String(row.complaints),
    ...[row.named, row.amongThree, row.wrong, row.askedInVain].map((share) => `${share.toFixed(1)} %`),
    String(row.talk),
    ...[row.opened, row.asked].map((share) => `${share.toFixed(1)} %`),
  ]);
  return columns([head, ...cells]);
}

/** What anybody would write in an afternoon: the first word of a list that occurs. */
function byWords(text: string): Answer {
  const folded = fold(text);
  const hit = WORD_LIST.find(([, words]) => new RegExp(words).test(folded));
  return { symptoms: hit === undefined ? [] : [hit[0]], candidates: [] };
}

function rowOf(
  messages: readonly Message[],
  name: Pick<Row, 'set' | 'language' | 'reader'>,
  read: (text: string) => Answer,
): Row {
  const { complaints, talk, named, amongThree, wrong, askedInVain, opened, asked } = countAnswers(messages, read);
  const share = (part: number, whole: number): number => (whole === 0 ? 0 : (100 * part) / whole);
  return {
    ...name,
    complaints,
    named: share(named, complaints),
    amongThree: share(amongThree, complaints),
    wrong: share(wrong, complaints),
    askedInVain: share(askedInVain, complaints),
    talk,
    opened: share(opened, talk),
    asked: share(asked, talk),
  };
}

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { fold } from '../../rules/parse-fold.ts';
import { loadRules } from '../../rules/load.ts';
import { parseText } from '../../rules/parse.ts';
import { LANGUAGES } from '../../rules/schema.ts';
import { columns } from './figures.ts';

/** One message of the bench; `wanted` is empty for talk. Shape: `half` tells what may be looked at from what may not. */
type Message = { half: Half; language: string; wanted: string[]; text: string };
type Half = 'development' | 'held out';
type Answer = { symptoms: readonly string[]; candidates: readonly string[] };

/** Shares of the messages, in percent: of complaints the first four, of talk the last two. */
type Row = {
  half: Half;
  language: string;
  reader: string;
  complaints: number;
  named: number;
  amongThree: number;
  wrong: number;
  talk: number;
  opened: number;
  asked: number;
};

const FOLDER = new URL('../../../test/fixtures/intake/', import.meta.url);
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
  const messages = [...(await readMessages('', 'development')), ...(await readMessages('held/', 'held out'))];
  read('warm up');
  const before = process.cpuUsage();
  for (const { text } of messages) read(text);
  const micros = Math.round(process.cpuUsage(before).user / messages.length);
  const rows = (['development', 'held out'] as const).flatMap((half) =>
    ['all', ...LANGUAGES].flatMap((language) => {
      const chosen = messages.filter((one) => one.half === half && (language === 'all' || one.language === language));
      return [
        rowOf(chosen, { half, language, reader: 'claimscope' }, read),
        rowOf(chosen, { half, language, reader: 'word list' }, byWords),
      ];
    }),
  );
  if (asJson) {
    process.stdout.write(`${JSON.stringify({ microsecondsOfCpuPerMessage: micros, rows })}\n`);
    return;
  }
  const head = ['half', 'language', 'reader', 'complaints', 'named', 'or among 3', 'wrong', 'talk', 'opened', 'asked'];
  const cells = rows.map((row) => [
    row.half,
    row.language,
    row.reader,
    String(row.complaints),
    ...[row.named, row.amongThree, row.wrong].map((share) => `${share.toFixed(1)} %`),
    String(row.talk),
    ...[row.opened, row.asked].map((share) => `${share.toFixed(1)} %`),
  ]);
  process.stdout.write(`${columns([head, ...cells])}\n\n${micros} us of CPU a message\n`);
}

async function readMessages(folder: string, half: Half): Promise<Message[]> {
  const found: Message[] = [];
  for (const language of LANGUAGES) {
    const text = await readFile(fileURLToPath(new URL(`${folder}${language}.txt`, FOLDER)), 'utf8');
    for (const line of text.trim().split('\n')) {
      const [label = '', said = ''] = line.split('\t');
      found.push({ half, language, wanted: label === 'talk' ? [] : label.split(','), text: said });
    }
  }
  return found;
}

/** What anybody would write in an afternoon: the first word of a list that occurs. */
function byWords(text: string): Answer {
  const folded = fold(text);
  const hit = WORD_LIST.find(([, words]) => new RegExp(words).test(folded));
  return { symptoms: hit === undefined ? [] : [hit[0]], candidates: [] };
}

function rowOf(
  messages: readonly Message[],
  name: Pick<Row, 'half' | 'language' | 'reader'>,
  read: (text: string) => Answer,
): Row {
  const count = { complaints: 0, named: 0, amongThree: 0, wrong: 0, talk: 0, opened: 0, asked: 0 };
  for (const { wanted, text } of messages) {
    const { symptoms, candidates } = read(text);
    if (wanted.length === 0) {
      count.talk += 1;
      if (symptoms.length > 0) count.opened += 1;
      else if (candidates.length > 0) count.asked += 1;
      continue;
    }
    count.complaints += 1;
    const isWrong = symptoms.some((id) => !wanted.includes(id));
    const isNamed = symptoms.length > 0 && !isWrong;
    if (isWrong) count.wrong += 1;
    if (isNamed) count.named += 1;
    if (isNamed || candidates.some((id) => wanted.includes(id))) count.amongThree += 1;
  }
  const share = (part: number, whole: number): number => (whole === 0 ? 0 : (100 * part) / whole);
  return {
    ...name,
    complaints: count.complaints,
    named: share(count.named, count.complaints),
    amongThree: share(count.amongThree, count.complaints),
    wrong: share(count.wrong, count.complaints),
    talk: count.talk,
    opened: share(count.opened, count.talk),
    asked: share(count.asked, count.talk),
  };
}

import { momentInText } from '../../core/moment.ts';
import { LARGEST_LIST, type ListedValue, type ListOutcome } from '../../core/shared-list.ts';
import { valueInWords } from '../../core/words.ts';
import type { FileRefused } from '../calls/fetch-file.ts';
import type { Content } from '../content.ts';
import { escapeMrkdwn, oneLine } from '../text/escape.ts';
import { momentInSlack } from '../text/moment.ts';
import { linesWithin, section } from './parts.ts';
import { count } from './state-lines.ts';

const LONGEST = 2900;
const LARGEST = `${LARGEST_LIST / 1_000_000} MB`;

/** How a list is brought in. Shape: mrkdwn. */
export function howToImport(serial: string): string {
  return [
    `Drop the list that was exported from the service mode of ${escapeMrkdwn(oneLine(serial), 80)} as a file into this thread: CSV or text, at most ${LARGEST}.`,
    'What stands in it joins the claim with its date and line, never as read live, and the comparison is made anew. A list of another machine is refused.',
    'Any form that `rules/reports` describes is understood, and CSV with the columns `code;name;value;unit`, where the code is an item of the rules.',
  ].join('\n');
}

/** What became of a list, for the thread: what was taken, what was not and why. Shape: nobody is mentioned. */
export function importedMessage(name: string, outcome: ListOutcome): Content {
  if (outcome.kind === 'refused') {
    return say([`📄 Nothing was taken from *${nameOf(name)}*: ${escapeMrkdwn(oneLine(outcome.why), 600)}`]);
  }
  const { values, saved, faults, others } = outcome;
  if (values.length === 0) {
    const none = `📄 Nothing was taken from *${nameOf(name)}* (${escapeMrkdwn(outcome.format, 60)}): no value of an item stands in it; ${count(others, 'line')} of no item.`;
    return say([none], faultLines(faults));
  }
  const isNews = saved.new + saved.same > 0;
  const head = [
    `📄 *${nameOf(name)}* was brought in: from service mode, made ${momentInSlack(outcome.readAt)}, not read live.`,
    `${count(saved.new, 'value')} new, ${saved.same} as known already, ${saved.older} older than what is known and left out; ${count(others, 'line')} of no item.`,
    ...noteLines(outcome),
    isNews ? 'The comparison is made anew with it.' : 'The comparison stays as it is.',
  ];
  return say(
    head,
    [...(values.length === 0 ? [] : ['*What stands in it*']), ...values.map(valueLine)],
    faultLines(faults),
  );
}

/** That a file could not be had, and what to do. */
export function notFetchedMessage(name: string, why: FileRefused['why']): Content {
  return say([`📄 *${nameOf(name)}* was not read: ${WHY[why]}`]);
}

/** That a file is no list that can be read. */
export function notAListMessage(name: string): Content {
  return say([
    `📄 *${nameOf(name)}* was not read: a list must be CSV or plain text. From a spreadsheet, save it as CSV; of a printout, type the values into a CSV with the columns \`code;name;value;unit\`.`,
  ]);
}

const WHY: Record<FileRefused['why'], string> = {
  elsewhere: 'it does not lie with Slack, and files are read from nowhere else. Upload it here.',
  'too-large': `no list is larger than ${LARGEST}.`,
  'no-access':
    'Slack does not let me read files. Whoever looks after the app reinstalls it with its manifest (`files:read`); then drop it again.',
  gone: 'it is not there any more. Drop it again.',
};

type Taken = Extract<ListOutcome, { kind: 'taken' }>;

function noteLines({ isDated, readAt, said, serial, model }: Taken): string[] {
  return [
    ...(isDated
      ? []
      : [`The list does not say when it was made: ${momentInText(readAt)}, when it was shared, is taken.`]),
    ...(said.serial === undefined
      ? [
          `The list names no serial number: it is taken for ${escapeMrkdwn(oneLine(serial), 80)}, in whose thread it is.`,
        ]
      : []),
    ...(said.model === undefined || isSameName(said.model, model)
      ? []
      : [`The list says ${escapeMrkdwn(oneLine(said.model), 80)}, the registry ${escapeMrkdwn(oneLine(model), 80)}.`]),
  ];
}

function isSameName(said: string, registered: string): boolean {
  const fold = (text: string): string => oneLine(text).toLowerCase();
  return fold(said).includes(fold(registered));
}

function valueLine({ title, part, value, lines }: ListedValue): string {
  const what = escapeMrkdwn(oneLine(part === undefined ? title : `${title}, ${part}`), 120);
  const where = lines.length === 0 ? '' : ` (line ${lines.slice(0, 5).join(', ')})`;
  return `• ${what}: ${escapeMrkdwn(oneLine(valueInWords(value)), 100)}${where}`;
}

function faultLines(faults: Taken['faults']): string[] {
  if (faults.length === 0) return [];
  const lines = faults.map(
    ({ line, what, why }) => `• line ${line}: ${escapeMrkdwn(oneLine(what), 100)}: ${escapeMrkdwn(oneLine(why), 200)}`,
  );
  return ['*Not taken, for it was not understood*', ...lines];
}

function nameOf(name: string): string {
  return escapeMrkdwn(oneLine(name), 100);
}

function say(...parts: string[][]): Content {
  const texts = parts
    .filter((lines) => lines.length > 0)
    .map((lines) => linesWithin(lines, LONGEST, (left) => `and ${left} more`));
  return { text: texts.join('\n'), blocks: texts.map(section) };
}

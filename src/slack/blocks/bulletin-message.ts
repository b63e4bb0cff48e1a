import type { KnownBlock } from '@slack/types';
import type { Bulletin, DigestClaim } from '../../core/bulletin.ts';
import { holderOf } from '../../core/claim.ts';
import { reportFigures, reportTables, type ReportTable } from '../../core/report-words.ts';
import { spanInWords } from '../../core/words.ts';
import type { Content } from '../content.ts';
import { clip, escapeMrkdwn, oneLine } from '../text/escape.ts';
import { momentInSlack } from '../text/moment.ts';
import { context, header, linesWithin, section } from './parts.ts';
import { count } from './state-lines.ts';
import { mentionOf, personIn, type View } from './view.ts';

/** What a message of a channel needs from Slack: names, and the links to the cards of claims. */
export type BulletinView = Pick<View, 'nameOf'> & { linkOf: (claimId: number) => string | undefined };

const DAY_MS = 86_400_000;
/** How old claims are told together, the oldest first. */
const AGES = [
  { from: 7 * DAY_MS, title: 'A week and older' },
  { from: DAY_MS, title: 'One to seven days' },
  { from: 0, title: 'Less than a day' },
];
/** Claims that are named at most, and rows of a table. */
const MOST_CLAIMS = 20;
const MOST_HANDS = 12;
const MOST_ROWS = 5;
const LONGEST = 2900;
/** What people said of measures may name customers: it stays with who asks for the report. */
const PRIVATE_COLUMN = 'what people said';

/** What a channel is told at its hour. Shape: nobody is mentioned, so nobody is rung. */
export function bulletinMessage(bulletin: Bulletin, view: BulletinView): Content {
  return bulletin.kind === 'daily' ? dailyMessage(bulletin, view) : monthlyMessage(bulletin);
}

function dailyMessage({ claims, now, timeZone }: Extract<Bulletin, { kind: 'daily' }>, view: BulletinView): Content {
  const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', timeZone }).format(now);
  const title = `Open claims, ${day}: ${claims.length}`;
  const untaken = claims.filter(({ claim }) => claim.status === 'open').length;
  const back = claims.filter(({ isCallback }) => isCallback).length;
  const oldest = Math.min(...claims.map(({ claim }) => claim.at));
  const summary = [
    `${untaken} nobody has taken, ${claims.length - untaken} taken`,
    `the oldest waits for ${spanInWords(now - oldest)}`,
    count(back, 'callback'),
  ].join('; ');
  const hands = `In whose hands: ${handsOf(claims, view)}`;
  const named = new Set(claims.slice(0, MOST_CLAIMS));
  const groups = AGES.map(({ from, title: age }, index) => {
    const before = AGES[index - 1]?.from ?? Number.POSITIVE_INFINITY;
    const its = claims.filter(({ claim }) => ageOf(claim, now) >= from && ageOf(claim, now) < before);
    const lines = its.filter((one) => named.has(one)).map((one) => digestLine(one, view, now));
    const head = `*${age}: ${its.length}*`;
    return its.length === 0 ? '' : linesWithin([head, ...lines], LONGEST, (left) => `and ${left} more`);
  }).filter((text) => text !== '');
  const left = claims.length - named.size;
  const more =
    left > 0 ? [`${count(left, 'claim')} more than are named here; the Home tab and the list of claims have all.`] : [];
  return {
    text: clip([title, summary, hands, ...groups, ...more].join('\n'), 3900),
    blocks: [
      header(title),
      section(`${summary}\n${hands}`),
      ...groups.map(section),
      context([...more, `Data as of ${momentInSlack(now)}`].join(' ')),
    ],
  };
}

function ageOf({ at }: DigestClaim['claim'], now: number): number {
  return Math.max(0, now - at);
}

function digestLine({ claim, symptoms, customer, isCallback }: DigestClaim, view: BulletinView, now: number): string {
  const link = view.linkOf(claim.id);
  const name = link === undefined ? `Claim ${claim.id}` : `<${link}|Claim ${claim.id}>`;
  const what = escapeMrkdwn(symptoms.length === 0 ? 'no symptom named' : oneLine(symptoms.join(', ')), 80);
  const whose = customer === undefined ? 'not in the registry' : escapeMrkdwn(oneLine(customer), 60);
  const where = `${escapeMrkdwn(oneLine(claim.serial), 60)}, ${whose}`;
  const back = isCallback ? ' 🔁 callback' : '';
  return `• ${name} ${what}, ${where}: ${spanInWords(ageOf(claim, now))}, ${handIn(claim, view)}${back}`;
}

/** Who has a claim in hand, by name. */
function handIn(claim: DigestClaim['claim'], view: BulletinView): string {
  const holder = holderOf(claim);
  if (holder.kind === 'group' && mentionOf(holder) !== undefined) return 'a group';
  return holder.kind === 'user' ? personIn(holder.id, view) : 'nobody';
}

function handsOf(claims: readonly DigestClaim[], view: BulletinView): string {
  const hands = new Map<string, { who: string; n: number }>();
  for (const { claim } of claims) {
    const { kind, id } = holderOf(claim);
    const known = hands.get(`${kind} ${id}`);
    hands.set(`${kind} ${id}`, { who: handIn(claim, view), n: (known?.n ?? 0) + 1 });
  }
  const most = [...hands.values()].sort((a, b) => b.n - a.n);
  const shown = most.slice(0, MOST_HANDS).map(({ who, n }) => `${who} ${n}`);
  return [...shown, ...(most.length > shown.length ? [`${most.length - shown.length} more`] : [])].join(', ');
}

function monthlyMessage({ month, report }: Extract<Bulletin, { kind: 'monthly' }>): Content {
  const name = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });
  const title = `How the desk did in ${name.format(Date.parse(`${month}-01T00:00:00Z`))}`;
  const figures = reportFigures(report).map(([what, much]) => `*${what}*: ${escapeMrkdwn(much, 300)}`);
  const tables = reportTables(report).map(tableText);
  const blocks: KnownBlock[] = [
    header(title),
    section(figures.join('\n')),
    ...tables.map(section),
    context('All claims of the desk. `claimscope report` tells more, as a page or as CSV.'),
  ];
  return { text: clip([title, ...figures, ...tables].join('\n'), 3900), blocks };
}

function tableText({ title, rows, empty }: ReportTable): string {
  const [head = [], ...body] = rows;
  if (body.length === 0) return `*${title}*: ${empty}`;
  const lines = body.slice(0, MOST_ROWS).map(([first = '', ...rest]) => {
    const cells = rest.flatMap((cell, index) => {
      const column = head[index + 1] ?? '';
      return column === PRIVATE_COLUMN ? [] : [`${column} ${escapeMrkdwn(oneLine(cell), 40)}`];
    });
    return `• ${escapeMrkdwn(oneLine(first), 80)}: ${cells.join(', ')}`;
  });
  const left = body.length - lines.length;
  return [`*${title}*`, ...lines, ...(left > 0 ? [`and ${left} more`] : [])].join('\n');
}

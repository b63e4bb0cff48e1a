import type { SymptomChoice } from '../../core/intake.ts';
import type { Content } from '../content.ts';
import { ACTIONS } from '../ids.ts';
import { clip, escapeMrkdwn, oneLine } from '../text/escape.ts';
import { button, linesWithin, section } from './parts.ts';

/** What the words beside it say too. */
const EXAMPLE = 'light-print';

const made = new WeakMap<readonly SymptomChoice[], Map<string, Content>>();

/** What help is asked for: with what was wrong, where something was; with the bells, where no customer reads along. */
type HelpWish = { problem?: string | undefined; withBells?: boolean };

/** All that can be said. Shape: made once for a list of symptoms, since nothing in it changes; it is frozen. */
export function helpMessage(command: string, symptoms: readonly SymptomChoice[], wish: HelpWish = {}): Content {
  if (wish.problem !== undefined) return makeHelp(command, symptoms, wish);
  const known = made.get(symptoms) ?? new Map<string, Content>();
  made.set(symptoms, known);
  const key = wish.withBells === true ? `${command} bells` : command;
  const content = known.get(key) ?? Object.freeze(makeHelp(command, symptoms, wish));
  known.set(key, content);
  return content;
}

function makeHelp(command: string, symptoms: readonly SymptomChoice[], { problem, withBells }: HelpWish): Content {
  const example = (symptoms.find(({ id }) => id === EXAMPLE) ?? symptoms[0] ?? { id: EXAMPLE }).id.replace(
    /[^a-z0-9-]/g,
    '',
  );
  const claiming = [
    ...(problem === undefined ? [] : [escapeMrkdwn(problem, 500)]),
    `*Open a claim*: \`${command} serial=A1B2C3 symptom=${example} and the customer's words\``,
    'The order does not matter, and plain words are understood: _A1B2C3 prints too light_. A message in the claims channel does the same; the message menu has _Claim from this message_.',
    `\`${command}\` alone opens the form.`,
  ];
  const looking = [
    '*Look at claims* of the channels you are in; only you see the answer',
    `\`${command} list\` what is open, the longest waiting first`,
    `\`${command} list mine\` what is in your hands, or came from you`,
    `\`${command} list all\` resolved ones too`,
    `\`${command} list open A1B2C3\` with words of serial number, customer, model or complaint`,
    `\`${command} show 12\` claim 12: state, findings, link`,
    `\`${command} take 12\` takes claim 12; \`refetch 12\`, \`reopen 12\` and \`resolve 12 new drum\` do what their names say`,
    `\`${command} neighbours 12\` devices that go the way of claim 12 and have none`,
    ...(withBells === true ? [`\`${command} bells\` models with more claims than usual, to answer or to mute`] : []),
    `\`${command} config\` settings of this channel: who is in charge, language for customers, reminders and digests; for those who are allowed`,
    `\`${command} help\` this`,
  ];
  const bells = withBells === true ? '`bells`, ' : '';
  const threads = [
    `*In a thread*, where Slack takes no commands, the same after my name (\`list\`, \`show 12\`, ${bells}\`help\`), and in the thread of a claim \`show\`, \`neighbours\`, \`take\`, \`refetch\`, \`resolve\` and what solved it, \`reopen\`, \`tighten=firmware\`, \`widen=yes\`, \`own=yes\`.`,
  ];
  const names = symptoms.map(({ id, title }) => `\`${id.replace(/`/g, '')}\` ${escapeMrkdwn(oneLine(title), 80)}`);
  const named = names.length === 0 ? [] : ['*Symptoms*', ...names];
  const parts = [claiming, looking, threads, ...(named.length === 0 ? [] : [named])].map((lines) =>
    linesWithin(lines, 2900, (left) => `and ${left} more`),
  );
  const open = button({ actionId: ACTIONS.openForm, label: 'Open the form', value: 'form', style: 'primary' });
  return {
    text: clip(parts.join('\n'), 3900),
    blocks: [...parts.map(section), { type: 'actions', elements: [open] }],
  };
}

/** What can be said in the thread of a claim, where slash commands do not work. */
export function threadHelp(claimId: number): Content {
  const text = [
    `In this thread, after my name, I understand (claim ${claimId}):`,
    '`show`, `neighbours`, `take`, `refetch`, `resolve` and what solved it, `reopen`, or which peers to compare with: `tighten=firmware`, `widen=yes`, `own=yes`.',
    'Assign, Escalate, Export, Change symptom and Explain to customer stand in the menu (···) under the comparison.',
    '`list`, `list mine`, `list all` and `show 12` show other claims, to you alone.',
    'A service-mode list (CSV or text) that is dropped here as a file joins the claim.',
    'A claim about another device is opened with its serial number and what is wrong.',
  ].join('\n');
  return { text, blocks: [section(text)] };
}

import type { KnownBlock } from '@slack/types';
import type { IntakeResult } from '../../core/intake.ts';
import type { Content } from '../content.ts';
import { ACTIONS } from '../ids.ts';
import { escapeMrkdwn, oneLine } from '../text/escape.ts';
import { helpMessage } from './help.ts';
import { button, section } from './parts.ts';
import { type Pick, writePick } from './pick.ts';

/** What was said and must be asked about, so that an answer can be put to it. */
export type Asked = {
  sourceKey: string;
  text: string;
  messageTs?: string | undefined;
  photos?: string[] | undefined;
};

type Question = Extract<IntakeResult, { kind: 'which-device' | 'which-symptom' | 'help' }>;

/** Buttons of one block; Slack allows 25, and a person reads fewer. */
const MOST_BUTTONS = 10;

/** A question back: which device, which symptom, or what can be said. */
export function questionMessage(question: Question, asked: Asked, command: string): Content {
  switch (question.kind) {
    case 'which-device':
      return whichDevice(question, asked, command);
    case 'which-symptom':
      return whichSymptom(question, asked, command);
    case 'help':
      return helpMessage(command, question.symptoms, { problem: question.problem });
  }
}

function whichDevice(question: Extract<Question, { kind: 'which-device' }>, asked: Asked, command: string): Content {
  const said = question.said.trim();
  const problem =
    said === ''
      ? 'Which device is it? No serial number was given.'
      : `No device has the serial number "${escapeMrkdwn(oneLine(said), 80)}".`;
  const near = question.candidates.slice(0, 3);
  const hint =
    near.length > 0 ? 'Did you mean one of these?' : `Please say it with its serial: \`${command} serial=… symptom=…\``;
  const picks = near.map(({ serial, model, customer }) => ({
    label: `${serial} (${model}, ${customer})`,
    pick: pickOf(asked, { serial, symptoms: question.symptoms }),
  }));
  // Why each may be meant, so that nobody takes the first button for the answer.
  const reasons = near.flatMap(({ serial, why }) =>
    why === undefined ? [] : [`\n• ${escapeMrkdwn(oneLine(serial), 80)}: ${escapeMrkdwn(oneLine(why), 120)}`],
  );
  const spoken = near.map(({ serial, model, customer, why }) => {
    const name = escapeMrkdwn(oneLine(`${serial} (${model}, ${customer})`), 120);
    return why === undefined ? name : `${name}: ${escapeMrkdwn(oneLine(why), 120)}`;
  });
  return asMessage(`${problem} ${hint}`, picks, { reasons: reasons.join(''), spoken });
}

function whichSymptom(question: Extract<Question, { kind: 'which-symptom' }>, asked: Asked, command: string): Content {
  const shown = question.candidates.slice(0, MOST_BUTTONS);
  const more = question.candidates.length > shown.length ? ` Or say \`${command} serial=… symptom=…\`.` : '';
  const serial = escapeMrkdwn(oneLine(question.serial), 80);
  const picks = shown.map(({ id, title }) => ({
    label: title,
    pick: pickOf(asked, { serial: question.serial, symptoms: [id] }),
  }));
  // Whoever means something else finds all symptoms in the form, with what was said filled in.
  const none = { label: 'None of these?', pick: pickOf(asked, { serial: question.serial, symptoms: [] }) };
  const spoken = picks.map(({ label }) => escapeMrkdwn(oneLine(label), 120));
  return asMessage(`${serial}: what is wrong with it?${more}`, picks, {
    reasons: '',
    spoken: [...spoken, none.label],
    none,
  });
}

function pickOf(asked: Asked, chosen: { serial: string; symptoms: string[] }): Pick {
  return {
    key: asked.sourceKey,
    serial: chosen.serial,
    symptoms: chosen.symptoms,
    text: asked.text,
    messageTs: asked.messageTs,
    photos: asked.photos,
  };
}

type Choice = { label: string; pick: Pick };

/** A question with buttons. Shape: `reasons` stand above the buttons; `spoken` is what both say, for where there are no blocks; `none` opens the form. */
function asMessage(
  text: string,
  picks: readonly Choice[],
  { reasons, spoken, none }: { reasons: string; spoken: readonly string[]; none?: Choice },
): Content {
  const elements = picks.map(({ label, pick }, index) =>
    button({ actionId: `${ACTIONS.pick}:${index}`, label, value: writePick(pick) }),
  );
  if (none !== undefined)
    elements.push(button({ actionId: ACTIONS.openForm, label: none.label, value: writePick(none.pick) }));
  const blocks: KnownBlock[] = [
    section(`${text}${reasons}`),
    ...(elements.length > 0 ? [{ type: 'actions' as const, elements }] : []),
  ];
  return { text: [text, ...spoken].join('\n'), blocks };
}

/** A short sentence to one person or thread. Shape: the text is escaped already. */
export function note(text: string): Content {
  return { text, blocks: [section(text)] };
}

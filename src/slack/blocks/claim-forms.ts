import type { InputBlock, ModalView, PlainTextOption } from '@slack/types';
import { CAUSES, type Claim } from '../../core/claim.ts';
import type { Dossier } from '../../core/dossier.ts';
import type { SymptomChoice } from '../../core/intake.ts';
import { causeInWords } from '../../core/words.ts';
import { readJson } from '../fields.ts';
import { VIEWS } from '../ids.ts';
import { cleanText, clip, escapeMrkdwn, oneLine, plain } from '../text/escape.ts';
import { label, section } from './parts.ts';
import { isUserId, symptomsOf } from './view.ts';

/** Blocks of the forms of a claim; errors are shown at them, and answers are found by them. */
export const CLAIM_FIELDS = {
  cause: 'cause',
  measure: 'measure',
  parts: 'parts',
  rejected: 'rejected',
  note: 'note',
  symptoms: 'symptoms',
  person: 'person',
  channel: 'channel',
  format: 'format',
} as const;

/** What a form of a claim remembers: the claim, and where its button was pressed. */
export type FormMemory = { claim: number; channel: string };

/** Reads what such a form remembered. Fails: never; anything else is undefined. */
export function readFormMemory(text: string): FormMemory | undefined {
  const read = readJson(text);
  if (read === undefined) return undefined;
  const { claim, channel } = read;
  return typeof claim === 'number' && Number.isSafeInteger(claim) && typeof channel === 'string'
    ? { claim, channel }
    : undefined;
}

/** Measures a person chooses from at most; the first is what was proposed first. */
const MEASURES = 20;

/** Asks how a claim ended: cause, measure that worked, parts. What the first proposed measure says is filled in, so that two taps are enough. */
export function resolveForm(memory: FormMemory, dossier: Dossier): ModalView {
  const measures = dossier.fetches.findLast((fetch) => fetch.measures.length > 0)?.measures ?? [];
  const [first] = measures;
  const causes = CAUSES.map((cause) => option(causeInWords(cause), cause));
  const worked = [
    ...measures.slice(0, MEASURES).map(({ id, title }) => option(title, id)),
    option('Something else', 'other'),
    option('Nothing was needed', 'none'),
  ];
  return form(memory, dossier, { id: VIEWS.resolve, title: 'Resolve the claim', submit: 'Resolve' }, [
    select(CLAIM_FIELDS.measure, 'What solved it?', worked, first === undefined ? 'other' : first.id),
    select(CLAIM_FIELDS.cause, 'What was the cause?', causes, first?.cause ?? 'other'),
    words(CLAIM_FIELDS.parts, 'Parts used', { initial: first?.parts?.join(', ') ?? '', max: 200 }),
    ...(first === undefined
      ? []
      : [words(CLAIM_FIELDS.rejected, 'If it was not what was proposed first: why not?', { max: 200 })]),
    words(CLAIM_FIELDS.note, 'Anything else worth knowing', { isLong: true, max: 1000 }),
  ]);
}

/** Asks which symptoms it is about; those it has are chosen. Shape: undefined where there is none to choose. */
export function symptomsForm(
  memory: FormMemory,
  dossier: Dossier,
  symptoms: readonly SymptomChoice[],
): ModalView | undefined {
  const options = symptoms.slice(0, 100).map(({ id, title }) => option(title, id));
  if (options.length === 0) return undefined;
  const chosen = options.filter(({ value }) => value !== undefined && dossier.claim.symptoms.includes(value));
  const head = { id: VIEWS.symptoms, title: 'Change the symptom', submit: 'Change and fetch' };
  return form(memory, dossier, head, [
    {
      type: 'input',
      block_id: CLAIM_FIELDS.symptoms,
      label: label('What is wrong'),
      hint: label('The items that these call for are read, in a column of their own; what was read stays.'),
      element: {
        type: 'multi_static_select',
        action_id: CLAIM_FIELDS.symptoms,
        max_selected_items: 5,
        options,
        ...(chosen.length === 0 ? {} : { initial_options: chosen.slice(0, 5) }),
      },
    },
  ]);
}

/** Asks who is to be in charge; they are told once, directly. */
export function assignForm(memory: FormMemory, dossier: Dossier): ModalView {
  const { handler } = dossier.claim;
  return form(memory, dossier, { id: VIEWS.assign, title: 'Assign the claim', submit: 'Assign' }, [
    {
      type: 'input',
      block_id: CLAIM_FIELDS.person,
      label: label('Who is in charge from now on?'),
      hint: label('They get one direct message with what was found.'),
      element: {
        type: 'users_select',
        action_id: CLAIM_FIELDS.person,
        ...(handler.kind === 'user' && isUserId(handler.id) ? { initial_user: handler.id } : {}),
      },
    },
  ]);
}

/** A channel where experts are. */
export type ExpertChannel = { id: string; name: string };

/** Asks where to take a claim and what for; the first channel that fits is chosen. What is posted there cannot be taken back, and the form says so. */
export function escalateForm(memory: FormMemory, dossier: Dossier, channels: readonly ExpertChannel[]): ModalView {
  const options = channels.slice(0, 100).map(({ id, name }) => option(`#${name}`, id));
  return form(memory, dossier, { id: VIEWS.escalate, title: 'Escalate the claim', submit: 'Post it there' }, [
    select(CLAIM_FIELDS.channel, 'Where are the experts?', options, channels[0]?.id ?? ''),
    words(CLAIM_FIELDS.note, 'What do you need from them?', { isLong: true, max: 1000 }),
  ]);
}

/** Asks as what a claim is to be sent to whoever presses; that the card tells of it is said. */
export function exportForm(memory: FormMemory, dossier: Dossier): ModalView {
  const options = [
    option('CSV, for a spreadsheet', 'csv'),
    option('One page of HTML, to print or keep', 'html'),
    option('Both', 'csv html'),
  ];
  const head = { id: VIEWS.export, title: 'Export the claim', submit: 'Send me the files' };
  return form(memory, dossier, head, [
    {
      ...select(CLAIM_FIELDS.format, 'As what?', options, 'csv html'),
      hint: label(
        'They come as a direct message to you alone; the card says that you had them. Of other customers they hold averages alone.',
      ),
    },
  ]);
}

/** A form about a claim, which it names. */
function form(
  memory: FormMemory,
  dossier: Dossier,
  head: { id: string; title: string; submit: string },
  inputs: InputBlock[],
): ModalView {
  return {
    type: 'modal',
    callback_id: head.id,
    title: label(head.title),
    submit: label(head.submit),
    close: label('Cancel'),
    private_metadata: JSON.stringify(memory),
    blocks: [section(escapeMrkdwn(oneLine(nameOf(dossier.claim, dossier)), 400)), ...inputs],
  };
}

function nameOf(claim: Claim, dossier: Dossier): string {
  return `Claim ${claim.id}: ${symptomsOf(dossier)}, ${claim.serial}`;
}

function option(text: string, value: string): PlainTextOption {
  return { text: label(plain(text, 75)), value: plain(value, 150) };
}

function select(id: string, title: string, options: PlainTextOption[], chosen: string): InputBlock {
  const initial = options.find(({ value }) => value === chosen);
  return {
    type: 'input',
    block_id: id,
    label: label(title),
    element: {
      type: 'static_select',
      action_id: id,
      options,
      ...(initial === undefined ? {} : { initial_option: initial }),
    },
  };
}

function words(
  id: string,
  title: string,
  { initial = '', max, isLong = false }: { initial?: string; max: number; isLong?: boolean },
): InputBlock {
  return {
    type: 'input',
    block_id: id,
    optional: true,
    label: label(title),
    element: {
      type: 'plain_text_input',
      action_id: id,
      multiline: isLong,
      max_length: max,
      ...(initial.trim() === '' ? {} : { initial_value: clip(cleanText(initial).trim(), max) }),
    },
  };
}

import type { ModalView } from '@slack/types';
import type { SymptomChoice } from '../../core/intake.ts';
import { readJson } from '../fields.ts';
import { VIEWS } from '../ids.ts';
import { cleanText, clip, plain } from '../text/escape.ts';
import { photoLinks } from '../text/photo-links.ts';
import { label } from './parts.ts';

/** Blocks of the forms; errors are shown at them, and answers are found by them. */
export const FIELDS = { serial: 'serial', symptom: 'symptom', words: 'words' } as const;

/** What the form of a claim remembers: where its card will stand, and the message it is about with its photos. */
export type ClaimMemory = { channel: string; messageTs?: string | undefined; photos?: string[] | undefined };

/** Slack remembers 3,000 characters for a form. */
const LONGEST_PHOTOS = 2500;

/** What was understood of a message already. */
export type Filled = { serial?: string | undefined; symptoms: readonly string[]; words: string };

/** The form for a claim, empty or filled. */
export function claimForm(symptoms: readonly SymptomChoice[], memory: ClaimMemory, filled?: Filled): ModalView {
  const initial = { serial: initialText(filled?.serial, 100), words: initialText(filled?.words, 3000) };
  const options = symptoms
    .slice(0, 100)
    .map(({ id, title }) => ({ text: label(plain(title, 75)), value: id.slice(0, 150) }));
  const blocks: ModalView['blocks'] = [
    {
      type: 'input',
      block_id: FIELDS.serial,
      label: label('Serial number of the machine'),
      element: {
        type: 'plain_text_input',
        action_id: FIELDS.serial,
        max_length: 100,
        placeholder: label('as on the type plate'),
        ...initial.serial,
      },
    },
    {
      type: 'input',
      block_id: FIELDS.words,
      optional: true,
      label: label('In the customer’s words'),
      element: {
        type: 'plain_text_input',
        action_id: FIELDS.words,
        multiline: true,
        max_length: 3000,
        ...initial.words,
      },
    },
  ];
  if (options.length > 0) {
    const chosen = options.find(({ value }) => value === filled?.symptoms[0]);
    blocks.splice(1, 0, {
      type: 'input',
      block_id: FIELDS.symptom,
      optional: true,
      label: label('What is wrong'),
      hint: label('Leave it empty and the words below decide'),
      element: {
        type: 'static_select',
        action_id: FIELDS.symptom,
        options,
        ...(chosen === undefined ? {} : { initial_option: chosen }),
      },
    });
  }
  return {
    type: 'modal',
    callback_id: VIEWS.form,
    title: label('New claim'),
    submit: label('Open the claim'),
    close: label('Cancel'),
    private_metadata: JSON.stringify({ ...memory, photos: photoLinks(memory.photos, LONGEST_PHOTOS).photos }),
    blocks,
  };
}

/** Slack takes no empty value to begin with. */
function initialText(text: string | undefined, most: number): { initial_value?: string } {
  const clean = cleanText(text ?? '').trim();
  return clean === '' ? {} : { initial_value: clip(clean, most) };
}

/** Reads what the form of a claim remembered. Fails: never; a form opened by an earlier version remembered its channel alone. */
export function readClaimMemory(text: string): ClaimMemory {
  const { channel = text, messageTs, photos } = readJson(text) ?? {};
  return {
    channel: typeof channel === 'string' ? channel : text,
    ...(typeof messageTs === 'string' ? { messageTs } : {}),
    ...photoLinks(photos),
  };
}

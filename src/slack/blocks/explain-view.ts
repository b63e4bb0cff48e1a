import type { ModalView } from '@slack/types';
import { explain, explainedOf, type ExplainWords } from '../../core/explain.ts';
import type { Dossier } from '../../core/dossier.ts';
import { VIEW_ACTIONS, VIEWS } from '../ids.ts';
import { cleanText, clip, plain } from '../text/escape.ts';
import { context, label } from './parts.ts';

/** What such a view remembers. */
export type ExplainMemory = { explain: number };

/** Words for the customer, to be copied: a language to choose, and the text in a field, which a phone can select and copy. Nothing is sent anywhere. */
export function explainView(
  dossier: Dossier,
  languages: readonly ExplainWords[],
  { language, zone }: { language: string | undefined; zone: string },
): ModalView | undefined {
  const chosen = languages.find(({ id }) => id === language) ?? languages.find(({ id }) => id === 'en') ?? languages[0];
  if (chosen === undefined) return undefined;
  const options = languages.slice(0, 100).map(({ id, name }) => ({ text: label(plain(name, 75)), value: id }));
  const initial = options.find(({ value }) => value === chosen.id);
  const memory: ExplainMemory = { explain: dossier.claim.id };
  return {
    type: 'modal',
    callback_id: VIEWS.explain,
    title: label('Explain to customer'),
    submit: label('Done'),
    close: label('Close'),
    private_metadata: JSON.stringify(memory),
    blocks: [
      {
        type: 'actions',
        elements: [
          {
            type: 'static_select',
            action_id: VIEW_ACTIONS.language,
            options,
            ...(initial === undefined ? {} : { initial_option: initial }),
          },
        ],
      },
      {
        type: 'input',
        // Slack keeps what stands in a field of the same name: another language is another field.
        block_id: `explain:${chosen.id}`,
        optional: true,
        label: label('To copy and send'),
        hint: label('Nothing is sent from here. It names no other customer and no figure.'),
        element: {
          type: 'plain_text_input',
          action_id: 'explain',
          multiline: true,
          initial_value: clip(cleanText(explain(chosen, explainedOf(dossier), zone)), 3000),
        },
      },
      context('Read it before you send it: it is put together from what is known of the claim.'),
    ],
  };
}

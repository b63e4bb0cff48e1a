import type { ActionsBlock } from '@slack/types';
import { withOption, writeOptions } from '../../core/cohort-options.ts';
import { isUnchosen, offerInWords } from '../../core/cohort-words.ts';
import type { CohortOptions, Offer } from '../../core/cohort.ts';
import type { Dossier } from '../../core/dossier.ts';
import { ACTIONS } from '../ids.ts';
import { plain } from '../text/escape.ts';
import { button } from './parts.ts';
import { latestFetch } from './view.ts';

/**
 * With which other devices a claim can be compared; only what is offered, and nothing while it is being read.
 * Shape: each value is the claim's id and the options that the next fetch would have.
 */
export function peerChoices(dossier: Dossier): ActionsBlock[] {
  const fetch = latestFetch(dossier);
  if (fetch?.phase !== 'complete') return [];
  const { options = {}, peers } = fetch;
  const offered = peers.offered ?? [];
  const value = (wanted: CohortOptions): string => `${dossier.claim.id} ${writeOptions(wanted)}`.trim();
  const elements: ActionsBlock['elements'] = [];
  const narrower = offered.flatMap((offer) =>
    offer.by === 'family' || offer.by === 'own' ? [] : [{ offer, by: offer.by }],
  );
  if (narrower.length > 0) {
    elements.push({
      type: 'static_select',
      action_id: ACTIONS.tighten,
      placeholder: { type: 'plain_text', text: 'Tighten…' },
      options: narrower.map(({ offer, by }) => ({
        text: { type: 'plain_text', text: plain(offerInWords(offer), 75) },
        value: value(withOption(options, { tighten: [by] })),
      })),
    });
  }
  const more = (by: Offer['by'], actionId: string, label: string, added: CohortOptions): void => {
    const offer = offered.find((one) => one.by === by);
    if (offer === undefined) return;
    elements.push(
      button({ actionId, label: `${label} (+${offer.devices})`, value: value(withOption(options, added)) }),
    );
  };
  more('family', ACTIONS.widen, 'Widen: engine family', { widen: true });
  more('own', ACTIONS.own, "This customer's too", { own: true });
  // What was asked for and could not be done leads nowhere back.
  if (options.own === true && peers.own !== 0) {
    const { own: _, ...others } = options;
    elements.push(button({ actionId: ACTIONS.own, label: 'Other customers only', value: value(others) }));
  }
  if ((options.widen === true || (options.tighten ?? []).length > 0) && !isUnchosen(peers.cohort)) {
    elements.push(button({ actionId: ACTIONS.allPeers, label: 'All peers', value: value({ own: options.own }) }));
  }
  return elements.length === 0 ? [] : [{ type: 'actions', elements }];
}

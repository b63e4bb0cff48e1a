import type { ActionsBlock, Overflow } from '@slack/types';
import { absentItems } from '../../core/absent-items.ts';
import type { Dossier } from '../../core/dossier.ts';
import { ACTIONS } from '../ids.ts';
import { button } from './parts.ts';
import { latestFetch } from './view.ts';

/** What is pressed seldom, and stands in a menu: a phone has room for few buttons. Slack allows five. */
export const SELDOM_FORMS = ['assign', 'escalate', 'symptoms', 'export', 'explain'] as const;
export type Seldom = (typeof SELDOM_FORMS)[number];
const LABELS: Record<Seldom, string> = {
  assign: 'Assign…',
  escalate: 'Escalate…',
  symptoms: 'Change symptom…',
  export: 'Export…',
  explain: 'Explain to customer…',
};

/** What can be done with a claim. Shape: each value is the claim's id, in the menu with what is to be done. */
export function claimButtons(dossier: Dossier): ActionsBlock[] {
  const { claim } = dossier;
  const value = String(claim.id);
  const refetch = button({ actionId: ACTIONS.refetch, label: 'Refetch', value });
  const absent = absentCount(dossier);
  const again =
    absent === 0
      ? [refetch]
      : [refetch, button({ actionId: ACTIONS.refetchAbsent, label: `Refetch the ${absent} absent`, value })];
  const isOpen = claim.status !== 'resolved';
  const take = { actionId: ACTIONS.take, label: 'Take', value };
  const elements: ActionsBlock['elements'] = isOpen
    ? [
        ...again,
        button({ ...take, ...(claim.status === 'open' ? { style: 'primary' } : {}) }),
        button({ actionId: ACTIONS.resolve, label: 'Resolve', value }),
      ]
    : [...again, button({ actionId: ACTIONS.reopen, label: 'Reopen', value })];
  const list = button({ actionId: ACTIONS.importList, label: 'Import report', value });
  return [{ type: 'actions', elements: [...elements, list, seldomMenu(value)] }];
}

function seldomMenu(claim: string): Overflow {
  const options = SELDOM_FORMS.map((what) => ({
    text: { type: 'plain_text' as const, text: LABELS[what] },
    value: `${claim} ${what}`,
  }));
  return { type: 'overflow', action_id: ACTIONS.more, options };
}

/** How many items another question may bring, once the last one was answered. */
function absentCount(dossier: Dossier): number {
  const fetch = latestFetch(dossier);
  if (fetch?.phase !== 'complete') return 0;
  return absentItems(
    dossier.items.map(({ item }) => item),
    fetch,
  ).size;
}

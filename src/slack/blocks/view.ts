import type { Handler } from '../../core/claim.ts';
import { USUAL_COHORT } from '../../core/cohort-words.ts';
import type { Dossier, Fetch } from '../../core/dossier.ts';
import { escapeMrkdwn } from '../text/escape.ts';

/** A picture among Slack's files, and what it shows in words. */
export type ChartShown = { file: string; alt: string };

/**
 * What a message needs beyond the dossier, all of it from Slack: names of people, a link to the customer's message and to the card.
 * Links come from Slack's own API and are shown as they are.
 */
export type View = {
  nameOf(userId: string): string | undefined;
  /** The chart of the fetch in view, once it was uploaded. */
  chartOf?(dossier: Dossier): ChartShown | undefined;
  said?: string | undefined;
  card?: string | undefined;
  /** The card of another claim, where its link is known. */
  linkOf?(claimId: number): string | undefined;
};

/** Nothing known of Slack yet. */
export const NO_VIEW: View = { nameOf: () => undefined };

/** A person by name. A mention would ring their bell each time, so an unknown name is a colleague. */
export function personIn(id: string, view: View): string {
  const name = view.nameOf(id);
  if (name !== undefined) return escapeMrkdwn(name, 80);
  return isUserId(id) ? 'a colleague' : escapeMrkdwn(id, 80);
}

/** Whether this is a user of Slack, and not the terminal or a job. */
export function isUserId(id: string): boolean {
  return /^[UW][A-Z0-9]{2,}$/.test(id);
}

/** The one mention there is; nothing for nobody, and nothing for an id that Slack could not have given. */
export function mentionOf(handler: Handler): string | undefined {
  if (handler.kind === 'user' && isUserId(handler.id)) return `<@${handler.id}>`;
  if (handler.kind === 'group' && /^S[A-Z0-9]{2,}$/.test(handler.id)) return `<!subteam^${handler.id}>`;
  return undefined;
}

/** The fetch that is going on or was the last. */
export function latestFetch(dossier: Dossier): Fetch | undefined {
  return dossier.fetches.at(-1);
}

/** The latest fetch that has something to compare; while a refetch has nothing yet, the one before it stays in view. */
export function shownFetch(dossier: Dossier): Fetch | undefined {
  return dossier.fetches.findLast((fetch) => fetch.comparisons.length > 0) ?? latestFetch(dossier);
}

/**
 * The moment that ages are told from. Units: milliseconds since 1970.
 * A finished fetch keeps its own moment, so that showing it again later changes nothing.
 */
export function asOf(fetch: Fetch | undefined, dossier: Dossier): number {
  return fetch?.doneAt ?? dossier.now;
}

/** Which peers a fetch stands on, where they are others than all of the model. */
export function cohortOf(fetch: Fetch | undefined): string | undefined {
  const cohort = fetch?.peers.cohort;
  return cohort === USUAL_COHORT ? undefined : cohort;
}

/** Whether the device gave any value at all in this fetch. */
export function saidAnything(fetch: Fetch): boolean {
  return fetch.comparisons.some(({ figure }) => figure.kind !== 'absent');
}

/** The symptoms as one phrase, clean but not escaped. */
export function symptomsOf(dossier: Dossier): string {
  return dossier.symptomTitles.length === 0 ? 'no symptom named' : dossier.symptomTitles.join(', ');
}

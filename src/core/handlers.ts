import type { Handler } from './claim.ts';
import { modelKey } from './model-name.ts';

/** Who is in charge of which claims: every field given must fit, and the first route that fits is taken. */
export type HandlerRoute = {
  model?: string | undefined;
  customer?: string | undefined;
  symptom?: string | undefined;
  handler: Handler;
};

/**
 * The person in charge of a claim.
 * Fails: never; no fitting route gives `nobody`, which the card says.
 */
export function findHandler(
  routes: readonly HandlerRoute[],
  claim: { model: string; customer: string; symptoms: readonly string[] },
): Handler {
  const route = routes.find(
    (route) =>
      (route.model === undefined || modelKey(route.model) === modelKey(claim.model)) &&
      (route.customer === undefined || same(route.customer, claim.customer)) &&
      (route.symptom === undefined || claim.symptoms.includes(route.symptom)),
  );
  return route?.handler ?? { kind: 'nobody', id: '' };
}

function same(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}

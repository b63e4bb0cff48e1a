import type { Handler } from './claim.ts';
import { modelKey } from './model-name.ts';

/** Which claims a route is for: every field given must fit. */
type Match = {
  model?: string | undefined;
  customer?: string | undefined;
  symptom?: string | undefined;
};

/** Who is in charge of which claims: the first route that fits is taken. */
export type HandlerRoute = Match & { handler: Handler };

/** In which channel the experts for which claims are, by its name or id. */
export type ExpertRoute = Match & { channel: string };

/** What routes look at. */
type Routed = { model: string; customer: string; symptoms: readonly string[] };

/**
 * The person in charge of a claim.
 * Fails: never; no fitting route gives `nobody`, which the card says.
 */
export function findHandler(routes: readonly HandlerRoute[], claim: Routed): Handler {
  return routes.find((route) => fits(route, claim))?.handler ?? { kind: 'nobody', id: '' };
}

/** The experts' channels of a claim, in the order of the routes. Fails: never; none is an empty list. */
export function findExperts(routes: readonly ExpertRoute[], claim: Routed): string[] {
  return routes.filter((route) => fits(route, claim)).map(({ channel }) => channel);
}

function fits({ model, customer, symptom }: Match, claim: Routed): boolean {
  return (
    (model === undefined || modelKey(model) === modelKey(claim.model)) &&
    (customer === undefined || isSameCustomer(customer, claim.customer)) &&
    (symptom === undefined || claim.symptoms.includes(symptom))
  );
}

/** Whether a customer that the configuration names is one of the registry: case and spaces around it say nothing. */
export function isSameCustomer(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}

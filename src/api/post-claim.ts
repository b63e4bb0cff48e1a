import { createHash } from 'node:crypto';
import type { Claim } from '../core/claim.ts';
import type { Desk, IntakeResult } from '../core/intake.ts';
import type { ClaimRequest } from './claim-request.ts';
import { Problem } from './problem.ts';

/** One delivery of another system. Units: `at` milliseconds since 1970. */
export type Delivery = { caller: string; key: string; at: number; channel: string | undefined; request: ClaimRequest };

/** A claim as another system sees it. */
export type ClaimDocument = Pick<Claim, 'id' | 'serial' | 'symptoms' | 'status'> & { at: string };

/** A claim as it goes out. */
export function claimDocument({ id, serial, symptoms, status, at }: Claim): ClaimDocument {
  return { id, serial, symptoms, status, at: new Date(at).toISOString() };
}

/**
 * Takes the claim of another system; the same key again gives the same claim. `problems` are what was said and not understood.
 * Fails: Problem 404 for a device that is not registered, 409 for a key that was another claim's, 422 where the symptom is not clear; AppError
 * `store_failed`. Nothing is guessed: what may be meant stands in the problem.
 */
export async function postClaim(
  desk: Pick<Desk, 'intake' | 'symptoms'>,
  { caller, key, at, channel, request }: Delivery,
): Promise<{ claim: Claim; isNew: boolean; problems?: string[] | undefined }> {
  const known = new Set(desk.symptoms().map(({ id }) => id));
  const unknown = (request.symptoms ?? []).filter((id) => !known.has(id));
  if (unknown.length > 0) {
    throw new Problem(422, 'unknown_symptom', `There is no symptom ${unknown.join(', ')}.`, { symptoms: [...known] });
  }
  const text = request.text?.trim() ?? '';
  const asked = digestOf(request, text);
  const sourceKey = `api:${caller}:${key}`;
  const result = await desk.intake(
    {
      sourceKey,
      text,
      by: `api:${caller}`,
      at,
      origin: { via: 'api', ...(channel === undefined ? {} : { channel }), asked },
      given: {
        ...(request.serial === undefined ? {} : { serial: request.serial }),
        ...(request.symptoms === undefined ? {} : { symptoms: request.symptoms }),
      },
    },
    'command',
  );
  if (result.kind !== 'claim') throw questionOf(result);
  const { claim, isNew, joined, problems } = result;
  // Of a claim that it joined, its own event says what was asked for.
  const { asked: before } =
    joined === true ? (claim.events.find(({ source }) => source === sourceKey) ?? {}) : claim.origin;
  if (!isNew && before !== undefined && before !== asked) {
    const detail = `The key ${key} was used for claim ${claim.id}, which says something else.`;
    throw new Problem(409, 'key_used', detail, { claim: claimDocument(claim) });
  }
  return { claim, isNew, problems };
}

/** What was asked for, whatever has become of its claim since. */
function digestOf({ serial, symptoms = [] }: ClaimRequest, text: string): string {
  const asked = JSON.stringify([serial ?? null, [...symptoms].sort(), text]);
  return createHash('sha256').update(asked).digest('hex');
}

function questionOf(result: Exclude<IntakeResult, { kind: 'claim' }>): Problem {
  switch (result.kind) {
    case 'which-device': {
      const candidates = result.candidates.map(({ serial, model, why }) => ({ serial, model, why }));
      const detail =
        result.said === ''
          ? 'No device is named.'
          : `No device is registered as ${result.said}; it is not guessed which one is meant.`;
      return new Problem(404, 'unknown_device', detail, { candidates });
    }
    case 'which-symptom':
      return new Problem(422, 'unclear_symptom', `It is not clear what is wrong with ${result.serial}.`, {
        symptoms: result.candidates,
      });
    case 'help':
      return new Problem(422, 'unclear', result.problem, { symptoms: result.symptoms });
    case 'nothing':
      return new Problem(422, 'no_claim', 'The text names neither a device nor a symptom.');
    default:
      return result satisfies never;
  }
}

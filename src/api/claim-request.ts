import { z } from 'zod';
import { Problem } from './problem.ts';

/** Longest key that a delivery is known by. */
export const LONGEST_KEY = 200;

const symptom = z.string().min(1).max(64);

/** What another system says of a claim. */
export const claimRequest = z
  .strictObject({
    serial: z.string().min(1).max(200).optional().describe('Serial number, asset tag or alias of the device'),
    symptoms: z
      .array(symptom)
      .min(1)
      .max(8)
      .optional()
      .describe('Ids of symptoms; GET /symptoms lists them. Without these, the symptom is read out of the text'),
    text: z.string().max(4000).optional().describe("The customer's own words; they are shown as they are"),
  })
  .refine(({ serial, text }) => serial !== undefined || (text ?? '').trim() !== '', {
    message: 'needs a serial, or a text that names one',
  });

export type ClaimRequest = z.output<typeof claimRequest>;

/** A body as a claim. Fails: Problem 400 with every fault and its place. */
export function toClaimRequest(body: unknown): ClaimRequest {
  const result = claimRequest.safeParse(body);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => ({
    at: `/${issue.path.map(String).join('/')}`,
    what: issue.message,
  }));
  throw new Problem(400, 'bad_claim', faults.map(({ at, what }) => `${at}: ${what}`).join('; '), { faults });
}

/** The key a delivery is known by. Fails: Problem 400: without it a repeated request could not be told from another claim. */
export function idempotencyKeyOf(header: string | string[] | undefined): string {
  const key = typeof header === 'string' ? header.trim() : '';
  if (key === '' || key.length > LONGEST_KEY || !/^[\x21-\x7e]+$/.test(key)) {
    const shape = `at most ${LONGEST_KEY} printable ASCII characters without spaces`;
    throw new Problem(400, 'no_idempotency_key', `Send an "Idempotency-Key" of your own for each claim: ${shape}.`);
  }
  return key;
}

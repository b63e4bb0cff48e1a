import type { Dossier, Fetch } from './dossier.ts';
import { digestOf, isSealIntact } from './seal.ts';
import { stableJson } from './stable-json.ts';

/** Which form the file has; it grows when an older program would misread it. */
const FORM = 1;

/**
 * A claim with its complete fetches as they were sealed, and a digest over all of it.
 * Shape: JSON with its keys in order and a line feed, in UTF-8; where the device is registered stays out, and who stood behind the averages.
 * Fails: never.
 */
export function sealedDossier({ claim, device, fetches }: Dossier): string {
  const { serial, model, customer, site } = device;
  const complete = fetches
    .filter(({ phase }) => phase === 'complete')
    .map((fetch): Fetch => ({ ...fetch, frame: undefined }));
  const bare = {
    claimscope: 'dossier',
    form: FORM,
    claim,
    device: { serial, model, customer, site },
    fetches: complete,
  };
  return `${stableJson({ ...bare, digest: digestOf(bare) })}\n`;
}

/** What a check found. Shape: `faults` are sentences, none where it is intact; `unsealed` are fetches from before there were seals. */
export type CheckedDossier = {
  claim?: number | undefined;
  digest?: string | undefined;
  fetches: number;
  unsealed: number;
  faults: string[];
};

/**
 * Whether a file is a sealed claim, octet by octet as it was written: its own digest, and that of each fetch at the moment it was sealed.
 * Fails: never. A digest tells what was changed by mishap or by hand; whoever makes a file anew makes its digests anew.
 */
export function checkDossier(octets: Uint8Array): CheckedDossier {
  const none = { fetches: 0, unsealed: 0 };
  const value = parsed(octets);
  if (!isDossier(value)) return { ...none, faults: ['it is no sealed claim, or it is cut off'] };
  if (value.form !== FORM) return { ...none, faults: [`its form is ${JSON.stringify(value.form)}, known is ${FORM}`] };
  const { digest, ...bare } = value;
  const faults: string[] = [];
  if (digestOf(bare) !== digest) faults.push('what it holds is not what its digest says');
  if (!Buffer.from(`${stableJson(value)}\n`).equals(octets)) faults.push('it is not written as claimscope writes it');
  let unsealed = 0;
  for (const fetch of value.fetches) {
    const isIntact = isSealIntact(fetch);
    if (isIntact === undefined) unsealed += 1;
    else if (!isIntact) faults.push(`fetch ${fetch.n + 1} is not what was sealed`);
    else if (fetch.seal?.claim !== value.claim.id) faults.push(`fetch ${fetch.n + 1} is of another claim`);
  }
  return { claim: value.claim.id, digest, fetches: value.fetches.length, unsealed, faults };
}

type SealedDossier = { form: unknown; claim: { id: number }; fetches: Fetch[]; digest: string };

function parsed(octets: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(octets).toString());
  } catch {
    return undefined;
  }
}

/** Only as much as a check looks at: everything else is held against the digests. */
function isDossier(value: unknown): value is SealedDossier {
  if (!isRecord(value) || value['claimscope'] !== 'dossier' || typeof value['digest'] !== 'string') return false;
  const { claim, fetches } = value;
  if (!isRecord(claim) || typeof claim['id'] !== 'number' || !Array.isArray(fetches)) return false;
  return fetches.every(
    (fetch) =>
      isRecord(fetch) && typeof fetch['n'] === 'number' && (fetch['seal'] === undefined || isRecord(fetch['seal'])),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

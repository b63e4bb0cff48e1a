import { createHash } from 'node:crypto';
import type { Decoded } from './open-decoder.ts';

/** How a message was heard before: its sender sends an inform again until it is answered; anybody else can only send what he has taken down. */
export type HeardBefore = 'repeated' | 'replayed' | undefined;

/** Informs whose repetition is known. Units: milliseconds; who got no answer by then has given up. */
const MOST_INFORMS = 1000;
const INFORM_MS = 60_000;
/** Messages of users that are known again. A user's message has a number of its own, and what is signed cannot be changed. */
const MOST_MESSAGES = 10_000;

/** Opens an empty memory of what was heard. Shape: what is asked about has been heard from then on. */
export function openHeard(): (
  octets: Buffer,
  from: { address: string; port: number },
  message: Extract<Decoded, { kind: 'heard' }>,
) => HeardBefore {
  const isAnswered = openSeen(MOST_INFORMS, INFORM_MS);
  const isTaken = openSeen(MOST_MESSAGES, Number.POSITIVE_INFINITY);
  return (octets, { address, port }, { inform, isOfUser }) => {
    const isReplayed = isOfUser && isTaken(createHash('sha256').update(octets).digest('base64'));
    if (inform !== undefined && isAnswered(`${address} ${port} ${inform}`)) return 'repeated';
    return isReplayed ? 'replayed' : undefined;
  };
}

/** Tells what was seen already, of the newest `most` names for `forMs` milliseconds from when a name was new. */
function openSeen(most: number, forMs: number): (name: string) => boolean {
  const seen = new Map<string, number>();
  return (name) => {
    const now = performance.now();
    const at = seen.get(name);
    if (at !== undefined && now - at < forMs) return true;
    seen.delete(name);
    const [oldest] = seen.keys();
    if (seen.size >= most && oldest !== undefined) seen.delete(oldest);
    seen.set(name, now);
    return false;
  };
}

import { Element, SEQUENCE } from '../lane/element.ts';

/**
 * What messages of users may cost: keys are made for each engine that says its name, before anything of it is known to be true.
 * Units: messages a second, and as many at once. A stranger's takes up to 2 ms.
 */
const MOST_A_SECOND = 200;

const element = new Element();

/** Opens a full budget. Shape: says whether a datagram may be looked at; those of communities cost next to nothing and always may. */
export function openBudget(): (octets: Buffer) => boolean {
  let left = MOST_A_SECOND;
  let at = performance.now();
  return (octets) => {
    if (isOfCommunity(octets)) return true;
    const now = performance.now();
    left = Math.min(MOST_A_SECOND, left + ((now - at) / 1000) * MOST_A_SECOND);
    at = now;
    if (left < 1) return false;
    left -= 1;
    return true;
  };
}

/** Whether a message is of version 1 or 2c. Source: RFC 1157, RFC 1901. */
function isOfCommunity(octets: Buffer): boolean {
  const limit = octets.length;
  if (!element.find(octets, 0, limit, SEQUENCE)) return false;
  const version = element.integerAt(octets, element.start, limit);
  return version === 0 || version === 1;
}

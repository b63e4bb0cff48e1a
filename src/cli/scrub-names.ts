import { plainSerial } from '../core/serial.ts';

/** Made-up stand-ins: the same original always gets the same one, and nothing of the original is in it. */
export type StandIns = {
  /** However it is written: padding, case and leading zeros make no other serial. */
  serial(said: string): string;
  host(said: string): string;
  /** Shape: labels joined by dots, in and out; what stands before a domain is a host. */
  domain(name: string): string;
  /** Contact, location and other names that people gave. */
  name(said: string): string;
  /** Shape: twelve hexadecimal digits in lower case, in and out. */
  mac(digits: string): string;
  /** Shape: dotted IPv4 in and out. Masks, loopback and 0.0.0.0 say nothing about anyone and stay. */
  ipv4(address: string): string;
  /** Shape: sixteen numbers joined by dots, as indexes write them, in and out. */
  ipv6(arcs: string): string;
};

const SAYS_NOTHING = /^(0|127|255)\.|^0{12}$|^f{12}$/;

/** Stand-ins for one recording, numbered in the order of first meeting. Source: RFC 5737 and RFC 3849 for the addresses. */
export function openStandIns(): StandIns {
  const known = new Map<string, string>();
  const counts = new Map<string, number>();
  const madeUp = new Set<string>();
  function of(kind: string, original: string, make: (n: number) => string): string {
    // A text may be looked through twice; what was put in stays.
    if (madeUp.has(original)) return original;
    const key = `${kind} ${original}`;
    let made = known.get(key);
    if (made === undefined) {
      const n = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, n);
      made = make(n);
      known.set(key, made);
      madeUp.add(made);
    }
    return made;
  }
  const host = (said: string): string => of('host', said.toLowerCase(), (n) => `host-${n}`);
  function domain(name: string): string {
    const [first = '', ...others] = name.toLowerCase().split('.');
    if (others.length > 1) return `${host(first)}.${domain(others.join('.'))}`;
    return of('domain', `${first}.${others.join('.')}`, (n) => `domain-${n}.example`);
  }
  return {
    serial(said) {
      if (madeUp.has(said)) return said;
      return of('serial', plainSerial(said) || said, (n) => `SCRUB${String(n).padStart(5, '0')}`);
    },
    host,
    domain,
    name: (said) => of('name', said, (n) => `name-${n}`),
    mac(digits) {
      if (SAYS_NOTHING.test(digits)) return digits;
      // Locally administered, so that it is nobody's.
      return of('mac', digits, (n) => `0200${n.toString(16).padStart(8, '0')}`);
    },
    ipv4(address) {
      if (SAYS_NOTHING.test(address)) return address;
      return of('ipv4', address, (n) => `198.${18 + (n >> 16)}.${(n >> 8) & 255}.${n & 255}`);
    },
    ipv6: (arcs) => of('ipv6', arcs, (n) => `32.1.13.184.0.0.0.0.0.0.0.0.0.0.${(n >> 8) & 255}.${n & 255}`),
  };
}

import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config/config.ts';
import type { Credential } from '../core/credential.ts';
import { openReader } from '../devices/open-reader.ts';
import type { RuleBook } from '../rules/book.ts';
import { identifyDevice } from './identify.ts';
import { isPrinter, type Probed, probeDevice } from './probe-device.ts';

/** A device that answered. `said` is why it is of no use where it is: what a device that is no printer calls itself, or how one refused. */
export type Found = {
  address: string;
  port: number;
  kind: 'printer' | 'other' | 'refused';
  serial?: string;
  model?: string;
  sysObjectID?: string;
  profile?: string;
  said?: string;
};

/** What a search brought, in the order of addresses; `isStopped` where it was ended before all of `of` were asked. */
export type Discovery = { asked: number; of: number; isStopped: boolean; found: Found[] };

/**
 * What to search.
 * Units: `perSecond` addresses at most; `tryMs` how long to wait for each of the two tries of an address.
 */
export type DiscoverOptions = {
  addresses: readonly string[];
  ports: readonly number[];
  perSecond: number;
  tryMs: number;
  credential: Credential;
  services: Config['services'];
  signal: AbortSignal;
  onProgress?: ((progress: { asked: number; of: number; found: number }) => void) | undefined;
};

/** Addresses asked at the same time at most, each of them one request. */
const AT_ONCE = 64;
/** For all questions to one device that answers. */
const IDENTIFY_MS = 8000;

/**
 * Looks for printers at addresses: one GET each and one retry, at a steady pace, then who those are that answer.
 * Fails: never for a device's sake. Once the signal comes it ends with those that are identified by then.
 */
export async function discover(book: RuleBook, options: DiscoverOptions): Promise<Discovery> {
  const { signal, tryMs, services } = options;
  const targets = options.addresses.flatMap((address) => options.ports.map((port) => ({ address, port })));
  const { credentials, first, again } = triesOf(options.credential);
  const shared = { credentials, services, clock: Date.now };
  // One try lasts as long as it is waited for, so that a read is a single datagram.
  const prober = openReader({ ...shared, timing: { firstTimeoutMs: tryMs, mostTimeoutMs: tryMs } });
  const reader = openReader(shared);
  const found = new Map<number, Found>();
  const pace = openPace(options.perSecond);
  let next = 0;
  let asked = 0;
  // Every address that is asked just now listens; that many are no leak.
  setMaxListeners(0, signal);

  async function ask(at: { address: string; port: number }): Promise<Found | undefined> {
    for (const credential of [first, again]) {
      const device = { address: at.address, snmpPort: at.port, credential };
      const probed = await probeDevice(prober, device, tryMs, signal);
      if (probed.kind === 'refused') return { ...at, kind: 'refused', said: probed.said };
      if (probed.kind === 'answered') return meet(at, device, probed);
    }
    return undefined;
  }

  async function meet(
    at: { address: string; port: number },
    device: { address: string; snmpPort: number; credential: string },
    probed: Extract<Probed, { kind: 'answered' }>,
  ): Promise<Found | undefined> {
    const options = { deadlineMs: IDENTIFY_MS, signal };
    const identified = await identifyDevice(book, reader, device, options);
    if ('silent' in identified) return undefined;
    const { who, profile } = identified;
    const { serial, model, sysObjectID, description } = who;
    const known = { ...at, ...(sysObjectID === undefined ? {} : { sysObjectID }) };
    const isOne = probed.isPrinter || profile !== book.generic || (await isPrinter(reader, device, options));
    if (!isOne) return { ...known, kind: 'other', said: description ?? sysObjectID ?? 'it does not say what it is' };
    return {
      ...known,
      kind: 'printer',
      profile: profile.id,
      ...(serial === undefined ? {} : { serial }),
      ...(model === undefined ? {} : { model }),
    };
  }

  async function work(): Promise<void> {
    for (let n = next; n < targets.length && !signal.aborted; n = next) {
      next += 1;
      const target = targets[n];
      if (target === undefined || !(await pace(signal))) return;
      const one = await ask(target);
      // What the signal cut short says nothing.
      if (signal.aborted) return;
      asked += 1;
      if (one !== undefined) found.set(n, one);
      options.onProgress?.({ asked, of: targets.length, found: found.size });
    }
  }

  try {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, targets.length) }, work));
  } finally {
    await Promise.all([prober.close(), reader.close()]);
  }
  const inOrder = [...found].toSorted(([one], [other]) => one - other).map(([, each]) => each);
  return { asked, of: targets.length, isStopped: asked < targets.length, found: inOrder };
}

/** A retry in version 1 finds both a device that lost the first datagram and one that drops what is not version 1. */
function triesOf(credential: Credential): {
  credentials: Record<string, Credential>;
  first: string;
  again: string;
} {
  const again: Credential = credential.version === '2c' ? { ...credential, version: '1' } : credential;
  return { credentials: { default: credential, again }, first: 'default', again: 'again' };
}

/** Lets one pass at a time, at even distances; false when the signal came first. */
function openPace(perSecond: number): (signal: AbortSignal) => Promise<boolean> {
  const everyMs = 1000 / perSecond;
  let nextAt = performance.now();
  return async (signal) => {
    const now = performance.now();
    const at = Math.max(now, nextAt);
    nextAt = at + everyMs;
    // An abort is no fault: the search is over, and what was found stands.
    if (at > now) await sleep(at - now, undefined, { signal }).catch(() => undefined);
    return !signal.aborted;
  };
}

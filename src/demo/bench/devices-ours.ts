import type { Device } from '../../core/device.ts';
import type { Clock, Reader, ReadRequest } from '../../core/ports.ts';
import { Secret } from '../../core/secret.ts';
import { openReader, type ReaderOptions } from '../../devices/open-reader.ts';
import type { Credential } from '../../core/credential.ts';
import { openWorkerReader } from '../../devices/worker/open-worker-reader.ts';
import { forEachDevice, type Pass } from './devices-bare.ts';
import { addressOf, ASKS, IDENTITY, serialOf } from './devices-questions.ts';
import { passwordOf, type SuiteName } from './devices-users.ts';

/** Where a read is done: in the caller's thread, or as the bot does it. */
export type Where = 'here' | 'worker';

/** As a sweep does: as many at a time as keep a core busy while devices think. */
export const READS_AT_ONCE = 64;

const DEADLINE_MS = 30_000;
const COMMUNITY: Credential = { version: '2c', community: new Secret('public') };
/** What one request holds; the profile of a model says so (`manners.objects`), and the simulator's machines take that many. */
const MANNERS = { objects: 40 };

/** The n-th device of the simulator on a port. */
export function deviceOf(n: number, port: number): Device {
  return { serial: serialOf(n), model: 'BENCH-30', customer: 'Bench', address: addressOf(n), snmpPort: port };
}

/** A request of the bench: thirty objects, and who the device is. */
export function requestFor(n: number, port: number): ReadRequest {
  return { device: deviceOf(n, port), asks: ASKS, identity: IDENTITY, manners: MANNERS, deadlineMs: DEADLINE_MS };
}

/** Our reader with one credential for all devices. */
export function openOurs(where: Where, credential: Credential = COMMUNITY, clock: Clock = Date.now): Reader {
  const options: ReaderOptions = { credentials: { default: credential }, services: {}, clock };
  return where === 'here' ? openReader(options) : openWorkerReader(options);
}

/** A user of SNMP version 3 whom nobody has met before, when `name` is new. */
export function userOf(suite: SuiteName, name: string): Credential {
  const user = `${suite} ${name}`;
  const key = new Secret(passwordOf(user));
  const [auth, priv] = suite === 'sha-1/aes-128' ? (['sha-1', 'aes-128'] as const) : (['sha-256', 'aes-256'] as const);
  return { version: '3', user, level: 'authPriv', auth: { protocol: auth, key }, priv: { protocol: priv, key } };
}

/** A pass of our reader over all devices; it is content only when each of them gave all its readings, with evidence. */
export function ourPass(reader: Reader, count: number, port: number): Pass {
  async function read(n: number): Promise<void> {
    const { serial, outcome, readings } = await reader.read(requestFor(n, port));
    const given = readings.filter((reading) => reading.value.kind !== 'absent' && reading.evidence.length > 0);
    if (given.length === ASKS.length) return;
    throw new RangeError(`${serial} gave ${given.length} readings: ${JSON.stringify(outcome)}`);
  }
  return () => forEachDevice(count, read, READS_AT_ONCE);
}

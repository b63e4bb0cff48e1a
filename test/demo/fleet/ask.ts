import snmp from 'net-snmp';
import type { Device } from '../../../src/core/device.ts';
import type { Fleet } from '../../../src/demo/fleet/fleet.ts';

/** A device of a fleet; fails the test when there is none. */
export function deviceOf(fleet: Fleet, serial: string): Device {
  const found = fleet.devices.find((device) => device.serial === serial);
  if (found === undefined) {
    throw new Error(`no ${serial} in this fleet`);
  }
  return found;
}

export type Answer = { oid: string; type: number; value: unknown };

type Options = { version?: 'v1' | 'v2c'; timeoutMs?: number };

/** One exchange with a device by net-snmp; rejects as net-snmp does. */
async function exchange(
  device: Device,
  community: string,
  options: Options,
  run: (session: snmp.Session, done: (error: Error | null, varbinds?: unknown) => void) => void,
): Promise<Answer[]> {
  const session = snmp.createSession(device.address, community, {
    port: device.snmpPort ?? 161,
    version: options.version === 'v1' ? snmp.Version1 : snmp.Version2c,
    timeout: options.timeoutMs ?? 5000,
    retries: 0,
  });
  try {
    return await new Promise((resolve, reject) => {
      session.on('error', reject);
      run(session, (error, varbinds) => {
        if (error === null) {
          resolve(answersOf(varbinds));
        } else {
          reject(error);
        }
      });
    });
  } finally {
    session.close();
  }
}

/** net-snmp gives a list, or for a GETBULK a list with lists for the repeated columns. */
function answersOf(varbinds: unknown): Answer[] {
  const flat: Answer[] = Array.isArray(varbinds) ? varbinds.flat() : [];
  return flat.map(({ oid, type, value }) => ({ oid, type, value }));
}

export async function get(device: Device, community: string, oids: string[], options: Options = {}) {
  return exchange(device, community, options, (session, done) => session.get(oids, done));
}

export async function getNext(device: Device, community: string, oids: string[], options: Options = {}) {
  return exchange(device, community, options, (session, done) => session.getNext(oids, done));
}

export async function getBulk(
  device: Device,
  community: string,
  oids: string[],
  nonRepeaters: number,
  repetitions: number,
) {
  return exchange(device, community, {}, (session, done) => session.getBulk(oids, nonRepeaters, repetitions, done));
}

export async function set(device: Device, community: string, oid: string, options: Options = {}) {
  const varbind = { oid, type: snmp.ObjectType.OctetString, value: 'x' };
  return exchange(device, community, options, (session, done) => session.set([varbind], done));
}

/** Everything below an OID, in the order it came. */
export async function walk(device: Device, community: string, oid: string, options: Options = {}): Promise<Answer[]> {
  const found: Answer[] = [];
  await exchange(device, community, options, (session, done) =>
    session.subtree(
      oid,
      25,
      (varbinds) => {
        found.push(...answersOf(varbinds));
      },
      (error) => done(error ?? null),
    ),
  );
  return found;
}

export function textOf(answer: Answer | undefined): string {
  return Buffer.isBuffer(answer?.value) ? answer.value.toString() : String(answer?.value);
}

import { createSocket } from 'node:dgram';
import type { Device } from '../../core/device.ts';

/**
 * The least a reading of these devices can take: one raw datagram to each at the same moment, until the last has answered.
 * Shape: an SNMP GET of sysUpTime, encoded once; answers are not decoded.
 * Units: milliseconds.
 * Fails: rejects after two seconds when a device does not answer.
 */
export async function slowestRoundTrip(devices: readonly Device[], community: string): Promise<number> {
  const request = getSysUpTime(community);
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => {
    socket.bind(0, '127.0.0.1', resolve);
  });
  try {
    return await new Promise<number>((resolve, reject) => {
      const from = performance.now();
      const awaited = new Set(devices.map((device) => `${device.address}:${device.snmpPort}`));
      const timer = setTimeout(
        () => reject(new Error(`${awaited.size} devices did not answer the floor's datagram`)),
        2000,
      );
      socket.on('message', (_, sender) => {
        awaited.delete(`${sender.address}:${sender.port}`);
        if (awaited.size > 0) return;
        clearTimeout(timer);
        resolve(performance.now() - from);
      });
      for (const device of devices) socket.send(request, device.snmpPort ?? 161, device.address);
    });
  } finally {
    socket.close();
  }
}

/** SNMPv2c GetRequest for 1.3.6.1.2.1.1.3.0 (RFC 3416), short enough for one-byte lengths. */
function getSysUpTime(community: string): Buffer {
  const wrap = (tag: number, ...parts: Buffer[]): Buffer => {
    const body = Buffer.concat(parts);
    return Buffer.concat([Buffer.from([tag, body.length]), body]);
  };
  const integer = (value: number): Buffer => Buffer.from([2, 1, value]);
  const oid = Buffer.from([6, 8, 0x2b, 6, 1, 2, 1, 1, 3, 0]);
  const binding = wrap(0x30, oid, Buffer.from([5, 0]));
  const pdu = wrap(0xa0, integer(7), integer(0), integer(0), wrap(0x30, binding));
  return wrap(0x30, integer(1), wrap(4, Buffer.from(community)), pdu);
}

import type { Device } from '../../core/device.ts';
import type { Ask } from '../../core/place.ts';
import type { ReadRequest } from '../../core/ports.ts';
import type { Protocol } from '../../core/reading.ts';
import { createRandom } from '../fleet/random.ts';
import { HTTP_ASKS, IDENTITY, IPP_ASKS, PJL_ASKS, SNMP_ASKS } from './asks.ts';
import type { DevicePorts } from './fuzz-devices.ts';

/** One device and what it is asked, read after read. */
export type Lane = { protocols: Protocol[]; request(): ReadRequest };

/** The name of the service that knows every device; the only thing lanes share. */
export const SERVICE = 'remote';

const ASKS: Record<Protocol, Ask[]> = { snmp: SNMP_ASKS, http: HTTP_ASKS, ipp: IPP_ASKS, pjl: PJL_ASKS };
const CREDENTIALS = ['default', 'default', 'one', 'user'];
const DEADLINES = { least: 60, most: 300 };
/** Nobody listens there (RFC 863, discard). */
const NOWHERE = 9;

/** The n-th device of a run as it is asked. */
export function openLane(seed: string, n: number, { protocols, serial, ports }: DevicePorts): Lane {
  const random = createRandom(`${seed}/${n}`);
  const port = (protocol: Protocol): number => ports[protocol] ?? NOWHERE;
  const device: Device = {
    serial,
    model: 'SIM-3500',
    customer: 'nobody',
    address: '127.0.0.1',
    snmpPort: port('snmp'),
    ippPort: port('ipp'),
    pjlPort: port('pjl'),
    httpPort: port('http'),
    credential: CREDENTIALS[n % CREDENTIALS.length] ?? 'default',
  };
  const all = protocols.flatMap((protocol) => ASKS[protocol]);
  return {
    protocols,
    request() {
      const asks = random.chance(0.5) ? all : all.filter(() => random.chance(0.4));
      const isAsked = protocols.includes('snmp') && random.chance(0.5);
      return {
        device,
        asks: asks.length === 0 ? all : asks,
        identity: isAsked ? IDENTITY : { serial: [], model: [] },
        deadlineMs: random.whole(DEADLINES.least, DEADLINES.most),
      };
    },
  };
}

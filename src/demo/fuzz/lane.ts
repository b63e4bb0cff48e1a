import type { Device } from '../../core/device.ts';
import type { Ask } from '../../core/place.ts';
import type { ReadRequest } from '../../core/ports.ts';
import type { Protocol } from '../../core/reading.ts';
import { createRandom } from '../fleet/random.ts';
import { answerHttp, answerIpp, answerPjl } from './answers.ts';
import { HTTP_ASKS, IDENTITY, IPP_ASKS, PJL_ASKS, SNMP_ASKS } from './asks.ts';
import { type FuzzServer, startSnmpDevice } from './snmp-device.ts';
import { cutHttp, cutPjl, startTcpDevice } from './tcp-device.ts';

/** One device and what it is asked, read after read. `count` is how many mutated answers it gave. */
export type Lane = {
  protocols: Protocol[];
  count(protocol: Protocol): number;
  request(): ReadRequest;
  close(): Promise<void>;
};

/** The name of the service that knows every device; the only thing lanes share. */
export const SERVICE = 'remote';

const ASKS: Record<Protocol, Ask[]> = { snmp: SNMP_ASKS, http: HTTP_ASKS, ipp: IPP_ASKS, pjl: PJL_ASKS };
const CREDENTIALS = ['default', 'default', 'one', 'user'];
const DEADLINES = { least: 60, most: 300 };

/** Starts the servers of one device, for the protocols it speaks. */
export async function openLane(seed: string, n: number, protocols: Protocol[]): Promise<Lane> {
  const serial = `FUZZ-${String(n).padStart(4, '0')}`;
  const random = createRandom(`${seed}/${n}`);
  const servers = new Map<Protocol, FuzzServer>();
  for (const protocol of protocols)
    servers.set(protocol, await startServer(protocol, `${seed}/${n}/${protocol}`, serial));
  const port = (protocol: Protocol): number => servers.get(protocol)?.port ?? 9;
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
    count: (protocol) => servers.get(protocol)?.count() ?? 0,
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
    async close() {
      await Promise.all([...servers.values()].map(async (server) => await server.close()));
    },
  };
}

async function startServer(protocol: Protocol, seed: string, serial: string): Promise<FuzzServer> {
  switch (protocol) {
    case 'snmp':
      return await startSnmpDevice(seed, serial);
    case 'ipp':
      return await startTcpDevice(seed, cutHttp, answerIpp(serial));
    case 'http':
      return await startTcpDevice(seed, cutHttp, answerHttp(serial));
    case 'pjl':
      return await startTcpDevice(seed, cutPjl, answerPjl(serial));
  }
}

import type { Protocol } from '../../core/reading.ts';
import { answerHttp, answerIpp, answerPjl } from './answers.ts';
import { type FuzzServer, startSnmpDevice } from './snmp-device.ts';
import { cutHttp, cutPjl, startTcpDevice } from './tcp-device.ts';

/** Where one device listens; a protocol it does not speak has no port. */
export type DevicePorts = { protocols: Protocol[]; serial: string; ports: Partial<Record<Protocol, number>> };

/** How many mutated answers were given over each protocol. */
export type Counts = Record<Protocol, number>;

/** The devices of a run and the service that knows them all. */
export type FuzzDevices = { lanes: DevicePorts[]; servicePort: number; counts(): Counts; close(): Promise<void> };

const PROTOCOLS = ['snmp', 'http', 'ipp', 'pjl'] as const;
const LANES = { snmp: 32, http: 12, ipp: 12, pjl: 24, all: 4 };

/** Starts the devices of a run, of all protocols or of `only` one; what they answer depends on `seed` and on what they are asked. */
export async function startFuzzDevices(seed: string, only: Protocol | undefined): Promise<FuzzDevices> {
  const servers: { protocol: Protocol; server: FuzzServer }[] = [];
  const service = await startTcpDevice(`${seed}/service`, cutHttp, (request, random) =>
    answerHttp(/\/service\/([\w-]+)/.exec(request.toString('latin1', 0, 200))?.[1] ?? '')(request, random),
  );
  servers.push({ protocol: 'http', server: service });
  const kinds = ([...PROTOCOLS, 'all'] as const)
    .filter((kind) => only === undefined || kind === only)
    .flatMap((kind) => Array.from({ length: LANES[kind] }, () => kind));
  const lanes = await Promise.all(
    kinds.map(async (kind, n): Promise<DevicePorts> => {
      const serial = `FUZZ-${String(n).padStart(4, '0')}`;
      const protocols: Protocol[] = kind === 'all' ? [...PROTOCOLS] : [kind];
      const ports: DevicePorts['ports'] = {};
      for (const protocol of protocols) {
        const server = await startServer(protocol, `${seed}/${n}/${protocol}`, serial);
        servers.push({ protocol, server });
        ports[protocol] = server.port;
      }
      return { protocols, serial, ports };
    }),
  );
  return {
    lanes,
    servicePort: service.port,
    counts() {
      const counts: Counts = { snmp: 0, http: 0, ipp: 0, pjl: 0 };
      for (const { protocol, server } of servers) counts[protocol] += server.count();
      return counts;
    },
    async close() {
      await Promise.all(servers.map(async ({ server }) => await server.close()));
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

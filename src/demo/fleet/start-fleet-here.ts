import { randomBytes } from 'node:crypto';
import type { Device } from '../../core/device.ts';
import { createConditions, createDelay, type Conditions } from './conditions.ts';
import type { Fleet, FleetOptions } from './fleet.ts';
import { openGateway, type Watched } from './gateway.ts';
import type { Machine } from './machine.ts';
import { createDeviceTree } from './mib/device-tree.ts';
import { DEFAULT_SEED, makeRoster } from './roster.ts';
import { wishOf } from './wish.ts';
import { readServiceMode, type ServiceMode } from './service-mode.ts';
import { snapshotAt, type Snapshot } from './snapshot.ts';
import { createAgent } from './snmp/agent.ts';
import { openUdpEndpoint, type UdpEndpoint } from './udp-endpoint.ts';

/** The one entry of the configuration that all simulated devices share. */
const CREDENTIAL = 'sim';
/** A machine that was exchanged for another reported for the last time so long before the fleet started. */
const LAST_REPORT_MS = 26 * 3_600_000;

/**
 * Starts the whole fleet in this thread: one UDP socket a device, and the remote-maintenance service.
 * Fails: rejects when a socket cannot be bound, with all others closed again.
 */
export async function startFleetHere(options: FleetOptions = {}): Promise<Fleet> {
  const seed = options.seed ?? DEFAULT_SEED;
  const { machines, faults } = makeRoster(wishOf(options));
  const conditions = createConditions(seed, options.latencyMs ?? 0, options.lossPercent ?? 0);
  const community = `sim-${randomBytes(6).toString('hex')}`;
  const token = randomBytes(24).toString('hex');
  const startedAt = Date.now();
  const watched = new Map<string, Watched>();
  const opening: Promise<UdpEndpoint>[] = [];
  for (const machine of machines) {
    const now = (): Snapshot => snapshotAt(machine, (Date.now() - startedAt) / 1000);
    const delayMs = createDelay(machine, seed, conditions);
    const agent = createAgent({
      community,
      tree: createDeviceTree(machine),
      state: now,
      onSet() {
        conditions.counts.sets += 1;
      },
    });
    const { behaviour, network } = machine;
    opening.push(openUdpEndpoint({ address: network.address, agent, behaviour, delayMs, conditions }));
    watched.set(machine.serial, { delayMs, read: () => report(machine, now(), startedAt, conditions) });
  }
  const endpoints = await allOrNone(opening);
  const gateway = await openGateway({ token, watched, conditions });
  const { counts } = conditions;
  return {
    devices: machines.map((machine, i) => deviceOf(machine, i, endpoints[i]?.port ?? 0)),
    community,
    gateway: { urlTemplate: gateway.urlTemplate, token },
    faults,
    async setLatency(latency) {
      conditions.latency = latency;
    },
    async setLoss(percent) {
      conditions.lossPercent = percent;
    },
    requests: async () => counts.snmp + counts.http,
    counts: async () => ({ ...counts }),
    async stop() {
      await Promise.all([gateway.close(), ...endpoints.map((endpoint) => endpoint.close())]);
    },
  };
}

/** What the service says of a machine: nothing of one that is off, the last report of one that was taken away. */
function report(machine: Machine, now: Snapshot, startedAt: number, conditions: Conditions): ServiceMode | undefined {
  if (machine.behaviour.kind === 'silent') {
    return undefined;
  }
  const isGone = machine.saidSerial !== machine.serial;
  return readServiceMode(now, new Date(isGone ? startedAt - LAST_REPORT_MS : Date.now()), conditions.random);
}

function deviceOf(machine: Machine, n: number, port: number): Device {
  return {
    serial: machine.serial,
    model: machine.spec.name,
    customer: machine.site.customer,
    site: machine.site.name,
    address: machine.network.address,
    snmpPort: port,
    credential: CREDENTIAL,
    assetTag: `A-${String(10_000 + n * 7)}`,
  };
}

async function allOrNone(opening: Promise<UdpEndpoint>[]): Promise<UdpEndpoint[]> {
  try {
    return await Promise.all(opening);
  } catch (error) {
    for (const one of await Promise.allSettled(opening)) {
      if (one.status === 'fulfilled') {
        await one.value.close();
      }
    }
    throw error;
  }
}

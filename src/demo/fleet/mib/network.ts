import type { Machine } from '../machine.ts';
import type { Snapshot } from '../snapshot.ts';
import { counter32, counter64, gauge32, integer, ipAddress, octets, oid, text, timeTicks } from '../snmp/object.ts';
import { type Entry, fixed, row } from './entries.ts';

const IF_ENTRY = '1.3.6.1.2.1.2.2.1';
const IF_X_ENTRY = '1.3.6.1.2.1.31.1.1.1';
const IP = '1.3.6.1.2.1.4';
const DOT3_STATS = '1.3.6.1.2.1.10.7.2.1';
const LOOPBACK = 1;
const ETHERNET = 2;
const ORIGIN = { manual: 2, dhcp: 4 } as const;
const DUPLEX = { half: 2, full: 3 } as const;
const AVERAGE_PACKET = 420;

/** Interfaces, addresses and the way out. Source: IF-MIB (RFC 2863), IP-MIB (RFC 4293 and its deprecated tables), EtherLike-MIB (RFC 3635). */
export function networkEntries(machine: Machine): Entry[] {
  const { network } = machine;
  const bits = network.megabits * 1_000_000;
  const subnet = network.address.split('.').slice(0, 3).join('.');
  const mac = network.mac.split(':').map((part) => Number.parseInt(part, 16));
  return [
    { oid: '1.3.6.1.2.1.2.1.0', read: fixed(integer(2)) },
    ...row(IF_ENTRY, String(LOOPBACK), {
      1: fixed(integer(LOOPBACK)),
      2: fixed(text('lo')),
      3: fixed(integer(24)),
      4: fixed(integer(65_536)),
      5: fixed(gauge32(10_000_000)),
      6: fixed(text('')),
      7: fixed(integer(1)),
      8: fixed(integer(1)),
      9: fixed(timeTicks(0)),
      ...traffic(
        (at) => at.packetsIn * 0.01,
        () => 0,
        () => 0,
      ),
    }),
    ...row(IF_ENTRY, String(ETHERNET), {
      1: fixed(integer(ETHERNET)),
      2: fixed(text('eth0')),
      3: fixed(integer(6)),
      4: fixed(integer(1500)),
      5: fixed(gauge32(bits)),
      6: fixed(octets(mac)),
      7: fixed(integer(1)),
      8: fixed(integer(1)),
      9: fixed(timeTicks(3)),
      ...traffic(
        (at) => at.packetsIn,
        (at) => perMillion(at, network.discardsPerMillion),
        (at) => perMillion(at, network.errorsPerMillion),
      ),
    }),
    ...row(IF_X_ENTRY, String(LOOPBACK), { 1: fixed(text('lo')), 15: fixed(gauge32(10)) }),
    ...row(IF_X_ENTRY, String(ETHERNET), {
      1: fixed(text('eth0')),
      6: (at) => counter64(at.packetsIn * AVERAGE_PACKET),
      7: (at) => counter64(at.packetsIn),
      10: (at) => counter64(at.packetsOut * AVERAGE_PACKET),
      11: (at) => counter64(at.packetsOut),
      15: fixed(gauge32(network.megabits)),
      18: fixed(text('')),
    }),
    ...row(DOT3_STATS, String(ETHERNET), {
      1: fixed(integer(ETHERNET)),
      3: (at) => counter32(perMillion(at, network.errorsPerMillion)),
      // Late collisions are what a half-duplex end sees of a full-duplex one.
      8: (at) => counter32(network.duplex === 'half' ? perMillion(at, network.errorsPerMillion) * 0.8 : 0),
      19: fixed(integer(DUPLEX[network.duplex])),
    }),
    ...addressRows('127.0.0.1', LOOPBACK, '255.0.0.0', ORIGIN.manual),
    ...addressRows(network.address, ETHERNET, '255.255.255.0', network.dhcp ? ORIGIN.dhcp : ORIGIN.manual),
    ...routeRow('0.0.0.0', '0.0.0.0', `${subnet}.1`, 4),
    ...routeRow(`${subnet}.0`, '255.255.255.0', network.address, 3),
  ];
}

function perMillion(at: Snapshot, rate: number): number {
  return Math.floor((at.packetsIn * rate) / 1_000_000);
}

type Count = (at: Snapshot) => number;

/** Columns 10 to 20 of an interface. */
function traffic(packets: Count, discards: Count, errors: Count) {
  return {
    10: (at: Snapshot) => counter32(packets(at) * AVERAGE_PACKET),
    11: (at: Snapshot) => counter32(packets(at)),
    13: (at: Snapshot) => counter32(discards(at)),
    14: (at: Snapshot) => counter32(errors(at)),
    15: fixed(counter32(0)),
    16: (at: Snapshot) => counter32(packets(at) * 0.4 * AVERAGE_PACKET),
    17: (at: Snapshot) => counter32(packets(at) * 0.4),
    19: fixed(counter32(0)),
    20: fixed(counter32(0)),
  };
}

function addressRows(address: string, ifIndex: number, mask: string, origin: number): Entry[] {
  return [
    ...row(`${IP}.20.1`, address, {
      1: fixed(ipAddress(address)),
      2: fixed(integer(ifIndex)),
      3: fixed(ipAddress(mask)),
      4: fixed(integer(1)),
      5: fixed(integer(65_535)),
    }),
    ...row(`${IP}.34.1`, `1.4.${address}`, {
      3: fixed(integer(ifIndex)),
      4: fixed(integer(1)),
      5: fixed(oid([0, 0])),
      6: fixed(integer(origin)),
      7: fixed(integer(1)),
    }),
  ];
}

function routeRow(destination: string, mask: string, nextHop: string, type: number): Entry[] {
  return row(`${IP}.21.1`, destination, {
    1: fixed(ipAddress(destination)),
    2: fixed(integer(ETHERNET)),
    3: fixed(integer(0)),
    7: fixed(ipAddress(nextHop)),
    8: fixed(integer(type)),
    9: fixed(integer(2)),
    11: fixed(ipAddress(mask)),
  });
}

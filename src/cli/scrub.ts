import type { WalkedObject } from '../devices/walk-device.ts';
import { isAfter } from '../devices/snmp/oid.ts';
import { openStandIns, type StandIns } from './scrub-names.ts';

/** Objects of which the rules know that they hold a serial number or a host name; exact OIDs. */
export type Telling = { serial: ReadonlySet<string>; host: ReadonlySet<string> };

const OCTETS = 4;
const OID = 6;
const IP_ADDRESS = 64;
const IP_TREE = '1.3.6.1.2.1.4.';
/** sysContact, sysLocation, prtGeneralCurrentOperator, prtGeneralServicePerson, prtGeneralPrinterName. */
const NAMES = /^1\.3\.6\.1\.2\.1\.(1\.[46]\.0|43\.5\.1\.1\.(4|5|16)\.\d+)$/;
const SYS_NAME = '1.3.6.1.2.1.1.5.0';
const SERIALS = /^1\.3\.6\.1\.2\.1\.43\.5\.1\.1\.17\.\d+$/;
/** ifPhysAddress, atPhysAddress, ipNetToMediaPhysAddress, ipNetToPhysicalPhysAddress. */
const MACS = /^1\.3\.6\.1\.2\.1\.(2\.2\.1\.6|3\.1\.1\.2|4\.22\.1\.2|4\.35\.1\.4)\./;
/** Shorter names are part of too many words to be looked for everywhere. */
const LEAST = 4;
/** `SN:...`, `SERN=...`, `S/N ...`, and supplies that write `;SN48178080E0000481`. */
const SERIAL_IN_TEXT =
  /\b((?:S\/N|SN|SERN|SER|Serial ?(?:No|Number)?)\.?\s*[:=]\s*|SN(?=[0-9A-Z]{8}))([0-9A-Z-]{5,})/gi;
const MAC_IN_TEXT = /\b[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}\b/gi;
const IPV4_IN_TEXT = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/g;
const IPV6_IN_TEXT = /\b(?:[0-9a-f]{1,4}:){2,7}:?(?:[0-9a-f]{1,4}:){0,5}[0-9a-f]{1,4}\b/gi;
const MAIL_IN_TEXT = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;

/**
 * A recording without what tells whose machine it is: serial numbers, MAC and IP addresses, host names, contact and location are replaced by
 * made-up ones, in values, in texts and in indexes; the same original by the same one wherever it stands.
 * Shape: objects in the order of OIDs, as many as before unless two indexes fall together.
 * Fails: never. It cannot know what a maker's private objects mean: user names in job lists stay.
 */
export function scrub(objects: readonly WalkedObject[], telling: Telling): WalkedObject[] {
  const standIns = openStandIns();
  const swaps = findSwaps(objects, telling, standIns);
  const scrubbed = objects.map((object): WalkedObject => {
    const oid = scrubIndex(object.oid, standIns);
    const { type, value } = object;
    if (type === OID && typeof value === 'string') return { oid, type, value: scrubIndex(value, standIns) };
    if (type === IP_ADDRESS) return { oid, type, value: standIns.ipv4(String(value)) };
    if (type !== OCTETS || !Buffer.isBuffer(value)) return { oid, type, value };
    return { oid, type, value: scrubOctets(object.oid, value, swaps, standIns) };
  });
  const byOid = new Map(scrubbed.map((object) => [object.oid, object]));
  return [...byOid.values()].sort((one, other) => (isAfter(one.oid, other.oid) ? 1 : -1));
}

/** Originals that are looked for in every value, with what stands in for them; octets as Latin-1, the longest first. */
function findSwaps(objects: readonly WalkedObject[], telling: Telling, standIns: StandIns): [RegExp, string][] {
  const swaps = new Map<string, string>();
  for (const { oid, type, value } of objects) {
    if (type !== OCTETS || !Buffer.isBuffer(value) || value.length === 0) continue;
    const said = value.toString('latin1');
    if (MACS.test(oid) && value.length === 6) addMac(swaps, value, standIns);
    const text = said.trim();
    if (text.length < LEAST) continue;
    if (SERIALS.test(oid) || telling.serial.has(oid)) swaps.set(text, standIns.serial(text));
    else if (oid === SYS_NAME || telling.host.has(oid)) swaps.set(text, standIns.host(text));
    else if (NAMES.test(oid)) swaps.set(text, standIns.name(text));
  }
  return [...swaps]
    .sort(([one], [other]) => other.length - one.length)
    .map(([original, made]) => [new RegExp(original.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'), 'gi'), made]);
}

function addMac(swaps: Map<string, string>, octets: Buffer, standIns: StandIns): void {
  const digits = octets.toString('hex');
  const made = standIns.mac(digits);
  if (made === digits) return;
  swaps.set(digits, made);
  swaps.set(octets.toString('latin1'), Buffer.from(made, 'hex').toString('latin1'));
}

function scrubOctets(oid: string, value: Buffer, swaps: [RegExp, string][], standIns: StandIns): Buffer {
  if (oid.startsWith(IP_TREE) && value.length === 4) return octetsOf(standIns.ipv4([...value].join('.')));
  if (oid.startsWith(IP_TREE) && value.length === 16) return octetsOf(standIns.ipv6([...value].join('.')));
  const said = value.toString('latin1');
  // What is too short to be looked for everywhere is still replaced where it stands.
  if (oid === SYS_NAME && said.trim() !== '') return Buffer.from(standIns.host(said.trim()));
  if (NAMES.test(oid) && said.trim() !== '') return Buffer.from(standIns.name(said.trim()));
  if (SERIALS.test(oid) && said.trim() !== '') return Buffer.from(standIns.serial(said.trim()));
  let text = said;
  for (const [original, made] of swaps) text = text.replaceAll(original, made);
  text = text
    .replaceAll(SERIAL_IN_TEXT, (_, before: string, serial: string) => `${before}${standIns.serial(serial)}`)
    .replaceAll(MAC_IN_TEXT, (mac, sign: string) => {
      const made = standIns.mac(mac.replaceAll(sign, '').toLowerCase());
      return (made.match(/../g) ?? []).join(sign);
    })
    .replaceAll(IPV4_IN_TEXT, (address) => (isAddress(address) ? standIns.ipv4(address) : address))
    .replaceAll(IPV6_IN_TEXT, '2001:db8::1')
    .replaceAll(MAIL_IN_TEXT, (mail) => `${standIns.name(mail)}@example.invalid`);
  return text === said ? value : Buffer.from(text, 'latin1');
}

/** Tables of addresses have them in their indexes: as `1.4.a.b.c.d` and `2.16.` with sixteen numbers, the older ones as `a.b.c.d` alone. */
function scrubIndex(oid: string, standIns: StandIns): string {
  const [, column, index] = COLUMN.exec(oid) ?? [];
  if (column === undefined || index === undefined) return oid;
  const ipv4 = (address: string): string => (isAddress(address) ? standIns.ipv4(address) : address);
  const named = index
    .replaceAll(/(?<=^|\.)2\.16\.(\d+(?:\.\d+){15})(?=\.|$)/g, (_, arcs: string) => `2.16.${standIns.ipv6(arcs)}`)
    .replaceAll(/(?<=^|\.)1\.4\.(\d+(?:\.\d+){3})(?=\.|$)/g, (_, address: string) => `1.4.${ipv4(address)}`);
  if (named !== index || !OLD_TABLES.test(oid)) return `${column}${named}`;
  // Tables of routes begin with the destination as well; in the others an interface's number may stand first.
  const routes = ROUTE_TABLES.test(oid) ? index.replace(/^\d{1,3}(?:\.\d{1,3}){3}(?=\.)/, ipv4) : index;
  return `${column}${routes.replace(/\d{1,3}(?:\.\d{1,3}){3}$/, ipv4)}`;
}

/** A column of a table below IP-MIB, and the index in it. */
const COLUMN = /^(1\.3\.6\.1\.2\.1\.4\.\d+\.(?:\d+\.)??1\.\d+\.)(.+)$/;
/** ipAddrTable, ipRouteTable, ipNetToMediaTable, ipForwardTable and ipCidrRouteTable. */
const OLD_TABLES = /^1\.3\.6\.1\.2\.1\.4\.2[0124]\./;
const ROUTE_TABLES = /^1\.3\.6\.1\.2\.1\.4\.24\./;

function octetsOf(numbers: string): Buffer {
  return Buffer.from(numbers.split('.').map(Number));
}

function isAddress(text: string): boolean {
  return text.split('.').every((part) => Number(part) < 256);
}

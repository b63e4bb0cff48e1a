import { plainSerial } from '../core/serial.ts';
import type { WalkedObject } from '../devices/walk-device.ts';
import { isAfter } from '../devices/snmp/oid.ts';
import { openStandIns, type StandIns } from './scrub-names.ts';
import { domainsIn, isAddress, scrubText } from './scrub-text.ts';

/** Patterns by OID: what the first group of one finds is meant; undefined where the whole text is. */
type Patterns = ReadonlyMap<string, readonly (string | undefined)[]>;

/** Objects of which the rules know that they hold a serial number, a host name, a MAC address or the model; exact OIDs. */
export type Telling = { serial: Patterns; host: Patterns; mac: ReadonlySet<string>; model: ReadonlySet<string> };

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
/** sysDescr and hrDeviceDescr: with what the rules know of the model, they say what must stay for a device to be known again. */
const DESCRIPTIONS = /^1\.3\.6\.1\.2\.1\.(1\.1\.0|25\.3\.2\.1\.3\.\d+)$/;
/** Shorter names are part of too many words to be looked for everywhere, and those below the second length are looked for as whole words. */
const LEAST = 4;
const LEAST_IN_WORDS = 6;

/**
 * A recording without what tells whose machine it is: serial numbers, MAC and IP addresses, host names, contact and location are replaced by
 * made-up ones, in values, in texts and in indexes; the same original by the same one wherever it stands.
 * Shape: objects in the order of OIDs, as many as before unless two indexes fall together.
 * Fails: never. It cannot know what a maker's private objects mean: user names in job lists stay.
 */
export function scrub(objects: readonly WalkedObject[], telling: Telling): WalkedObject[] {
  const standIns = openStandIns();
  const known = knownOf(objects, telling);
  const swaps = findSwaps(objects, known, standIns);
  const isMakers = (domain: string): boolean => isInDescription(known, labelOf(domain));
  const scrubbed = objects.map((object): WalkedObject => {
    const oid = scrubIndex(object.oid, standIns);
    const { type, value } = object;
    if (type === OID && typeof value === 'string') return { oid, type, value: scrubIndex(value, standIns) };
    if (type === IP_ADDRESS) return { oid, type, value: standIns.ipv4(String(value)) };
    if (type !== OCTETS || !Buffer.isBuffer(value)) return { oid, type, value };
    return { oid, type, value: scrubOctets(object.oid, value, { swaps, standIns, known, isMakers }) };
  });
  const byOid = new Map(scrubbed.map((object) => [object.oid, object]));
  return [...byOid.values()].sort((one, other) => (isAfter(one.oid, other.oid) ? 1 : -1));
}

/** What is known of a recording before it is scrubbed. */
type Known = { telling: Telling; descriptions: string[] };

function knownOf(objects: readonly WalkedObject[], telling: Telling): Known {
  const descriptions = objects.flatMap(({ oid, value }) =>
    Buffer.isBuffer(value) && (DESCRIPTIONS.test(oid) || telling.model.has(oid))
      ? [value.toString('latin1').toLowerCase()]
      : [],
  );
  return { telling, descriptions };
}

function isInDescription({ descriptions }: Known, word: string): boolean {
  return descriptions.some((text) => text.includes(word.toLowerCase()));
}

/** The label of a domain that is its owner's: `acme` of `printer.acme.local`. */
function labelOf(domain: string): string {
  return domain.split('.').at(-2) ?? '';
}

/** The serial numbers and the host names in a text that stands where the rules, or the standard, say that there are some. */
function toldAt(oid: string, said: string, { telling }: Known): { serials: string[]; hosts: string[] } {
  const serials = foundIn(said, SERIALS.test(oid) ? [undefined] : telling.serial.get(oid));
  const hosts = foundIn(said, oid === SYS_NAME ? [undefined] : telling.host.get(oid));
  return { serials: serials.filter((serial) => plainSerial(serial) !== ''), hosts };
}

function foundIn(said: string, patterns: readonly (string | undefined)[] = []): string[] {
  const parts = patterns.flatMap((pattern) =>
    pattern === undefined ? [] : [new RegExp(pattern, 'iu').exec(said)?.[1]?.trim() ?? ''],
  );
  const found = parts.filter((part) => part !== '');
  if (found.length > 0 || !patterns.includes(undefined)) return found;
  // What stands behind a control octet in the middle is no part of it.
  const [whole = ''] = innerOf(said).split(/\p{Cc}/u);
  return whole === '' ? [] : [whole];
}

/** A text without what may stand around it: padding, and the two control octets (01 15) that tell its type to PML, a protocol of printers. */
function innerOf(said: string): string {
  return said
    .replace(/^[\s\p{Cc}]+/u, '')
    .trimEnd()
    .replace(/\p{Cc}+$/u, '');
}

/** Originals that are looked for in every value, with what stands in for them; octets as Latin-1, the longest first. */
function findSwaps(objects: readonly WalkedObject[], known: Known, standIns: StandIns): [RegExp, string][] {
  const parts = new Map<string, string>();
  const words = new Map<string, string>();
  const labels = new Map<string, string>();
  const tails = new Map<string, string>();
  for (const { oid, type, value } of objects) {
    if (type !== OCTETS || !Buffer.isBuffer(value) || value.length === 0) continue;
    const said = value.toString('latin1');
    if ((MACS.test(oid) || known.telling.mac.has(oid)) && value.length === 6) addMac(parts, tails, value, standIns);
    const { serials, hosts } = toldAt(oid, said, known);
    for (const serial of serials) (serial.length < LEAST_IN_WORDS ? words : parts).set(serial, standIns.serial(serial));
    for (const host of hosts) words.set(host, standIns.host(host));
    const name = innerOf(said);
    if (NAMES.test(oid) && name !== '') words.set(name, standIns.name(name));
    for (const domain of domainsIn(said)) {
      if (!isInDescription(known, labelOf(domain))) labels.set(labelOf(domain), labelOf(standIns.domain(domain)));
    }
  }
  // A device that is called what its model is called keeps the model.
  const own = [...words].filter(([original]) => !isInDescription(known, original));
  return [
    ...swapsOf(parts, (original) => original),
    ...swapsOf(own, (original) => `(?<![\\da-z])${original}(?![\\da-z])`),
    // As part of a whole name of a domain it is met with that.
    ...swapsOf(labels, (original) => `(?<![\\da-z])${original}(?![\\da-z]|\\.[a-z])`),
    ...swapsOf(tails, (original) => `(?<=[a-z_-])${original}(?![\\da-z])`),
  ]
    .sort((one, other) => other.length - one.length)
    .map(({ pattern, made }) => [pattern, made]);
}

type Swap = { pattern: RegExp; made: string; length: number };

function swapsOf(swaps: Iterable<[string, string]>, patternOf: (escaped: string) => string): Swap[] {
  const long = [...swaps].filter(([original]) => original.length >= LEAST);
  return long.map(([original, made]) => ({
    pattern: new RegExp(patternOf(escaped(original)), 'gi'),
    made,
    length: original.length,
  }));
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/** An address as octets and as digits, and its last six digits behind letters, as many devices are called by their maker. */
function addMac(swaps: Map<string, string>, tails: Map<string, string>, octets: Buffer, standIns: StandIns): void {
  const digits = octets.toString('hex');
  const made = standIns.mac(digits);
  if (made === digits) return;
  swaps.set(digits, made);
  swaps.set(octets.toString('latin1'), Buffer.from(made, 'hex').toString('latin1'));
  tails.set(digits.slice(6), made.slice(6));
}

/** What scrubbing one value needs. */
type Scrubbing = {
  swaps: [RegExp, string][];
  standIns: StandIns;
  known: Known;
  isMakers: (domain: string) => boolean;
};

function scrubOctets(oid: string, value: Buffer, { swaps, standIns, known, isMakers }: Scrubbing): Buffer {
  if (oid.startsWith(IP_TREE) && value.length === 4) return octetsOf(standIns.ipv4([...value].join('.')));
  if (oid.startsWith(IP_TREE) && value.length === 16) return octetsOf(standIns.ipv6([...value].join('.')));
  const said = value.toString('latin1');
  let text = said;
  // What is too short to be looked for everywhere, or part of the model's name, is still replaced where it stands.
  const { serials, hosts } = toldAt(oid, said, known);
  for (const serial of serials) text = text.replace(serial, () => standIns.serial(serial));
  for (const host of hosts) text = text.replace(host, () => standIns.host(host));
  if (NAMES.test(oid)) {
    const name = innerOf(text);
    if (name !== '') text = text.replace(name, () => standIns.name(name));
  }
  for (const [original, made] of swaps) text = text.replaceAll(original, () => made);
  text = scrubText(text, standIns, isMakers);
  return text === said ? value : Buffer.from(text, 'latin1');
}

/** Tables of addresses have them in their indexes: as `1.4.a.b.c.d` and `2.16.` with sixteen numbers, the older ones as `a.b.c.d` alone. */
function scrubIndex(oid: string, standIns: StandIns): string {
  const [, column, index] = COLUMN.exec(oid) ?? AT_COLUMN.exec(oid) ?? [];
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
/** A column of atTable, the oldest of them. */
const AT_COLUMN = /^(1\.3\.6\.1\.2\.1\.3\.1\.1\.\d+\.)(.+)$/;
/** atTable, ipAddrTable, ipRouteTable, ipNetToMediaTable, ipForwardTable and ipCidrRouteTable. */
const OLD_TABLES = /^1\.3\.6\.1\.2\.1\.(3\.1|4\.2[0124])\./;
const ROUTE_TABLES = /^1\.3\.6\.1\.2\.1\.4\.24\./;

function octetsOf(numbers: string): Buffer {
  return Buffer.from(numbers.split('.').map(Number));
}

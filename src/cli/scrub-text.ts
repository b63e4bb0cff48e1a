import { isIPv6 } from 'node:net';
import { plainSerial } from '../core/serial.ts';
import type { StandIns } from './scrub-names.ts';

/** `SN:...`, `SERN=...`, `S/N ...`, and supplies that write `;SN48178080E0000481`. */
const SERIAL =
  /\b((?:S\/N|SN|SERN|SER|Serial ?(?:No|Number)?)\.?\s*[:=]\s*|SN(?=[0-9A-Z]{8})(?=[0-9A-Z]*\d{4}))([0-9A-Z-]{5,})/gi;
const MAC = /\b[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}\b/gi;
/** Names that end in twelve hexadecimal digits, as many print servers are called by their maker: letters before them, or one among them. */
const MAC_IN_NAME = /(?<![\da-z])([a-z]{0,6}?)((?=[a-f\d]{0,11}[a-f]|(?<=[a-z]))[a-f\d]{12})(?![\da-z])/gi;
const IPV4 = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/g;
const IPV6 = /(?<![\w:])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?![\w:])/gi;
const MAIL = /(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+/g;
/** What is given in `Queue=...` and its like is a name that people gave. Source: RFC 3805, prtChannelInformation. */
const GIVEN =
  /\b((?:Queue|NDS(?:Printer|Tree|Queue|Context)|PServer|(?:File)?Server(?:Name)?|Host(?:Name)?|Zone|PrinterName|PortName|Domain|Workgroup|SSID|User(?:Name)?)\s*=\s*)([^\s;,=][^;,\r\n]*)/gi;
/** Names of domains: whatever ends as one of these does, and, all in small letters, in two letters that are no kind of file. */
const DOMAIN =
  /(?<![\w.@-])(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)+(?:local|localdomain|lan|intern|internal|corp|home|private|arpa|com|net|org|edu|gov|info|biz)(?![\w-])/gi;
const COUNTRY_DOMAIN =
  /(?<![\w.@-])(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.){0,9}[a-z\d-]{0,60}[a-z][a-z\d-]{2,60}\.(?!(?:so|sh|js|gz|ps|db)\b)[a-z]{2}(?![\w.-])/g;

/** The domains that a text names, with those of mail addresses. */
export function domainsIn(text: string): string[] {
  const mailed = [...text.matchAll(MAIL)].map(([mail]) => mail.slice(mail.indexOf('@') + 1));
  return [...mailed, ...[DOMAIN, COUNTRY_DOMAIN].flatMap((shape) => [...text.matchAll(shape)].map(([name]) => name))];
}

/**
 * A text without what by its shape tells whose machine it is: serial numbers, MAC, IP and mail addresses, names of domains and of queues.
 * Shape: `isMakers` says of a domain that it is the maker's own, which tells nothing.
 * Fails: never.
 */
export function scrubText(text: string, standIns: StandIns, isMakers: (domain: string) => boolean): string {
  const domain = (name: string): string => (isMakers(name) ? name : standIns.domain(name));
  return text
    .replaceAll(SERIAL, (all, before: string, serial: string) =>
      plainSerial(serial) === '' ? all : `${before}${standIns.serial(serial)}`,
    )
    .replaceAll(MAC, (mac, sign: string) => {
      const made = standIns.mac(mac.replaceAll(sign, '').toLowerCase());
      return (made.match(/../g) ?? []).join(sign);
    })
    .replaceAll(MAC_IN_NAME, (_, before: string, digits: string) => {
      const made = standIns.mac(digits.toLowerCase());
      return `${before}${digits === digits.toLowerCase() ? made : made.toUpperCase()}`;
    })
    .replaceAll(IPV4, (address) => (isAddress(address) ? standIns.ipv4(address) : address))
    .replaceAll(IPV6, (address) => (isIPv6(address) && address.length > 3 ? '2001:db8::1' : address))
    .replaceAll(MAIL, (mail) => `${standIns.name(mail)}@example.invalid`)
    .replaceAll(DOMAIN, domain)
    .replaceAll(COUNTRY_DOMAIN, domain)
    .replaceAll(GIVEN, (_, before: string, name: string) => `${before}${standIns.name(name)}`);
}

/** Whether four numbers joined by dots can be an address. */
export function isAddress(text: string): boolean {
  return text.split('.').every((part) => Number(part) < 256);
}

import ipaddr from 'ipaddr.js';
import { AppError } from '../core/errors.ts';

/** Addresses that one run may ask: a /16. */
export const MOST_ADDRESSES = 65_536;

type Range = { first: number; last: number };

/**
 * Every address of some ranges, in order, each once.
 * Shape: IPv4, as `192.0.2.0/24` or a single address. Of a range that has them (/30 and larger), the network's own address and the broadcast
 * address are left out, and so is what lies in `excluded`.
 * Fails: AppError `bad_input` for what is no range, is not for single devices (multicast, 0.0.0.0/8), or has more than 65,536 addresses in all.
 */
export function addressesOf(ranges: readonly string[], excluded: readonly string[] = []): string[] {
  const wanted = merge(ranges.map((range) => hostsOf(range, readRange(range))));
  const without = merge(excluded.map(readRange));
  // Counted first: a range of millions must not be written out to be refused.
  const left = wanted.flatMap((range) => cut(range, without));
  const count = left.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  if (count > MOST_ADDRESSES) {
    const most = MOST_ADDRESSES.toLocaleString('en');
    throw wrong(`${count.toLocaleString('en')} addresses are more than the ${most} of one run. Name smaller ranges.`);
  }
  if (count === 0) throw wrong('No address is left to ask.');
  return left.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, n) => textOf(first + n)));
}

function readRange(text: string): Range {
  const { network, bits } = parse(text);
  const size = 2 ** (32 - bits);
  const first = Math.floor(network / size) * size;
  return { first, last: first + size - 1 };
}

function parse(text: string): { network: number; bits: number } {
  const [address = '', bits] = text.split('/');
  if (ipaddr.IPv6.isValid(address))
    throw wrong(`${text} is a range of IPv6, whose addresses are too many to be tried.`);
  const isWhole = bits === undefined || (/^\d{1,2}$/.test(bits) && Number(bits) <= 32);
  // Four decimal parts only: 010.0.0.1 and 10.1 mean different things to different programs.
  if (!isWhole || text.split('/').length > 2 || !ipaddr.IPv4.isValidFourPartDecimal(address)) {
    throw wrong(`${text} is no range of addresses: write 192.0.2.0/24 or 192.0.2.7.`);
  }
  const ipv4 = ipaddr.IPv4.parse(address);
  return { network: numberOf(ipv4.octets), bits: bits === undefined ? 32 : Number(bits) };
}

function hostsOf(text: string, { first, last }: Range): Range {
  for (const end of [first, last]) {
    const kind = ipaddr.IPv4.parse(textOf(end)).range();
    if (kind === 'multicast' || kind === 'unspecified' || kind === 'broadcast') {
      throw wrong(`${text} reaches into ${kind} addresses, which belong to no single device.`);
    }
  }
  return last - first >= 3 ? { first: first + 1, last: last - 1 } : { first, last };
}

/** Ranges in order, those that touch joined. */
function merge(ranges: Range[]): Range[] {
  const merged: Range[] = [];
  for (const range of ranges.toSorted((one, other) => one.first - other.first)) {
    const before = merged.at(-1);
    if (before !== undefined && range.first <= before.last + 1) before.last = Math.max(before.last, range.last);
    else merged.push({ ...range });
  }
  return merged;
}

/** What is left of a range without others. Shape: the others in order and apart. */
function cut(range: Range, others: readonly Range[]): Range[] {
  const left: Range[] = [];
  let { first } = range;
  for (const other of others) {
    if (other.last < first || other.first > range.last) continue;
    if (other.first > first) left.push({ first, last: other.first - 1 });
    first = other.last + 1;
  }
  if (first <= range.last) left.push({ first, last: range.last });
  return left;
}

function numberOf(octets: readonly number[]): number {
  return octets.reduce((sum, octet) => sum * 256 + octet, 0);
}

function textOf(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');
}

function wrong(message: string): AppError {
  return new AppError('bad_input', message);
}

import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Where process numbers mean the same: this machine, and on Linux this namespace of processes, so that two containers do not take each other for dead. */
const PLACE = `${hostname()}|${namespace()}`;

function namespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

/** What a process writes into its leases, by which others see that it is gone. Shape: ends without a colon. */
export function processMark(): string {
  return JSON.stringify([PLACE, process.pid]).replaceAll(':', '.');
}

const MINE = processMark().replace(/,\d+\]$/, ',');

/**
 * Whether the process that wrote a mark is gone for sure; what follows the mark after a space is its own.
 * Shape: false for one of another machine or namespace, and for one whose number somebody else has by now: their leases run out by themselves.
 * Fails: never.
 */
export function isGone(mark: string): boolean {
  if (!mark.startsWith(MINE)) return false;
  const [, digits] = /^(\d+)\]/.exec(mark.slice(MINE.length)) ?? [];
  if (digits === undefined) return false;
  try {
    process.kill(Number(digits), 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}

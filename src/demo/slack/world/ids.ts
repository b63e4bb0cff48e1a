import { randomBytes } from 'node:crypto';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

function randomLetters(count: number): string {
  return [...randomBytes(count)].map((byte) => LETTERS[byte % LETTERS.length]).join('');
}

/** A new id with this first letter, as Slack makes them (`V`, `F`, `Ev`). */
export function newId(prefix: string): string {
  return prefix + randomLetters(10);
}

/** Gives every message of one server its own time stamp, always later than the one before. */
export function createTsMaker(): () => string {
  let last = 0;
  return () => {
    last = Math.max(Date.now() * 1000, last + 1);
    const text = String(last);
    return `${text.slice(0, -6)}.${text.slice(-6)}`;
  };
}

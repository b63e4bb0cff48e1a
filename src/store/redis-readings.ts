import { AppError } from '../core/errors.ts';
import type { HistorySettings } from '../core/history.ts';
import type { SavedReadings } from '../core/ports.ts';
import type { Reading } from '../core/reading.ts';
import { visitLine } from './history-text.ts';
import { serialKey } from './keys.ts';
import { parseFacts, type Wanted } from './facts.ts';
import { type KeptReadings, mergeReadings, unpackReadings } from './merge-readings.ts';
import { inPortions } from './redis-connection.ts';
import type { RedisLink } from './redis-connection.ts';
import { settleAll } from './redis-commands.ts';
import { changeDevices } from './redis-due.ts';
import { packPasts } from './redis-history.ts';
import { numberIn } from './redis-reply.ts';
import { addWords, learnWords } from './redis-words.ts';
import { openFactsScanner } from './scan-facts.ts';
import type { Words } from './words.ts';

const DEVICES_AT_ONCE = 500;
/** Values are a third of it, and are asked for by the thousand. */
const VALUES_AT_ONCE = 2_500;
const VALUES_PER_COMMAND = 250;
/** Another process that writes the same device at every one of so many tries is a fault of ours. */
const MOST_TRIES = 50;
/** A count of writes is a safe whole number. */
const MOST_DIGITS = 16;

/**
 * Writes a device's readings where they are still what they were when they were read, and puts what the visit leaves behind its past. A count of its
 * writes stands before what they say, so that little has to be sent and compared; a visit that brought nothing newer gives none. Gives 0, or one more
 * than the length of the past.
 */
const WRITE = `
if ARGV[2] then
  local kept = redis.call('GETRANGE', KEYS[1], 0, ${MOST_DIGITS})
  if (string.match(kept, '^%d+') or '0') ~= ARGV[2] then return 0 end
  redis.call('MSET', KEYS[1], ARGV[3], KEYS[2], ARGV[4])
end
if ARGV[1] == '' then return 1 end
return 1 + redis.call('RPUSH', KEYS[3], ARGV[1])`;

type Change = { serial: string; writes: number; merged: KeptReadings | undefined; line: string };

/** Keeps the newest reading of each item and part of each device and adds all to their past, many devices at a time. */
export async function saveReadings(
  link: RedisLink,
  words: Words,
  saved: SavedReadings[],
  history: HistorySettings,
): Promise<void> {
  await addWords(link, words, saved);
  const ofDevice = new Map<string, Reading[]>();
  for (const { serial, readings } of saved) {
    const key = serialKey(serial);
    const known = ofDevice.get(key);
    ofDevice.set(key, known === undefined ? readings : [...known, ...readings]);
  }
  for (const portion of inPortions([...ofDevice], DEVICES_AT_ONCE)) {
    const devices = portion.map(([key]) => ({ key }));
    const lengths = await changeDevices(link, devices, () => swapIn(link, words, new Map(portion)));
    await packPasts(link, history, lengths);
  }
}

/** Gives how long the pasts have become, by the keys of their devices. */
async function swapIn(link: RedisLink, words: Words, waiting: Map<string, Reading[]>): Promise<Map<string, number>> {
  const lengths = new Map<string, number>();
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const keys = [...waiting.keys()];
    const kept = await readMany(link, words, keys);
    const changes = keys.flatMap((serial, i): Change[] => {
      const { writes, facts, rest } = kept[i] ?? NOTHING;
      const before = facts === undefined ? undefined : { facts, rest: () => rest };
      const merged = mergeReadings(before, waiting.get(serial) ?? [], words);
      const line = visitLine(waiting.get(serial) ?? []);
      return merged === undefined && line === '' ? [] : [{ serial, writes, merged, line }];
    });
    if (changes.length === 0) return lengths;
    const done = await link.runAll(
      WRITE,
      changes.map(({ serial, writes, merged, line }) => ({
        keys: [link.factsKey(serial), link.restKey(serial), link.pastKey(serial)],
        values: [
          line,
          ...(merged === undefined ? [] : [writes, `${writes + 1}|${merged.facts}`, Buffer.from(merged.rest)]),
        ],
      })),
    );
    const missed = new Map<string, Reading[]>();
    for (const [i, { serial }] of changes.entries()) {
      const length = numberIn(done[i]);
      if (length === 0) missed.set(serial, waiting.get(serial) ?? []);
      else lengths.set(serial, length - 1);
    }
    waiting = missed;
    if (waiting.size === 0) return lengths;
  }
  throw new AppError('store_failed', 'readings of devices were changed by others again and again');
}

/** Latest readings of the devices and items asked for, in the order the serials were given and named as they were. */
export async function latestReadings(
  link: RedisLink,
  words: Words,
  serials: string[],
  items: string[],
  notBefore: number,
): Promise<SavedReadings[]> {
  const wanted = { items: new Set(items), notBefore };
  const found: SavedReadings[] = [];
  for (const portion of inPortions(serials, DEVICES_AT_ONCE)) {
    const kept = await readingsOf(link, words, portion.map(serialKey), wanted);
    for (const [i, serial] of portion.entries()) {
      const readings = kept[i] ?? [];
      if (readings.length > 0) found.push({ serial, readings });
    }
  }
  return found;
}

/** Readings of devices by the keys of their serials and in that order. */
export async function readingsOf(link: RedisLink, words: Words, keys: string[], wanted: Wanted): Promise<Reading[][]> {
  const kept = await readMany(link, words, keys);
  return kept.map(({ facts, rest }) =>
    facts === undefined ? [] : unpackReadings({ facts: parseFacts(facts), rest: () => rest }, words, wanted),
  );
}

/** The same without evidence, of which nothing is sent then. */
export async function latestValues(
  link: RedisLink,
  words: Words,
  serials: string[],
  items: string[],
  notBefore: number,
): Promise<SavedReadings[]> {
  const kept = await valuesOf(link, words, serials.map(serialKey), { items: new Set(items), notBefore });
  return serials.flatMap((serial, i) => {
    const readings = kept[i] ?? [];
    return readings.length === 0 ? [] : [{ serial, readings }];
  });
}

/** Readings without evidence of devices by the keys of their serials and in that order. */
export async function valuesOf(link: RedisLink, words: Words, keys: string[], wanted: Wanted): Promise<Reading[][]> {
  const readings: Reading[][] = [];
  const read = async (portion: string[]): Promise<Reading[][]> => {
    const facts = portion.map((key) => link.factsKey(key));
    const entries = await readWithWords(link, words, facts);
    const scan = openFactsScanner(words, wanted);
    return entries.map((entry) => (entry === undefined ? [] : scan(entry)));
  };
  for (const many of inPortions(keys, VALUES_AT_ONCE)) {
    // While the server looks up one portion, the one before is read.
    const portions = await settleAll(inPortions(many, VALUES_PER_COMMAND).map(read));
    for (const portion of portions) for (const ofDevice of portion) readings.push(ofDevice);
  }
  return readings;
}

type Kept = { writes: number; facts: string | undefined; rest: Uint8Array };
const NOTHING: Kept = { writes: 0, facts: undefined, rest: new Uint8Array() };

async function readMany(link: RedisLink, words: Words, keys: string[]): Promise<Kept[]> {
  const asked = keys.flatMap((key) => [link.factsKey(key), link.restKey(key)]);
  const found = await readWithWords(link, words, asked);
  return keys.map((_, i): Kept => {
    const [facts, rest] = [found[2 * i], found[2 * i + 1]];
    return facts === undefined || rest === undefined ? NOTHING : { ...splitFacts(facts), rest };
  });
}

/** Values of keys, with the words that they may name. */
async function readWithWords(link: RedisLink, words: Words, keys: string[]): Promise<(Buffer | undefined)[]> {
  const [found] = await link.readBehind(
    () => link.valuesOf(keys),
    () => learnWords(link, words),
  );
  return found;
}

function splitFacts(entry: Buffer): { writes: number; facts: string } {
  const text = entry.toString();
  const bar = text.indexOf('|');
  return { writes: Number(text.slice(0, bar)), facts: text.slice(bar + 1) };
}

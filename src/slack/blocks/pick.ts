import { readJson } from '../fields.ts';
import { oneLine } from '../text/escape.ts';
import { photoLinks } from '../text/photo-links.ts';

/**
 * What a button of a question carries: what was understood, and the customer's words.
 * Shape: the client sees it, so it holds nothing that the person did not say or was not shown; when it comes back it is input like any other.
 */
export type Pick = {
  /** The delivery that raised the question: answering it twice makes one claim. */
  key: string;
  serial: string;
  symptoms: string[];
  text: string;
  /** The message that said it, in the channel, for a question under a plain message. */
  messageTs?: string | undefined;
  /** Links to the photos that came with it. */
  photos?: string[] | undefined;
};

/** Slack's limit for a button's value is 2,000 characters. */
const LONGEST_VALUE = 1990;
const LONGEST_WORDS = 1500;
const LONGEST_PHOTOS = 600;

/** The value of a button; words that do not fit are cut, photos that do not are left out, and the rest never. */
export function writePick(pick: Pick): string {
  let text = pick.text.slice(0, LONGEST_WORDS);
  const base = {
    ...pick,
    key: oneLine(pick.key).slice(0, 120),
    serial: oneLine(pick.serial).slice(0, 100),
    symptoms: pick.symptoms.slice(0, 5).map((id) => oneLine(id).slice(0, 40)),
    photos: photoLinks(pick.photos, LONGEST_PHOTOS).photos,
    ...(pick.messageTs === undefined ? {} : { messageTs: oneLine(pick.messageTs).slice(0, 30) }),
  };
  for (;;) {
    const value = JSON.stringify({ ...base, text: whole(text) });
    if (value.length <= LONGEST_VALUE) return value;
    text = text.slice(0, Math.max(0, text.length - Math.max(1, Math.ceil((value.length - LONGEST_VALUE) / 6))));
  }
}

/** Without half a character at the end. */
function whole(text: string): string {
  return text.replace(/[\ud800-\udbff]$/, '');
}

/** Reads a value back. Fails: never; a value that is not ours is undefined. */
export function readPick(value: string): Pick | undefined {
  const read = readJson(value);
  if (read === undefined) return undefined;
  const { key, serial, symptoms, text, messageTs, photos } = read;
  if (typeof key !== 'string' || typeof serial !== 'string' || typeof text !== 'string') return undefined;
  if (!Array.isArray(symptoms) || !symptoms.every((id): id is string => typeof id === 'string')) return undefined;
  return {
    key,
    serial,
    symptoms,
    text,
    ...(typeof messageTs === 'string' ? { messageTs } : {}),
    ...photoLinks(photos),
  };
}

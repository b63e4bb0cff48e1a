import { jsonFault } from './json-fault.ts';

/** A place in a text, both counted from 1. */
export type TextPlace = { line: number; column: number };

/** Where an entry of a JSON list begins, and where the values of its keys do. */
export type EntryPlaces = TextPlace & { keys: Map<string, TextPlace> };

const TOKEN = /"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s[\]{},:"]+/gs;

/**
 * Where the entries of a JSON list stand, and the values of each one's own keys.
 * Shape: the text is JSON that can be read, a list on top.
 */
export function jsonPlaces(text: string): EntryPlaces[] {
  const placeAt = openPlaces(text);
  const entries: EntryPlaces[] = [];
  let depth = 0;
  let key: string | undefined;
  let isNext = false;
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    const closes = token === ']' || token === '}';
    if (closes) depth -= 1;
    else if (depth === 1 && token !== ',') entries.push({ ...placeAt(index), keys: new Map() });
    else if (depth === 2) {
      if (token === ':') isNext = true;
      else if (token === ',') key = undefined;
      else if (isNext && key !== undefined) {
        entries.at(-1)?.keys.set(key, placeAt(index));
        isNext = false;
      } else if (token.startsWith('"')) key = String(JSON.parse(token));
    }
    if (token === '[' || token === '{') depth += 1;
  }
  return entries;
}

/** Where a text stops being JSON; its beginning where it is JSON. */
export function placeOfJsonFault(text: string): TextPlace {
  return openPlaces(text)(jsonFault(text) ?? 0);
}

/** Offsets to places; they must be asked for in order. */
function openPlaces(text: string): (offset: number) => TextPlace {
  let line = 1;
  let begin = 0;
  return (offset) => {
    for (let end = text.indexOf('\n', begin); end >= 0 && end < offset; end = text.indexOf('\n', begin)) {
      line += 1;
      begin = end + 1;
    }
    return { line, column: offset - begin + 1 };
  };
}

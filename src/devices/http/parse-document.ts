import json5 from 'json5';
import type { DocumentFormat } from '../../core/place.ts';
import type { AbsentReason } from '../../core/value.ts';
import { parseCsv } from './parse-csv.ts';
import { parseHtml } from './parse-html.ts';
import { parseXml } from './parse-xml.ts';
import { isMembers } from './pointer.ts';

/** A document that can be pointed into, or why it is none. */
export type Parsed = { document: object } | { reason: AbsentReason; said: string };

const NAMES: Record<DocumentFormat, string> = {
  json: 'JSON object',
  'relaxed-json': 'JSON object',
  xml: 'XML document',
  csv: 'CSV document',
  html: 'page',
};
/** Longest text of each format that is parsed: what takes a parser some 30 ms, and several times what devices send. Units: characters. */
const MOST_CHARACTERS: Record<DocumentFormat, number> = {
  json: 256 * 1024,
  'relaxed-json': 64 * 1024,
  xml: 256 * 1024,
  csv: 32 * 1024,
  html: 256 * 1024,
};
/** Deeper than any document of a device; what is deeper is made to exhaust whoever walks it. */
const MOST_DEPTH = 100;
const PAGE =
  /^\uFEFF?\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--[^>]{0,500}-->\s*){0,5}<(?:!doctype\s+html|html|head|body)\b/i;

/**
 * A text as the document that a place expects.
 * Fails: never; a page where something else is due is `refused` (devices send their login page with status 200), anything else is `malformed`.
 */
export function parseDocument(text: string, format: DocumentFormat): Parsed {
  if (format !== 'html' && PAGE.test(text.slice(0, 4096))) {
    return { reason: 'refused', said: 'a page instead of the document: a login may be needed' };
  }
  if (text.length > MOST_CHARACTERS[format]) {
    return { reason: 'malformed', said: `the document is longer than ${MOST_CHARACTERS[format] / 1024} kB` };
  }
  try {
    const document = parseAs(text, format);
    if ((isMembers(document) || Array.isArray(document)) && !isTooDeep(document)) return { document };
  } catch {
    // Said below: parsers quote the text itself, which is not ours to show.
  }
  return { reason: 'malformed', said: `the answer is no ${NAMES[format]}` };
}

function parseAs(text: string, format: DocumentFormat): unknown {
  switch (format) {
    case 'json':
      return JSON.parse(text.replace(/^\uFEFF/, ''));
    case 'relaxed-json':
      return json5.parse(withBoundedDepth(text));
    case 'xml':
      return parseXml(text.replace(/^\uFEFF/, '').trim());
    case 'csv':
      return parseCsv(text);
    case 'html':
      return parseHtml(text);
  }
}

/** The parser holds a kilobyte for each level it is in, before anybody can see how deep the document is. Brackets in strings count as well: nobody has a hundred. */
function withBoundedDepth(text: string): string {
  let depth = 0;
  for (const [sign] of text.matchAll(/[[\]{}]/g)) {
    depth += sign === '[' || sign === '{' ? 1 : -1;
    if (depth > MOST_DEPTH) throw new Error('the document is nested too deep');
  }
  return text;
}

function isTooDeep(document: object): boolean {
  let level: object[] = [document];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MOST_DEPTH) return true;
    level = level.flatMap((each) => Object.values(each).filter((inner) => typeof inner === 'object' && inner !== null));
  }
  return false;
}

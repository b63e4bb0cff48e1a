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
      return json5.parse(text);
    case 'xml':
      return parseXml(text.replace(/^\uFEFF/, '').trim());
    case 'csv':
      return parseCsv(text);
    case 'html':
      return parseHtml(text);
  }
}

function isTooDeep(document: object): boolean {
  let level: object[] = [document];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MOST_DEPTH) return true;
    level = level.flatMap((each) => Object.values(each).filter((inner) => typeof inner === 'object' && inner !== null));
  }
  return false;
}

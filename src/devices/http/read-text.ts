import iconv from 'iconv-lite';
import { octetsToText } from '../text.ts';

/** A declaration stands in the first octets; all of the characters it is made of are ASCII in every set in use. Units: octets. */
const HEAD = 1024;
const MARKS: [string, number[]][] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];
/** Declared inside the document: an XML declaration, or a page's meta element. */
const DECLARED =
  /^\s*<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([\w.:-]{1,40})["']|<meta\s[^>]{0,200}?charset\s*=\s*["']?([\w.:-]{1,40})/i;
/** Names iconv-lite knows for things that are no character sets. */
const NOT_TEXT = new Set(['hex', 'base64', 'binary']);

/**
 * The characters of a document: in the set of its byte order mark, else of its content type, else of its own declaration; without one, or with one nobody
 * knows, UTF-8 where the octets are that, else Latin-1.
 * Fails: never; octets that are no characters of the set become U+FFFD.
 */
export function readText(octets: Buffer, contentType: string): string {
  const marked = MARKS.find(([, mark]) => mark.every((octet, n) => octets[n] === octet));
  const declared = DECLARED.exec(octets.toString('latin1', 0, HEAD));
  const header = /charset\s*=\s*"?([\w.:-]{1,40})/i.exec(contentType)?.[1];
  const name = (marked?.[0] ?? header ?? declared?.[1] ?? declared?.[2] ?? '').toLowerCase();
  const known = name !== '' && !NOT_TEXT.has(name) && iconv.encodingExists(name);
  return known ? iconv.decode(octets, name) : octetsToText(octets);
}

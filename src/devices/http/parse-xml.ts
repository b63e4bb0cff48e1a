import { XMLParser, XMLValidator } from 'fast-xml-parser';

/** An element: its text alone, or its members by local name (attributes as `@name`, text beside them as `#text`, repeated elements as arrays). */
export type XmlValue = string | XmlMembers | XmlValue[];
export type XmlMembers = { [name: string]: XmlValue };

/** Deeper than any document of a device. Units: elements. */
const MOST_DEPTH = 60;
/** Tags and attributes together; the parser takes some microseconds for each, and a device's largest document has some 4,000. */
const MOST_MARKS = 8000;
const ENTITIES: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const ATTRIBUTES = ':@';
const TEXT = '#text';
const CDATA = '#cdata';

const parser = new XMLParser({
  preserveOrder: true,
  removeNSPrefix: true,
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  textNodeName: TEXT,
  cdataPropName: CDATA,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  // The parser would take entities from the document itself; the five that every document has are put in below.
  processEntities: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  maxNestedTags: MOST_DEPTH,
});

/**
 * An XML document as objects; prefixes of names are left off, all text stays text.
 * Shape: one member, the root element.
 * Fails: throws for what is not well-formed, is nested too deep, has too many elements or a DOCTYPE (whose entities may be bombs or name other places).
 */
export function parseXml(text: string): XmlMembers {
  if (/<!DOCTYPE/i.test(text)) throw new Error('a document with a DOCTYPE is not read');
  let marks = 0;
  for (const _ of text.matchAll(/[<=]/g)) {
    marks += 1;
    if (marks > MOST_MARKS) throw new Error('the document has too many elements');
  }
  // The parser itself takes a document that was cut short.
  if (XMLValidator.validate(text) !== true) throw new Error('the document is not well-formed');
  const nodes: unknown = parser.parse(text);
  const made = toValue(Array.isArray(nodes) ? nodes : [], {});
  if (typeof made === 'string' || Array.isArray(made)) throw new Error('the document has no element');
  return made;
}

function toValue(nodes: unknown[], attributes: object): XmlValue {
  const members = new Map<string, XmlValue>();
  let said = '';
  for (const [name, value] of Object.entries(attributes)) members.set(name, decodeEntities(String(value)));
  for (const node of nodes) {
    if (typeof node !== 'object' || node === null) continue;
    const given = new Map<string, unknown>(Object.entries(node));
    const own = given.get(ATTRIBUTES);
    given.delete(ATTRIBUTES);
    for (const [name, inner] of given) {
      if (name === TEXT) said += decodeEntities(String(inner));
      else if (name === CDATA) said += plainOf(inner);
      else
        add(
          members,
          name,
          toValue(Array.isArray(inner) ? inner : [], typeof own === 'object' && own !== null ? own : {}),
        );
    }
  }
  const plain = said.trim();
  if (members.size === 0) return plain;
  if (plain !== '') members.set(TEXT, plain);
  return Object.fromEntries(members);
}

function add(members: Map<string, XmlValue>, name: string, value: XmlValue): void {
  const before = members.get(name);
  if (before === undefined) members.set(name, value);
  else if (Array.isArray(before)) before.push(value);
  else members.set(name, [before, value]);
}

/** What a CDATA section holds: characters as they stand. */
function plainOf(inner: unknown): string {
  const [first]: unknown[] = Array.isArray(inner) ? inner : [];
  return typeof first === 'object' && first !== null && TEXT in first ? String(first[TEXT]) : '';
}

/** Source: XML 1.0, 4.1 and 4.6; an entity that is not one of these stays as it was written. */
function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:(lt|gt|amp|quot|apos)|#(\d{1,7})|#x([\da-f]{1,6}));/gi,
    (whole, name?: string, decimal?: string, hex?: string) => {
      if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? whole;
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}

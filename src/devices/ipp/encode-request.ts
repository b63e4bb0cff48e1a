/** What is asked of a printer; `uri` names it as IPP does (`ipp://host:631/ipp/print`). */
export type IppRequest = { version: [number, number]; requestId: number; uri: string; attributes: string[] };

const GET_PRINTER_ATTRIBUTES = 0x000b;
const OPERATION_GROUP = 0x01;
const END = 0x03;
const TAGS = { keyword: 0x44, uri: 0x45, charset: 0x47, language: 0x48 };
const LONGEST_VALUE = 1023;

/**
 * The octets of a Get-Printer-Attributes request, the only operation there is here.
 * Source: RFC 8010 section 3, RFC 8011 section 4.2.5.
 */
export function encodeRequest({ version, requestId, uri, attributes }: IppRequest): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt8(version[0], 0);
  head.writeUInt8(version[1], 1);
  head.writeUInt16BE(GET_PRINTER_ATTRIBUTES, 2);
  head.writeInt32BE(requestId, 4);
  return Buffer.concat([
    head,
    Buffer.from([OPERATION_GROUP]),
    encodeValue(TAGS.charset, 'attributes-charset', 'utf-8'),
    encodeValue(TAGS.language, 'attributes-natural-language', 'en'),
    encodeValue(TAGS.uri, 'printer-uri', uri),
    ...attributes.map((name, n) => encodeValue(TAGS.keyword, n === 0 ? 'requested-attributes' : '', name)),
    Buffer.from([END]),
  ]);
}

function encodeValue(tag: number, name: string, value: string): Buffer {
  const names = Buffer.from(name, 'latin1');
  const values = Buffer.from(value, 'utf8').subarray(0, LONGEST_VALUE);
  const lengths = [names, values].map((octets) => Buffer.from([octets.length >> 8, octets.length & 0xff]));
  return Buffer.concat([Buffer.from([tag]), lengths[0] ?? names, names, lengths[1] ?? values, values]);
}

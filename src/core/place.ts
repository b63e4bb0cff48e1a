import type { DeviceReason, Unit } from './value.ts';

/**
 * How a raw answer becomes a value, in this fixed order: match, sentinel, enum, scale, offset, bounds.
 * Keys of `sentinels` and `enum` are the raw answer written as text (`"-3"`). A code is never turned into a number.
 */
export type Decode = {
  /**
   * A regular expression, case aside, whose first group is what is read (`Firmware Ver\\.(\\S+)`). A text without it says nothing here: the value is
   * absent `unsupported`, and the next place's turn comes.
   */
  match?: string | undefined;
  sentinels?: Record<string, DeviceReason> | undefined;
  enum?: Record<string, string> | undefined;
  scale?: number | undefined;
  offset?: number | undefined;
  unit?: Unit | undefined;
  /**
   * Bounds of the number once decoded; outside them it is absent `malformed`. Unless told otherwise, a percentage is bounded by 0 and 100, and what is
   * counted (impressions, sheets, counts, seconds, bits a second) by 0.
   */
  least?: number | undefined;
  most?: number | undefined;
  /** How octets become text: a MAC address, an IPv4 address, or characters (the default). */
  as?: 'mac' | 'ipv4' | 'text' | undefined;
};

/**
 * What to append to an OID before it is asked.
 * `management-interface` is the ifIndex that owns the address we talk to; `management-address` that IPv4 address as four
 * numbers; `management-inet-address` the same in InetAddress form (`1.4.a.b.c.d`, RFC 4001).
 */
export const INSTANCES = ['management-interface', 'management-address', 'management-inet-address'] as const;
export type Instance = (typeof INSTANCES)[number];

/**
 * What a number counts, where the device says so itself: the raw values of another object and their units (prtMarkerCounterUnit: 7 impressions,
 * 8 sheets). An object that is not offered leaves the place's own unit; a value that is not listed makes the reading absent `unsupported`.
 */
export type UnitOf<Source> = Source & { units: Record<string, Unit> };

/** One SNMP object. */
export type SnmpGetPlace = {
  kind: 'snmp-get';
  oid: string;
  instance?: Instance | undefined;
  /** Another object that must have one of these raw values, where the device offers it at all (hrDeviceType beside hrDeviceDescr); else the next place's turn comes. */
  given?: { oid: string; is: string[] } | undefined;
  unitOf?: UnitOf<{ oid: string }> | undefined;
  decode: Decode;
};

/** A column: of the table itself, or of another one joined by the number found in column `by` (as colorants are to supplies). */
export type SnmpColumn = string | { oid: string; by: string };

/**
 * Which rows are meant, by a column's raw value as text: one of those listed, none of those listed, or one that a regular expression finds (case
 * aside). A row without the column is none of those listed.
 */
export type Condition = string[] | { not: string[] } | { matches: string };
export type Where = Record<string, Condition>;

/**
 * How a row's stable key is built: from `{column}` (mapped by `maps`, else lowercased) and `{index}` (last number of the row's index; `{index:2}` the
 * last but one). `maps` and `where` may name `index` and `index:2` like columns.
 */
export type PartRule = {
  key: string;
  title?: string | undefined;
  maps?: Record<string, Record<string, string>> | undefined;
};

/**
 * A word of our own for a row (its colour), told by the first of the rules whose column has a value that its pattern finds (case aside); the value
 * itself where the rule does not say what it `is`.
 */
export type WordRule = { column: string; matches: string; is?: string | undefined };

/**
 * Rows of an SNMP table, one part a row; without `part`, the first row that is kept is the value of the whole item.
 * `value` names the column that holds the value; with `outOf`, the value is the percentage value / outOf * 100.
 * `same` says what becomes of rows with the same key: the second gets `-2` (`numbered`, the default), each gets the last number of its index
 * (`by-index`, so that a row that is missing renames no other), their values are added (`sum`), or the rows are counted, whatever their values
 * (`count`); without `part`, all rows that are kept are taken together. With `only`, which has no `part`, the one row that is kept is the value, and where
 * several are the next place's turn comes, because which is meant is not said.
 * `empty` is the state reported when the device has the table and no such row in it (alerts: `none`). `has` names objects of which
 * one tells that the device has the table at all where it has no row; without it, a table without rows is not offered.
 */
export type SnmpTablePlace = {
  kind: 'snmp-table';
  columns: Record<string, SnmpColumn>;
  value: string;
  outOf?: string | undefined;
  /** Rows that state no capacity in `outOf` and whose value is in percent itself (prtMarkerSuppliesSupplyUnit 19). */
  percentWhen?: Where | undefined;
  unitOf?: UnitOf<{ column: string }> | undefined;
  /** Words that `part` and `where` may name like columns. */
  words?: Record<string, WordRule[]> | undefined;
  /** Which rows are kept; of several, those that meet any. */
  where?: Where | Where[] | undefined;
  part?: PartRule | undefined;
  same?: 'numbered' | 'by-index' | 'sum' | 'count' | 'only' | undefined;
  empty?: string | undefined;
  has?: string[] | undefined;
  decode: Decode;
};

/**
 * One object that counts towards a value, or one record inside an octet string of records.
 * `record.key` is the record's first octet in hexadecimal; its layout is `key length value` or `key type length value`, each head one octet
 * wide, the value an unsigned number, high octet first; an octet ff where a key is due ends the string.
 * With `whole-and-hundredths` the value is two octets, of which the second counts hundredths (`0231`: 2.49).
 * Each term is raw * scale + offset; one that is absent makes the whole value absent.
 */
export type SnmpTerm = {
  oid: string;
  record?:
    | { key: string; layout: 'key-length' | 'key-type-length'; value?: 'number' | 'whole-and-hundredths' | undefined }
    | undefined;
  sentinels?: Record<string, DeviceReason> | undefined;
  scale?: number | undefined;
  offset?: number | undefined;
};

/**
 * Single objects that together are one item: the sum of `sum`, or a part for each entry of `parts`; with `outOf`, the percentage sum / outOf * 100.
 * Parts that the device does not offer are left out. A state or text has one term.
 */
export type SnmpObjectsPlace = {
  kind: 'snmp-objects';
  sum?: SnmpTerm[] | undefined;
  parts?: Record<string, { title?: string | undefined; sum: SnmpTerm[]; outOf?: SnmpTerm | undefined }> | undefined;
  decode: Decode;
};

/**
 * An octet string of flags, the first bit (0) the highest of the first octet: each flag that is set and listed is a part with its state.
 * `empty` is the state reported when none of them is set.
 */
export type SnmpBitsPlace = {
  kind: 'snmp-bits';
  oid: string;
  /** Whether `oid` is a column, of which the first row counts. */
  isColumn?: boolean | undefined;
  bits: Record<string, { part: string; title?: string | undefined; state: string }>;
  empty?: string | undefined;
  decode: Decode;
};

/** How a document of each format is pointed at. */
export const DOCUMENT_FORMATS = ['json', 'relaxed-json', 'xml', 'csv', 'html'] as const;
export type DocumentFormat = (typeof DOCUMENT_FORMATS)[number];

/**
 * A value in a document: of a configured HTTP service (`remote-maintenance`), which is asked for the device's serial, or of the device's own pages at
 * `path`; exactly one of the two. With `listedIn`, the path of an XML document of the device that names its other documents, `path` is asked only
 * when it is named there.
 * `pick` is a JSON pointer (RFC 6901) into the document: JSON as it is (relaxed: keys without quotes, single quotes, trailing commas); XML as
 * objects of local names, attributes as `@name`, text beside attributes as `#text`, repeated elements as arrays; CSV as `/rows/<n>/<header>`; HTML as
 * `/labels/<text of the cell before it>`.
 * With `each`, `pick` points at an object or array whose members are the parts (in XML, one element is an array of one), and `each.value` is a pointer
 * inside a member; `each.part` likewise for the key of an array's member (an object's key is the part otherwise), mapped by `maps`, which then also says
 * which keys of an object are parts; `where` keeps
 * the members whose value at a pointer is meant.
 */
export type HttpPlace = {
  kind: 'http';
  service?: string | undefined;
  path?: string | undefined;
  listedIn?: string | undefined;
  format?: DocumentFormat | undefined;
  pick: string;
  each?:
    | {
        value?: string | undefined;
        part?: string | undefined;
        title?: string | undefined;
        maps?: Record<string, string> | undefined;
        where?: Where | undefined;
      }
    | undefined;
  decode: Decode;
};

/**
 * An attribute of the device's answer to IPP Get-Printer-Attributes (RFC 8011).
 * Without `each` it is the value at `index` (0, the first, unless told). With `each`, every value is a part: `where` and the `{attribute}`
 * templates of `part` look at the same position of attributes set in parallel (`marker-names` beside `marker-levels`); `{index}` counts from 1.
 * Out-of-band values (unknown, no-value) are absent `unknown`.
 */
export type IppPlace = {
  kind: 'ipp';
  attribute: string;
  index?: number | undefined;
  each?:
    | {
        where?: Where | undefined;
        part: PartRule;
      }
    | undefined;
  decode: Decode;
};

/** What a device may be told to inform about over PJL; all of it is only read. */
export const PJL_INFOS = ['ID', 'PAGECOUNT', 'STATUS', 'VARIABLES'] as const;

/**
 * The reply to one PJL question: exactly one of `info` (a category), `inquire` (a variable as it is now) and `dinquire` (its default).
 * `pick` is the key of a reply made of KEY=VALUE lines. It is asked only when no place before it gave a value, because opening the
 * print port may wake or occupy a device.
 */
export type PjlPlace = {
  kind: 'pjl';
  info?: (typeof PJL_INFOS)[number] | undefined;
  inquire?: string | undefined;
  dinquire?: string | undefined;
  pick?: string | undefined;
  decode: Decode;
};

export type SnmpPlace = SnmpGetPlace | SnmpTablePlace | SnmpObjectsPlace | SnmpBitsPlace;
export type Place = SnmpPlace | HttpPlace | IppPlace | PjlPlace;

/** An item to read on a device: its places in order of preference. */
export type Ask = { item: string; kind: 'number' | 'state' | 'text'; unit?: Unit | undefined; places: Place[] };

/**
 * How a device says who it is; read together with the first asks, before anything is believed. A table is walked only when no single object said it.
 */
export type IdentityPlaces = { serial: (SnmpGetPlace | SnmpTablePlace)[]; model: (SnmpGetPlace | SnmpTablePlace)[] };

/**
 * How a device of this model wants to be spoken to over SNMP.
 * `bulk` is whether GETBULK may be used: only where a profile says so, because there are devices that it makes restart; `objects` how many objects one
 * GET asks for to begin with; `fragile` that the device is asked little at a time and with a pause between requests; `wakes` that a sleeping one needs
 * a longer first time-out.
 * Units: `everySeconds` is the least time between two reads of the device.
 */
export type Manners = {
  bulk?: boolean | undefined;
  objects?: number | undefined;
  fragile?: boolean | undefined;
  wakes?: boolean | undefined;
  everySeconds?: number | undefined;
};

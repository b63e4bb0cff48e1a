import type { AbsentReason, Unit } from './value.ts';

/**
 * How a raw answer becomes a value, in this fixed order: sentinel, enum, scale, offset.
 * Keys of `sentinels` and `enum` are the raw answer written as text (`"-3"`). A code is never turned into a number.
 */
export type Decode = {
  sentinels?: Record<string, AbsentReason> | undefined;
  enum?: Record<string, string> | undefined;
  scale?: number | undefined;
  offset?: number | undefined;
  unit?: Unit | undefined;
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

/** One SNMP object. */
export type SnmpGetPlace = { kind: 'snmp-get'; oid: string; instance?: Instance | undefined; decode: Decode };

/** A column: of the table itself, or of another one joined by the number found in column `by` (as colorants are to supplies). */
export type SnmpColumn = string | { oid: string; by: string };

/**
 * Rows of an SNMP table, one part a row.
 * `value` names the column that holds the value; with `outOf`, the value is the percentage value / outOf * 100.
 * `where` keeps the rows whose column has one of the listed raw values.
 * `part` builds the stable key from `{column}` (mapped by `maps`, else lowercased) or `{index}` (last number of the row's index);
 * a second row of the same key gets `-2`.
 * `empty` is the state reported when the table has no such rows (alerts: `none`).
 */
export type SnmpTablePlace = {
  kind: 'snmp-table';
  columns: Record<string, SnmpColumn>;
  value: string;
  outOf?: string | undefined;
  where?: Record<string, string[]> | undefined;
  part: { key: string; title?: string | undefined; maps?: Record<string, Record<string, string>> | undefined };
  empty?: string | undefined;
  decode: Decode;
};

/**
 * A value in a JSON document of a configured HTTP service (`remote-maintenance`), which is asked for the device's serial.
 * `pick` is a JSON pointer (RFC 6901). With `each`, `pick` points at an object or array whose members are the parts, and `each.value` is a
 * pointer inside a member; `each.part` likewise for the key of an array's member (an object's key is the part otherwise).
 */
export type HttpPlace = {
  kind: 'http';
  service: string;
  pick: string;
  each?: { value?: string | undefined; part?: string | undefined; title?: string | undefined } | undefined;
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
        where?: Record<string, string[]> | undefined;
        part: { key: string; title?: string | undefined; maps?: Record<string, Record<string, string>> | undefined };
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

export type Place = SnmpGetPlace | SnmpTablePlace | HttpPlace | IppPlace | PjlPlace;

/** An item to read on a device: its places in order of preference. */
export type Ask = { item: string; kind: 'number' | 'state' | 'text'; unit?: Unit | undefined; places: Place[] };

/** How a device says who it is; read together with the first asks, before anything is believed. */
export type IdentityPlaces = { serial: SnmpGetPlace[]; model: SnmpGetPlace[] };

const SNMP_PORT = 161;

/**
 * A device of the registry.
 * `address` is a host or IPv4 address; ports are given where they differ from the usual (SNMP 161). `credential` names an entry of the configuration,
 * never a community itself. IPP is spoken on `ippPort` (631) at `ippPath` (`/ipp/print`), with `ippTls` over TLS; PJL on `pjlPort` (9100). Its own pages are
 * on `httpPort` (80, with `httpTls` 443). `aliases` are other serials or names it goes by. `state` is what people decided; whether a device answers is
 * learnt (see learnt.ts), never typed.
 */
export type Device = {
  serial: string;
  model: string;
  customer: string;
  site?: string | undefined;
  address: string;
  snmpPort?: number | undefined;
  credential?: string | undefined;
  ippPort?: number | undefined;
  ippPath?: string | undefined;
  ippTls?: boolean | undefined;
  pjlPort?: number | undefined;
  httpPort?: number | undefined;
  httpTls?: boolean | undefined;
  assetTag?: string | undefined;
  aliases?: string[] | undefined;
  tags?: string[] | undefined;
  state?: 'unmonitored' | 'retired' | undefined;
};

/** Where a device is spoken to: its address, with the port of SNMP where that is its own. */
export function seatOf({ address, snmpPort }: Pick<Device, 'address' | 'snmpPort'>): string {
  return snmpPort === undefined || snmpPort === SNMP_PORT ? address : `${address}:${snmpPort}`;
}

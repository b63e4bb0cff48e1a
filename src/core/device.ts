/**
 * A device of the registry.
 * `address` is a host or IPv4 address; ports are given where they differ from the usual (SNMP 161). `credential` names an entry of the configuration,
 * never a community itself. IPP is spoken on `ippPort` (631) at `ippPath` (`/ipp/print`), with `ippTls` over TLS; PJL on `pjlPort` (9100). Its own pages are
 * on `httpPort` (80, with `httpTls` 443).
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
};

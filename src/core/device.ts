/**
 * A device of the registry.
 * `address` is a host or IPv4 address; ports are given where they differ from 161. `credential` names an entry of the configuration,
 * never a community itself.
 */
export type Device = {
  serial: string;
  model: string;
  customer: string;
  site?: string | undefined;
  address: string;
  snmpPort?: number | undefined;
  credential?: string | undefined;
  assetTag?: string | undefined;
};

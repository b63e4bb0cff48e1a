import { z } from 'zod';
import type { Device } from '../core/device.ts';

const text = z.string().trim().min(1, 'must not be empty');
const optional = z
  .string()
  .trim()
  .optional()
  .transform((said) => (said === '' ? undefined : said));
const port = z
  .union([z.number(), z.string().trim()])
  .optional()
  .transform((said) => (said === undefined || said === '' ? undefined : Number(said)))
  .pipe(z.int('must be a port number').min(1).max(65535).optional());

const YES = ['yes', 'true', '1', 'on', 'y'];
const NO = ['no', 'false', '0', 'off', 'n'];
/** An empty cell leaves it open. */
const flag = z
  .union([z.boolean(), z.number(), z.string()])
  .optional()
  .transform((said) => (said === undefined ? '' : String(said).trim().toLowerCase()))
  .refine((said) => said === '' || YES.includes(said) || NO.includes(said), 'must be yes or no')
  .transform((said) => (said === '' ? undefined : YES.includes(said)));
/** Shape: with a slash before it, whether it was written or not. */
const path = optional
  .refine((said) => said === undefined || /^[^\s#]+$/.test(said), 'must be a path such as /ipp/print')
  .transform((said) => (said === undefined || said.startsWith('/') ? said : `/${said}`));

/** A device as a row of a fleet file; cells are texts, of JSON numbers and truth values too. */
export const fleetRowSchema = z.object({
  serial: text,
  model: text,
  customer: text,
  site: optional,
  address: text.regex(/^[^\s/@]+$/, 'must be a host name or an address, without path or user'),
  snmpPort: port,
  credential: optional,
  ippPort: port,
  ippPath: path,
  ippTls: flag,
  pjlPort: port,
  httpPort: port,
  httpTls: flag,
  assetTag: optional,
});

/** How people head their columns; compared without case, spaces, dashes and underscores. */
const HEADERS: Record<string, keyof Device> = {
  serial: 'serial',
  serialnumber: 'serial',
  sn: 'serial',
  model: 'model',
  product: 'model',
  customer: 'customer',
  account: 'customer',
  company: 'customer',
  site: 'site',
  location: 'site',
  address: 'address',
  ip: 'address',
  ipaddress: 'address',
  host: 'address',
  hostname: 'address',
  snmpport: 'snmpPort',
  port: 'snmpPort',
  credential: 'credential',
  credentials: 'credential',
  ippport: 'ippPort',
  ipppath: 'ippPath',
  ipptls: 'ippTls',
  ipps: 'ippTls',
  pjlport: 'pjlPort',
  printport: 'pjlPort',
  rawport: 'pjlPort',
  httpport: 'httpPort',
  webport: 'httpPort',
  httptls: 'httpTls',
  https: 'httpTls',
  assettag: 'assetTag',
  asset: 'assetTag',
};

/** The field of a device that a column's heading means; undefined for a column that says nothing of use. */
export function fieldOf(heading: string): keyof Device | undefined {
  const folded = heading.toLowerCase().replaceAll(/[\s_-]/g, '');
  return Object.hasOwn(HEADERS, folded) ? HEADERS[folded] : undefined;
}

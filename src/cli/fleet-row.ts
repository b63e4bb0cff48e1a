import { isIPv4 } from 'node:net';
import { z } from 'zod';

const text = z.string('must be a text').trim().min(1, 'must not be empty');
const optional = z
  .string('must be a text')
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

/** Names in one cell stand between bars; a bar of their own has a backslash before it. Those that say nothing are left out. */
const list = z
  .union([z.array(z.string()), z.string()])
  .optional()
  .transform((said) => {
    const names = typeof said === 'string' ? listed(said) : said;
    const kept = names?.map((name) => name.trim()).filter((name) => name !== '') ?? [];
    return kept.length === 0 ? undefined : kept;
  });

/** Active and silent are learnt: both leave it to what the device does. */
const state = z
  .string('must be a text')
  .trim()
  .toLowerCase()
  .optional()
  .refine(
    (said) => said === undefined || ['', 'active', 'silent', 'unmonitored', 'retired'].includes(said),
    'must be active, unmonitored or retired',
  )
  .transform((said) => (said === 'unmonitored' || said === 'retired' ? said : undefined));

function listed(cell: string): string[] {
  return [...cell.matchAll(/((?:[^\\|]|\\.|\\$)*)(?:\||$)/gsu)].map(([, name = '']) =>
    name.replaceAll(/\\(.)/gsu, '$1'),
  );
}

/** Names as one cell that is read back as them. */
export function listCell(names: readonly string[]): string {
  return names.map((name) => name.replaceAll(/[\\|]/g, String.raw`\$&`)).join('|');
}

/** A device as a row of a fleet file; cells are texts, of JSON numbers and truth values too. */
export const fleetRowSchema = z.object({
  serial: text,
  model: text,
  customer: text,
  site: optional,
  address: text
    .regex(/^[^\s/@]+$/, 'must be a host name or an address, without path or user')
    // No name is of digits and dots alone (RFC 3696, section 2): it is an address, and a wrong one would be asked for as a name at each read.
    .refine(
      (said) => !/^[\d.]+$/.test(said) || isIPv4(said),
      'is none of the addresses there are: 0.0.0.0 to 255.255.255.255',
    ),
  snmpPort: port,
  credential: optional,
  ippPort: port,
  ippPath: path,
  ippTls: flag,
  pjlPort: port,
  httpPort: port,
  httpTls: flag,
  assetTag: optional,
  aliases: list,
  tags: list,
  state,
});

import { isAscii, isUtf8 } from 'node:buffer';
import type { Cell, ValueCell } from './cell.ts';

/** prtGeneralCurrentLocalization: which row of the localizations the texts of the agent are in. */
const CURRENT = '1.3.6.1.2.1.43.5.1.1.2.1';
/** prtLocalizationCharacterSet of the first device. */
const SET = '1.3.6.1.2.1.43.7.1.1.4.1';

const LINE_ENDS = [0x09, 0x0a, 0x0d];

/** The objects that declare the character set: which localization is in use, and the set of the first, which it nearly always is. */
export const CHARSET_OIDS: readonly string[] = [CURRENT, `${SET}.1`];

/**
 * Character sets by their number.
 * Source: IANA Character Sets, MIBenum; the names are iconv-lite's.
 */
const SETS: Record<string, string> = {
  '3': 'us-ascii',
  '4': 'iso-8859-1',
  '5': 'iso-8859-2',
  '6': 'iso-8859-3',
  '7': 'iso-8859-4',
  '8': 'iso-8859-5',
  '9': 'iso-8859-6',
  '10': 'iso-8859-7',
  '11': 'iso-8859-8',
  '12': 'iso-8859-9',
  '13': 'iso-8859-10',
  '17': 'shift_jis',
  '18': 'euc-jp',
  '36': 'euc-kr',
  '38': 'euc-kr',
  '57': 'gb2312',
  '106': 'utf-8',
  '109': 'iso-8859-13',
  '110': 'iso-8859-14',
  '111': 'iso-8859-15',
  '112': 'iso-8859-16',
  '113': 'gbk',
  '114': 'gb18030',
  '2004': 'roman8',
  '2009': 'cp850',
  '2010': 'cp852',
  '2011': 'cp437',
  '2013': 'cp862',
  '2024': 'windows-31j',
  '2025': 'gb2312',
  '2026': 'big5',
  '2027': 'macintosh',
  '2084': 'koi8-r',
  '2086': 'cp866',
  '2088': 'koi8-u',
  '2101': 'big5-hkscs',
  '2109': 'windows-874',
  '2250': 'windows-1250',
  '2251': 'windows-1251',
  '2252': 'windows-1252',
  '2253': 'windows-1253',
  '2254': 'windows-1254',
  '2255': 'windows-1255',
  '2256': 'windows-1256',
  '2257': 'windows-1257',
  '2258': 'windows-1258',
  '2259': 'tis-620',
};

/**
 * What the device declares, from the answers so far.
 * Shape: `need` names objects that must be asked first; a set nobody knows is none.
 */
export function declaredCharset(
  cells: ReadonlyMap<string, Cell>,
): { need: string[] } | { charset: string | undefined } {
  const current = cells.get(CURRENT);
  if (current === undefined) return { need: CHARSET_OIDS.filter((oid) => !cells.has(oid)) };
  const row = current.kind === 'value' && typeof current.value === 'number' && current.value > 0 ? current.value : 1;
  const oid = `${SET}.${row}`;
  const declared = cells.get(oid);
  if (declared === undefined) return { need: [oid] };
  const isNumber = declared.kind === 'value' && typeof declared.value === 'number';
  return { charset: isNumber ? SETS[String(declared.value)] : undefined };
}

/** Whether a cell holds a text that only its declared character set tells how to read. */
export function needsCharset(cell: Cell): cell is ValueCell {
  if (cell.kind !== 'value' || !Buffer.isBuffer(cell.value) || isAscii(cell.value)) return false;
  return !isUtf8(cell.value) && hasOnlyText(cell.value);
}

/** Octets of MAC addresses and records are no text: nearly all of them hold a control octet before their end. */
function hasOnlyText(octets: Buffer): boolean {
  const lastText = octets.findLastIndex((octet) => octet !== 0);
  return octets.every((octet, at) => octet >= 0x20 || at > lastText || LINE_ENDS.includes(octet));
}

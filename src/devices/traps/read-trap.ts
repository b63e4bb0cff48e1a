import { GENERIC_TRAPS, type Trap } from '../../core/trap.ts';
import { cellText, descriptionText } from './trap-text.ts';

const TRAP_OID = '1.3.6.1.6.3.1.1.4.1.0';
const GENERIC = '1.3.6.1.6.3.1.1.5.';
const SERIAL = '1.3.6.1.2.1.43.5.1.1.17.';
/** Columns of prtAlertEntry, by the name we use. Source: RFC 3805, prtAlertTable. */
const ALERT = '1.3.6.1.2.1.43.18.1.1.';
const COLUMNS = { 2: 'severity', 4: 'group', 6: 'location', 7: 'code' } as const;
const DESCRIPTION = 8;
/** Objects looked at in one trap; a machine sends a handful. */
const MOST_OBJECTS = 64;

/**
 * Reads a decoded trap or inform. Shape: `pdu` as the package decodes it, which is text from anyone.
 * Fails: never; undefined for what is no trap.
 */
export function readTrap(pdu: unknown, from: string): Trap | undefined {
  if (typeof pdu !== 'object' || pdu === null) return undefined;
  const trap: Trap = { from };
  // Version 1 says the kind in the head: 0 to 4 are generic, 6 is the maker's own.
  const kind = 'generic' in pdu && typeof pdu.generic === 'number' ? pdu.generic : undefined;
  if (kind !== undefined) trap.generic = GENERIC_TRAPS[kind];
  const objects: unknown[] = 'varbinds' in pdu && Array.isArray(pdu.varbinds) ? pdu.varbinds : [];
  for (const object of objects.slice(0, MOST_OBJECTS)) {
    if (typeof object !== 'object' || object === null || !('oid' in object) || !('value' in object)) continue;
    readObject(trap, String(object.oid), object.value);
  }
  return trap;
}

function readObject(trap: Trap, oid: string, value: unknown): void {
  if (oid === TRAP_OID) {
    const said = String(value);
    if (said.startsWith(GENERIC)) trap.generic = GENERIC_TRAPS[Number(said.slice(GENERIC.length)) - 1];
    return;
  }
  if (oid.startsWith(SERIAL)) {
    const serial = cellText(value);
    if (serial !== '') trap.serial = serial;
    return;
  }
  if (!oid.startsWith(ALERT)) return;
  const column = Number(oid.slice(ALERT.length).split('.')[0]);
  if (column === DESCRIPTION) {
    const description = descriptionText(value);
    if (description !== '') trap.description = description;
    return;
  }
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) return;
  if (column === 2 || column === 4 || column === 6 || column === 7) trap[COLUMNS[column]] = value;
}

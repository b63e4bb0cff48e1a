import type { SnmpGetPlace } from '../../core/place.ts';
import { type Cell, textOf } from './cell.ts';

/**
 * Whether the object beside a place lets it count.
 * Shape: only another value speaks against it; a device that does not offer the object, or cannot read it, says nothing against it.
 */
export function isGiven({ given }: SnmpGetPlace, cells: ReadonlyMap<string, Cell>): boolean {
  const cell = given === undefined ? undefined : cells.get(given.oid);
  return given === undefined || cell?.kind !== 'value' || given.is.includes(textOf(cell));
}

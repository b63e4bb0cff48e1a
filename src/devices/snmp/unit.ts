import type { Decode } from '../../core/place.ts';
import type { AbsentReason, Unit } from '../../core/value.ts';
import { type Cell, rawOf, textOf } from './cell.ts';

/**
 * How to decode a value whose unit the device states in another object.
 * Shape: without `units` or without such an object, as the place says itself; else with the unit stated, or the reason why the value is of no use.
 * Source: RFC 3805, prtMarkerCounterUnit.
 */
export function unitFrom(
  decode: Decode,
  units: Record<string, Unit> | undefined,
  cell: Cell | undefined,
): Decode | { reason: AbsentReason } {
  if (units === undefined || cell === undefined || cell.kind === 'none') return decode;
  if (cell.kind === 'failed') return { reason: cell.reason };
  const said = textOf(cell);
  const unit = Object.hasOwn(units, said) ? units[said] : undefined;
  return unit === undefined ? { reason: 'unsupported' } : { ...decode, unit };
}

/** What the device says that it counts, as it is added to the evidence. */
export function counted(cell: Cell): string {
  return cell.kind === 'none' ? '' : `, counted in ${rawOf(cell)} at ${cell.oid}`;
}

import type { Machine } from '../machine.ts';
import type { Snapshot } from '../snapshot.ts';
import { createObjectTree, type ObjectTree } from '../snmp/object-tree.ts';
import { alertEntries } from './alerts.ts';
import { networkEntries } from './network.ts';
import { printerEntries } from './printer.ts';
import { privateEntries } from './private.ts';
import { supplyEntries } from './supplies.ts';
import { systemEntries } from './system.ts';

/** Every object the agent of one simulated device has. */
export function createDeviceTree(machine: Machine): ObjectTree<Snapshot> {
  return createObjectTree([
    ...systemEntries(machine),
    ...networkEntries(machine),
    ...printerEntries(machine),
    ...supplyEntries(machine),
    ...alertEntries(machine),
    ...privateEntries(machine),
  ]);
}

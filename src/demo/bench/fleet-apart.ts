import { NODE_FLAGS } from './bot-process.ts';
import { startChild } from './devices-orders.ts';
import type { Compared, CompareOrder } from './fleet-compare.ts';

/**
 * Compares in a process of its own with the settings that the bot has: one that has just filled a store is not what people wait for.
 * Fails: AppError `bug` when it ends before it is done.
 */
export async function compareApart(order: CompareOrder): Promise<Compared> {
  const child = startChild(NODE_FLAGS);
  try {
    return await child.tell({ kind: 'compare', order });
  } finally {
    await child.stop();
  }
}

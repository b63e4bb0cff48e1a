// Run by the tests as a process of its own: `node holding-child.mjs <module of the queue> <its open function> <its options as JSON> <kind>`.
// It takes work of the kind, prints what it took and what it lost, and never ends any.
import { writeSync } from 'node:fs';

const [, , module, open, options, kind] = process.argv;
const queue = await (await import(module))[open]({ ...JSON.parse(options), onTrouble: () => undefined });
queue.work(kind, { atOnce: 3 }, async (job, signal) => {
  writeSync(1, `took ${job.key}\n`);
  signal.addEventListener('abort', () => writeSync(1, `lost ${job.key}\n`));
  await new Promise((resolve) => setTimeout(resolve, 3_600_000));
});

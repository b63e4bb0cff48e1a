import { getPriority, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { AppError } from '../../core/errors.ts';
import { serveReader } from './serve-reader.ts';

/** Units: a nice value, 0 as all others, 19 last of all. */
const BEHIND_SLACK = 10;

if (parentPort === null) throw new AppError('bug', 'the worker that reads devices was started as a program');
standBehind();
serveReader(parentPort);

/** Devices wait more patiently than Slack. On Linux alone a thread has a priority of its own; elsewhere it would be the whole program's. Fails: never. */
function standBehind(): void {
  try {
    if (process.platform === 'linux' && getPriority() < BEHIND_SLACK) setPriority(BEHIND_SLACK);
  } catch {
    // Where it is not allowed, devices are read all the same.
  }
}

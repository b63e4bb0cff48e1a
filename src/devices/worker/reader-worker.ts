import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { AppError } from '../../core/errors.ts';
import { serveReader } from './serve-reader.ts';

/** Units: a nice value, 0 as all others, 19 last of all. */
const BEHIND_SLACK = 10;

if (parentPort === null) throw new AppError('bug', 'the worker that reads devices was started as a program');
// Devices wait more patiently than Slack. On Linux alone a thread has a priority of its own; elsewhere it would be the whole program's.
if (process.platform === 'linux') setPriority(BEHIND_SLACK);
serveReader(parentPort);

import { parentPort } from 'node:worker_threads';
import { AppError } from '../../core/errors.ts';
import { serveReader } from './serve-reader.ts';

if (parentPort === null) throw new AppError('bug', 'the worker that reads devices was started as a program');
serveReader(parentPort);

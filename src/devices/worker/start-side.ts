import { MessageChannel, Worker } from 'node:worker_threads';
import type { News, Orders } from './messages.ts';
import { serveReader } from './serve-reader.ts';

/** The other side of a worker reader. `onEnd` is told once why nothing more will come: an error, or undefined when it closed. */
export type Side = {
  post(orders: Orders): void;
  /** Whether the process stays alive for it. */
  hold(isHeld: boolean): void;
  kill(): Promise<void>;
};

/** Who hears the other side. */
export type SideListener = { onNews: (news: News[]) => void; onEnd: (error: unknown) => void };

/** A worker runs compiled code only; from source the reader stays in the caller's thread, behind the same messages. */
const IS_COMPILED = import.meta.url.endsWith('.js');

/** Starts the side that reads: a worker thread. Fails: never; a worker that does not come up ends at once. */
export function startSide(listener: SideListener): Side {
  return IS_COMPILED ? startWorker(listener) : startHere(listener);
}

function startWorker({ onNews, onEnd }: SideListener): Side {
  const worker = new Worker(new URL('./reader-worker.js', import.meta.url), { name: 'devices' });
  let failure: unknown;
  worker.on('message', onNews);
  worker.on('error', (error) => {
    failure = error;
  });
  worker.on('exit', () => onEnd(failure));
  return {
    post: (orders) => worker.postMessage(orders, []),
    hold: (isHeld) => (isHeld ? worker.ref() : worker.unref()),
    async kill() {
      await worker.terminate();
    },
  };
}

function startHere({ onNews, onEnd }: SideListener): Side {
  const { port1, port2 } = new MessageChannel();
  serveReader(port2);
  port1.on('message', onNews);
  port1.on('close', () => onEnd(undefined));
  return {
    post: (orders) => port1.postMessage(orders),
    hold(isHeld) {
      for (const port of [port1, port2]) {
        if (isHeld) port.ref();
        else port.unref();
      }
    },
    async kill() {
      port1.close();
    },
  };
}

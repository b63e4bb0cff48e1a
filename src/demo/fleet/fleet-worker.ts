import { parentPort, workerData } from 'node:worker_threads';
import { AppError } from '../../core/errors.ts';
import type { Fleet, FleetOptions } from './fleet.ts';
import { startFleetHere } from './start-fleet-here.ts';
import type { FleetNews, FleetOrder } from './worker-messages.ts';

if (parentPort === null) {
  throw new AppError('bug', 'the fleet worker was started as a program');
}
const port = parentPort;
// startFleet is the only one who starts this worker, and hands in nothing else.
const options: FleetOptions = workerData;
const fleet = await startFleetHere(options);
const { devices, community, gateway, faults } = fleet;

function say(news: FleetNews): void {
  port.postMessage(news);
}

port.on('message', (order: FleetOrder) => {
  carryOut(order, fleet).catch((error: unknown) => {
    // Ends the worker; its parent sees the error.
    queueMicrotask(() => {
      throw error;
    });
  });
});

async function carryOut(order: FleetOrder, fleet: Fleet): Promise<void> {
  switch (order.kind) {
    case 'latency':
      await fleet.setLatency(order.latency);
      break;
    case 'loss':
      await fleet.setLoss(order.percent);
      break;
    case 'counts':
      break;
    case 'stop':
      await fleet.stop();
      break;
  }
  say({ kind: 'done', id: order.id, counts: await fleet.counts() });
  if (order.kind === 'stop') {
    port.close();
  }
}

say({ kind: 'ready', facts: { devices, community, gateway, faults } });

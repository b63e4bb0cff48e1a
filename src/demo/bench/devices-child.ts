import { AppError } from '../../core/errors.ts';
import type { ReadingBot } from './devices-bot.ts';
import { readClaims } from './devices-claim.ts';
import type { ChildOrder } from './devices-orders.ts';
import { measureClient } from './devices-passes.ts';
import { type Simulator, startSimulator } from './devices-simulator.ts';

// One process of the bench besides the one that prints: the devices, or one client that reads them.
if (process.send === undefined) throw new AppError('bug', 'a child of the bench was started as a program');
const send = process.send.bind(process);
let simulator: Simulator | undefined;
let bot: ReadingBot | undefined;

async function carryOut(order: ChildOrder): Promise<unknown> {
  switch (order.kind) {
    case 'simulate':
      simulator = await startSimulator(order.count);
      return simulator.port;
    case 'behave':
      simulator?.behave(order.behaviour);
      return undefined;
    case 'counts':
      return simulator?.counts();
    case 'measure':
      return await measureClient(order.client, order.count, order.port, order.runs);
    case 'sweep': {
      const { measureSweeps } = await import('./sweep-pass.ts');
      return await measureSweeps(order.where, order.count, order.port, order.runs);
    }
    case 'claim':
      return await readClaims(order.order, order.isFloor);
    case 'bot': {
      // Only here, because a client's memory is measured and the whole bot would count as the client's.
      const { startReadingBot } = await import('./devices-bot.ts');
      bot = await startReadingBot(order.slack);
      return undefined;
    }
    case 'read-all':
      return await bot?.readAll(order.credential, order.count, order.port);
    case 'compare': {
      const { compareAnew } = await import('./fleet-compare.ts');
      return await compareAnew(order.order);
    }
    case 'stop-bot':
      await bot?.stop();
      return undefined;
  }
}

process.on('message', ({ order }: { order: ChildOrder }) => {
  carryOut(order).then(
    (result) => send({ result }),
    (error: unknown) => send({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});

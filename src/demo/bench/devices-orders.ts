import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../core/errors.ts';
import type { BotSlack } from './devices-bot.ts';
import type { ClaimOrder, ClaimRound } from './devices-claim.ts';
import type { Where } from './devices-ours.ts';
import type { Client, ClientFigures } from './devices-passes.ts';
import type { Behaviour, SimulatorCounts } from './devices-simulator.ts';
import type { CompareOrder, Compared } from './fleet-compare.ts';
import type { SweepFigures } from './sweep-pass.ts';

/** What a child of the bench is told, one thing at a time. */
export type ChildOrder =
  | { kind: 'simulate'; count: number }
  | { kind: 'behave'; behaviour: Behaviour }
  | { kind: 'counts' }
  | { kind: 'measure'; client: Client; count: number; port: number; runs: number }
  | { kind: 'sweep'; where: Where; count: number; port: number; runs: number }
  | { kind: 'claim'; order: ClaimOrder; isFloor: boolean }
  | { kind: 'bot'; slack: BotSlack }
  | { kind: 'read-all'; credential: string; count: number; port: number }
  | { kind: 'stop-bot' }
  | { kind: 'compare'; order: CompareOrder };

type Results = {
  simulate: number;
  behave: undefined;
  counts: SimulatorCounts;
  measure: ClientFigures;
  sweep: SweepFigures;
  claim: ClaimRound[];
  bot: undefined;
  'read-all': number;
  'stop-bot': undefined;
  compare: Compared;
};

/** A child process; what it is told is answered when it is done. */
export type Child = {
  tell<K extends ChildOrder['kind']>(order: Extract<ChildOrder, { kind: K }>): Promise<Results[K]>;
  stop(): Promise<void>;
};

/** Starts a child of the bench. Fails: `tell` rejects with AppError `bug` when it ends or what it was told failed. */
export function startChild(nodeFlags: readonly string[] = []): Child {
  const file = fileURLToPath(new URL('./devices-child.js', import.meta.url));
  const child: ChildProcess = fork(file, [], { execArgv: [...nodeFlags] });
  const exited = once(child, 'exit');
  return {
    async tell(order) {
      const answered = once(child, 'message');
      child.send({ order });
      const [said] = await Promise.race([answered, exited.then(() => [{ failed: 'it ended' }])]);
      if (said.failed !== undefined) throw new AppError('bug', `a process of the bench failed: ${said.failed}`);
      return said.result;
    },
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

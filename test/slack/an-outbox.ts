import { setTimeout as sleep } from 'node:timers/promises';
import type { Claim } from '../../src/core/claim.ts';
import { openLinks } from '../../src/slack/links.ts';
import { openLanes } from '../../src/slack/outbox/lanes.ts';
import { openOutbox, type Outbox } from '../../src/slack/outbox/outbox.ts';
import { openPeople } from '../../src/slack/outbox/people.ts';
import { fakeCalls, memoryStore } from './fakes.ts';

export type OutboxBench = {
  outbox: Outbox;
  calls: ReturnType<typeof fakeCalls>;
  store: ReturnType<typeof memoryStore>;
  logged: string[];
  outside: number[];
};

/** An outbox over Slack in memory; pass an earlier bench to stand for a process started anew over the same disk and Slack. */
export function outboxBench(
  before?: Pick<OutboxBench, 'calls' | 'store'>,
  options: { editEveryMs?: number; pause?: (ms: number, signal?: AbortSignal) => Promise<void> } = {},
): OutboxBench {
  const calls = before?.calls ?? fakeCalls();
  const store = before?.store ?? memoryStore();
  const logged: string[] = [];
  const outside: number[] = [];
  const log = (_level: string, event: string): void => void logged.push(event);
  const lanes = openLanes({ postsPerSecond: null, log });
  const outbox = openOutbox({
    calls,
    lanes,
    linkOf: openLinks(calls, lanes, store),
    people: openPeople(calls, lanes),
    store,
    log,
    editEveryMs: options.editEveryMs ?? 0,
    settleMs: 0,
    // Pauses between tries are Slack's business; here they only have to give way.
    pause:
      options.pause ??
      ((ms, signal) =>
        sleep(Math.min(ms, 20), undefined, signal === undefined ? {} : { signal }).catch(() => undefined)),
    onOutside: (claim: Pick<Claim, 'id'>) => void outside.push(claim.id),
  });
  return { outbox, calls, store, logged, outside };
}

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DeviceAnswer, Reader } from '../../../src/core/ports.ts';
import { Losses } from '../../../src/devices/lane/losses.ts';
import { openReader } from '../../../src/devices/open-reader.ts';
import { type Agent, type Fault, startAgent } from '../agent.ts';
import { optionsOf, printerObjects, requestOf, TOTAL } from '../printer.ts';

/** So patient that nothing is asked again within the deadline for the sake of time alone. */
const PATIENT = { firstTimeoutMs: 20_000, leastTimeoutMs: 20_000, mostTimeoutMs: 20_000 };
const ASKS = [TOTAL];

const agents: Agent[] = [];
let reader: Reader;
beforeEach(() => {
  reader = openReader({ ...optionsOf(), timing: PATIENT });
});
afterEach(async () => {
  await reader.close();
  await Promise.all(agents.splice(0).map((agent) => agent.close()));
});

/** Agents that answer after 40 ms, known to the reader so well that it knows how long they take. */
async function knownAgents(count: number): Promise<{ lose: Set<number>; slow: Set<number> }> {
  const [lose, slow] = [new Set<number>(), new Set<number>()];
  for (let n = 0; n < count; n += 1) {
    const fault = (): Fault | undefined => {
      if (lose.delete(n)) return { kind: 'lose' };
      return slow.has(n) ? { kind: 'delay', ms: 1000 } : undefined;
    };
    agents.push(await startAgent({ objects: printerObjects(), latencyMs: 40, fault }));
  }
  for (let round = 0; round < 8; round += 1) await Promise.all(agents.map((agent) => read(agent, 30_000)));
  return { lose, slow };
}

const read = (agent: Agent, deadlineMs = 15_000): Promise<DeviceAnswer> =>
  reader.read(requestOf(agent.port, ASKS, { deadlineMs }));

it('asks again soon when others were answered meanwhile', async () => {
  const { lose } = await knownAgents(8);
  lose.add(5);
  const [unheard, ...others] = [5, 0, 1, 2, 3, 4, 6, 7].flatMap((n) => agents[n] ?? []);
  if (unheard === undefined) throw new Error('no agent');
  const pending = new Set([unheard]);
  const lost = read(unheard).finally(() => pending.clear());
  const answers: DeviceAnswer[] = [];
  // Others go on being answered, since on a busy machine one round of them may be over before the lost answer is late.
  while (pending.size > 0) answers.push(...(await Promise.all(others.map((agent) => read(agent)))));
  answers.push(await lost);
  expect(answers.length).toBeGreaterThanOrEqual(8);
  expect(new Set(answers.map(({ outcome }) => outcome.kind))).toEqual(new Set(['answered']));
  expect(unheard.requests.length).toBeGreaterThanOrEqual(10);
});

it('asks a device that is slow once more, not again and again, however many others are answered meanwhile', async () => {
  const { slow } = await knownAgents(8);
  const [agent, ...others] = agents;
  if (agent === undefined) throw new Error('no agent');
  const before = agent.requests.length;
  slow.add(0);
  const over = new AbortController();
  const beside = others.map(async (other) => {
    while (!over.signal.aborted) await read(other);
  });
  const { outcome } = await read(agent);
  over.abort();
  await Promise.all(beside);
  expect([outcome.kind, agent.requests.length - before]).toEqual(['answered', 2]);
});

it('is patient when nobody is answered, because then the network or we may only be slow', async () => {
  const { lose } = await knownAgents(2);
  lose.add(0);
  lose.add(1);
  const before = agents.map(({ requests }) => requests.length);
  const answers = await Promise.all(agents.map((agent) => read(agent, 600)));
  expect(answers.map(({ outcome }) => outcome.kind)).toEqual(['silent', 'silent']);
  // The second request is that of the other way, at the end.
  for (const [n, { requests }] of agents.entries()) expect(requests.length - (before[n] ?? 0)).toBeLessThanOrEqual(2);
});

it('sends a second try twice as soon as losses were seen, and reads it once', async () => {
  const { lose } = await knownAgents(8);
  const asked: number[] = [];
  // On a busy machine an answer may be there before its copy went out.
  while (asked.length < 3 || (!asked.includes(3) && asked.length < 30)) {
    const n = asked.length % agents.length;
    const [unheard, others] = [agents[n], agents.filter((_, other) => other !== n)];
    if (unheard === undefined) throw new Error('no agent');
    const before = unheard.requests.length;
    lose.add(n);
    const pending = new Set([unheard]);
    const lost = read(unheard).finally(() => pending.clear());
    while (pending.size > 0) await Promise.all(others.map((agent) => read(agent)));
    expect((await lost).outcome.kind).toBe('answered');
    asked.push(unheard.requests.length - before);
  }
  expect(asked.slice(0, 2)).toEqual([2, 2]);
  expect(asked.at(-1)).toBe(3);
});

describe('losses', () => {
  const second = { sinceLastMs: 20, usualMs: 20, isCopied: false };

  it('are proven by two late answers of late that stay the only ones', () => {
    const losses = new Losses();
    losses.answered({ ...second, id: 1, now: 0 });
    expect(losses.isProven(0)).toBe(false);
    losses.answered({ ...second, id: 2, now: 1000 });
    expect(losses.isProven(1000)).toBe(true);
    expect(losses.isProven(300_000)).toBe(false);
    losses.answered({ ...second, id: 3, now: 300_000 });
    expect(losses.isProven(300_000)).toBe(true);
  });

  it('are not where the first request is answered too, or is what was answered', () => {
    const losses = new Losses();
    losses.answered({ ...second, id: 1, now: 0 });
    losses.answered({ ...second, id: 2, now: 0 });
    losses.echoed(7);
    expect(losses.isProven(0)).toBe(true);
    losses.echoed(1);
    expect(losses.isProven(0)).toBe(false);
    losses.answered({ ...second, id: 3, now: 0 });
    expect(losses.isProven(0)).toBe(true);
    losses.answered({ ...second, sinceLastMs: 13, id: 4, isCopied: true, now: 0 });
    expect(losses.isProven(0)).toBe(false);
    losses.answered({ ...second, usualMs: undefined, id: 5, now: 0 });
    losses.answered({ ...second, isCopied: true, id: 6, now: 0 });
    expect(losses.isProven(0)).toBe(false);
  });
});

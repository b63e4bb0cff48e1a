import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { Store } from '../../src/core/ports.ts';

/** What a killed process had been told was on disk: the numbers of each step. */
export type Acknowledged = { name: string; steps: Map<string, Set<number>> };

/** Which built module a child opens, since Node 20 cannot run TypeScript itself. */
export type ChildStore = { module: string; open: string; options: unknown };

/**
 * Lets a process of its own work claims through and kills it without warning in the middle of it.
 * Fails: Error when the store was not built, or when the child ends by itself.
 */
export async function writeAndKill(child: ChildStore, name: string, claims: number): Promise<Acknowledged> {
  const module = fileURLToPath(new URL(`../../dist/store/${child.module}`, import.meta.url));
  if (!existsSync(module)) throw new Error(`${module} is missing: run "npm run build" first`);
  const script = fileURLToPath(new URL('./writing-child.mjs', import.meta.url));
  const writer = spawn(process.execPath, [script, module, child.open, JSON.stringify(child.options), name], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(writer, 'exit');
  const steps = new Map<string, Set<number>>();
  for await (const line of createInterface({ input: writer.stdout })) {
    const [step = '', i] = line.split(' ');
    steps.set(step, (steps.get(step) ?? new Set()).add(Number(i)));
    if ((steps.get('claim')?.size ?? 0) >= claims) writer.kill('SIGKILL');
  }
  const [code, signal]: unknown[] = await exited;
  if (signal !== 'SIGKILL') throw new Error(`the writing process ended by itself with ${String(code)}`);
  return { name, steps };
}

/** Holds a store against what the killed process had been told; every step may have gone one further than was said. */
export async function expectNothingLost(store: Store, { name, steps }: Acknowledged): Promise<void> {
  const claims = (await store.listClaims({ limit: 1e9 })).filter((claim) => claim.sourceKey.startsWith(`${name}:`));
  const numbers = new Map(claims.map((claim) => [Number(claim.sourceKey.slice(name.length + 1)), claim.id]));
  const said = (step: string): number[] => [...(steps.get(step) ?? [])];
  expect(said('claim').filter((i) => !numbers.has(i))).toEqual([]);
  for (const [i, id] of numbers) {
    const fetches = await store.listFetches(id);
    expect(fetches).toHaveLength(1);
    if (steps.get('sealed')?.has(i) === true) expect(fetches[0]).toMatchObject({ phase: 'complete', readings: [{}] });
  }
  const serials = said('readings').map((i) => `${name}:${i}`);
  expect((await store.latestReadings(serials, ['uptime'], 0)).map((one) => one.serial)).toEqual(serials);
  const waiting = new Set((await store.listIncoming()).map((one) => one.key));
  for (const i of said('incoming')) {
    if (steps.get('done')?.has(i) === true) expect(waiting.has(`${name}:${i}`)).toBe(false);
    expect(await store.addIncoming(`${name}:${i}`, {}, 0)).toEqual({ isNew: false });
  }
}

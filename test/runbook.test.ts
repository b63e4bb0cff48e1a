import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openMetrics } from '../src/metrics.ts';

const readme = readFileSync('README.md', 'utf8');
const runbook = readme.slice(readme.indexOf('\n## Runbook'), readme.indexOf('\n## Develop'));
const source = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !file.startsWith('demo'))
  .map((file) => readFileSync(join('src', file), 'utf8'))
  .join('\n');

/** Events whose name is put together where they are logged: of the store's notices, and of the queue's troubles. */
const MADE: Record<string, (what: string) => boolean> = {
  store: (what) => source.includes(`kind: '${what}'; where`),
  queue: (what) => new RegExp(`(onTrouble|tell)\\('${what}'`).test(source),
};

function isLogged(event: string): boolean {
  const [area = '', what = ''] = event.split('.');
  return source.includes(`'${event}'`) || (MADE[area]?.(what) ?? false);
}

describe('the runbook', () => {
  it('names no event that the program does not log', () => {
    const named = [...runbook.matchAll(/`([a-z-]+\.[a-z][a-z_-]+)`/g)].map(([, event]) => event ?? '');
    const settings = /^(queue\.leaseSeconds|sweep\.atOnce|peers\.live|api\.callers)$/;
    const events = new Set(named.filter((name) => !/\.(yml|json)$/.test(name) && !settings.test(name)));
    expect(events.size).toBeGreaterThan(10);
    expect([...events].filter((event) => !isLogged(event))).toEqual([]);
    expect(isLogged('claim.failed')).toBe(false);
  });

  it('names no metric that the program does not count', async () => {
    const metrics = openMetrics(() => undefined);
    metrics.watch({ count: async () => ({ waiting: 0, running: 0 }) });
    const { text } = await metrics.text();
    const named = [...readme.matchAll(/\bclaimscope_[a-z_]+/g)].map(([name]) => name);
    expect(named).toContain('claimscope_queue_jobs');
    expect(named.filter((name) => !text.includes(`# TYPE ${name} `))).toEqual([]);
  });
});

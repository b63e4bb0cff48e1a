import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Fetch } from '../src/core/dossier.ts';
import type { DeviceAnswer, Reader, ReadRequest } from '../src/core/ports.ts';
import { openMetrics } from '../src/metrics.ts';
import { openSqliteStore } from '../src/store/sqlite-store.ts';
import { sampleClaim, sampleFetch } from './slack/dossiers.ts';

/** The value of one line of Prometheus' text form; undefined where there is none. */
function valueOf(text: string, series: string): number | undefined {
  const line = text.split('\n').find((one) => one.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
}

describe('the dashboard', () => {
  it('asks for nothing that the program does not count', async () => {
    const dashboard = z
      .object({ panels: z.array(z.object({ targets: z.array(z.object({ expr: z.string() })) })) })
      .parse(JSON.parse(readFileSync('.grafana/claimscope.json', 'utf8')));
    const metrics = openMetrics(() => undefined);
    metrics.watch({ count: async () => ({ waiting: 0, running: 0 }) });
    const { text } = await metrics.text();
    const known = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
    const asked = dashboard.panels.flatMap(({ targets }) =>
      targets.flatMap(({ expr }) => expr.match(/\bclaimscope_\w+/g) ?? []),
    );
    expect(asked.length).toBeGreaterThanOrEqual(dashboard.panels.length);
    expect(asked.filter((name) => !known.has(name.replace(/_(bucket|count|sum)$/, '')))).toEqual([]);
  });
});

describe('what the program counts of itself', () => {
  it('is each line of the log by its event, and no fact of it', async () => {
    const logged: string[] = [];
    const metrics = openMetrics((_level, event) => void logged.push(event));
    metrics.log('warn', 'slack.limited', { lane: 'post C0CLAIMS001' });
    metrics.log('warn', 'slack.limited', { lane: 'post C0CLAIMS002' });
    const { type, text } = await metrics.text();
    expect(type).toContain('text/plain');
    expect(logged).toEqual(['slack.limited', 'slack.limited']);
    expect(valueOf(text, 'claimscope_events_total{level="warn",event="slack.limited"}')).toBe(2);
    expect(text).not.toContain('C0CLAIMS001');
  });

  it('is each claim once by the way it came, and each sealed fetch once with its time and its peers', async () => {
    const metrics = openMetrics(() => undefined);
    const store = metrics.store(await openSqliteStore({ path: ':memory:' }));
    const { id: _, status: _status, events: _events, revision: _revision, ...claim } = sampleClaim();
    const { claim: added } = await store.addClaim(claim);
    await store.addClaim(claim);
    // What repeats it joins it through the counted store as through the bare one, and is no claim more.
    const again = await store.addClaim({ ...claim, sourceKey: 'cmd:2' }, { notBefore: 0 });
    expect(again).toMatchObject({ isNew: false, joined: true, claim: { id: added.id } });
    const [pending] = await store.listFetches(added.id);
    const sealed: Fetch = { ...sampleFetch(), n: 0, key: pending?.key ?? '', askedAt: 1000, doneAt: 3500 };
    await store.sealFetch(added.id, sealed);
    await store.sealFetch(added.id, sealed);
    const { text } = await metrics.text();
    expect(valueOf(text, 'claimscope_claims_total{via="command"}')).toBe(1);
    expect(valueOf(text, 'claimscope_fetch_seconds_sum')).toBe(2.5);
    expect(valueOf(text, 'claimscope_fetch_seconds_count')).toBe(1);
    expect(valueOf(text, 'claimscope_peers_total{kind="live"}')).toBe(sealed.peers.live);
    await store.close();
  });

  it('leaves the store as it is: a claim joins one that stands, and is not counted', async () => {
    const metrics = openMetrics(() => undefined);
    const store = metrics.store(await openSqliteStore({ path: ':memory:' }));
    const { id: _, status: _status, events: _events, revision: _revision, ...claim } = sampleClaim();
    await store.addClaim(claim);
    const again = await store.addClaim({ ...claim, sourceKey: 'again' }, { notBefore: 0 });
    expect(again).toMatchObject({ isNew: false, joined: true });
    expect(valueOf((await metrics.text()).text, 'claimscope_claims_total{via="command"}')).toBe(1);
    await store.close();
  });

  it('is how devices answered, and what waits in the queue; a queue that is away is not an empty one', async () => {
    const metrics = openMetrics(() => undefined);
    const answer: DeviceAnswer = { serial: 'A', outcome: { kind: 'silent', tried: 'SNMP' }, readings: [] };
    const reader: Reader = metrics.reader({ read: async () => answer, close: async () => undefined });
    const device = { serial: 'A', model: 'M', customer: 'C', address: '127.0.0.1' };
    const request: ReadRequest = { device, asks: [], identity: { serial: [], model: [] }, deadlineMs: 1 };
    expect(await reader.read(request)).toBe(answer);
    let isAway = false;
    metrics.watch({ count: async () => (isAway ? Promise.reject(new Error('away')) : { waiting: 3, running: 1 }) });
    const there = (await metrics.text()).text;
    expect(valueOf(there, 'claimscope_device_read_seconds_count{outcome="silent"}')).toBe(1);
    expect(valueOf(there, 'claimscope_queue_jobs{state="waiting"}')).toBe(3);
    isAway = true;
    expect(valueOf((await metrics.text()).text, 'claimscope_queue_jobs{state="waiting"}')).toBeUndefined();
  });
});

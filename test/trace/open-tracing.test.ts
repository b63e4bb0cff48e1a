import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import { type OpenTracing, openTracing } from '../../src/trace/open-tracing.ts';
import { type Arrived, type Collector, startCollector } from './collector.ts';

const REMOTE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const close of opened.splice(0).toReversed()) await close();
});

async function scene(sampled = 1): Promise<{ collector: Collector; tracing: OpenTracing; lines: string[] }> {
  const collector = await startCollector();
  const lines: string[] = [];
  const target = { url: `${collector.url}/v1/traces`, service: 'desk', sampled };
  const tracing = openTracing(target, (level, event) => void lines.push(`${level} ${event}`));
  opened.push(collector.stop, tracing.close);
  return { collector, tracing, lines };
}
function one(spans: readonly Arrived[], name: string): Arrived {
  const found = spans.filter((span) => span.name === name);
  expect(found).toHaveLength(1);
  return found[0] ?? expect.fail(name);
}

describe('openTracing', () => {
  it('nests what is done side by side under what it was begun in, and not under what was going on beside it', async () => {
    const { collector, tracing } = await scene();
    const claim = (n: number): Promise<void> =>
      tracing.span(`work ${n}`, {}, async () => {
        await sleep(5 * n);
        await tracing.span(`step ${n}`, { kind: 'client' }, () => sleep(5));
        tracing.spanNow(`think ${n}`, {}, () => n);
      });
    await Promise.all([claim(1), claim(2), claim(3)]);
    await tracing.close();
    expect(collector.spans).toHaveLength(9);
    for (const n of [1, 2, 3]) {
      const work = one(collector.spans, `work ${n}`);
      for (const name of [`step ${n}`, `think ${n}`]) {
        expect(one(collector.spans, name)).toMatchObject({ parentSpanId: work.spanId, traceId: work.traceId });
      }
    }
    expect(new Set(collector.spans.map(({ traceId }) => traceId)).size).toBe(3);
    expect(collector.spans.every(({ service }) => service === 'desk')).toBe(true);
  });

  it('goes on in another process where it was carried to', async () => {
    const [here, there] = [await scene(), await scene()];
    const carried = await here.tracing.span('asked', {}, async () => here.tracing.carry());
    await there.tracing.span('elsewhere', {}, () =>
      there.tracing.span('done', { parent: { carried } }, async () => undefined),
    );
    await Promise.all([here.tracing.close(), there.tracing.close()]);
    const asked = one(here.collector.spans, 'asked');
    expect(one(there.collector.spans, 'done')).toMatchObject({ traceId: asked.traceId, parentSpanId: asked.spanId });
    expect(one(there.collector.spans, 'elsewhere').traceId).not.toBe(asked.traceId);
  });

  it('begins a trace of its own where what was carried is no trace', async () => {
    const { tracing } = await scene(0);
    const text = fc.oneof(fc.string(), fc.constantFrom(undefined, '', REMOTE.replace('0af7', 'zzzz'), `${REMOTE}-x`));
    await fc.assert(
      fc.asyncProperty(text, async (carried) => {
        const ids = await tracing.span('work', { parent: { carried } }, async () => tracing.ids());
        expect(ids?.trace_id).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
      }),
    );
    const ids = await tracing.span('work', { parent: { carried: REMOTE } }, async () => tracing.ids());
    expect(ids?.trace_id).toBe('0af7651916cd43dd8448eb211c80319c');
  });

  it('tells that something failed by its kind, never by its words, and lets the failure pass', async () => {
    const { collector, tracing } = await scene();
    const work = tracing.span('work', {}, async (span) => {
      span.set({ 'claim.id': 7, kinds: ['a', 'b'] });
      throw new AppError('store_failed', 'the customer said *boom*');
    });
    await expect(work).rejects.toThrow('boom');
    expect(() =>
      tracing.spanNow('think', {}, () => {
        throw new TypeError('secret words');
      }),
    ).toThrow('secret');
    expect(await tracing.span('refused', {}, async (span) => span.fail('refused'))).toBeUndefined();
    await tracing.close();
    const { facts, status } = one(collector.spans, 'work');
    expect(status.code).toBe(2);
    expect(Object.fromEntries(facts)).toMatchObject({ 'claim.id': '7', 'error.type': 'store_failed' });
    expect(facts.get('kinds')).toContain('"a"');
    expect(one(collector.spans, 'think').facts.get('error.type')).toBe('TypeError');
    expect(one(collector.spans, 'refused')).toMatchObject({ status: { code: 2 } });
    expect(collector.raw.join()).not.toMatch(/boom|secret words/);
  });

  it('keeps the share of traces that is wanted, each whole, and what another system keeps', async () => {
    const { collector, tracing } = await scene(0.5);
    for (let n = 0; n < 200; n += 1) {
      await tracing.span('outer', {}, () => tracing.span('inner', {}, async () => undefined));
    }
    await tracing.span('kept', { parent: { carried: REMOTE } }, async () => undefined);
    await tracing.span('left', { parent: { carried: REMOTE.replace(/01$/, '00') } }, async () => undefined);
    await tracing.close();
    const outer = collector.spans.filter(({ name }) => name === 'outer').map(({ traceId }) => traceId);
    const inner = collector.spans.filter(({ name }) => name === 'inner').map(({ traceId }) => traceId);
    // Of 200 with a chance of a half; beyond these bounds lies less than one run in a million.
    expect(outer.length).toBeGreaterThan(60);
    expect(outer.length).toBeLessThan(140);
    expect(inner.toSorted()).toEqual(outer.toSorted());
    one(collector.spans, 'kept');
    expect(collector.spans.some(({ name }) => name === 'left')).toBe(false);
  });

  it('says once that the collector is away and once that it is back, and ends in time where it never comes', async () => {
    vi.stubEnv('OTEL_BSP_SCHEDULE_DELAY', '10');
    vi.stubEnv('OTEL_EXPORTER_OTLP_TIMEOUT', '300');
    const { collector, tracing, lines } = await scene();
    const { url } = collector;
    await collector.stop();
    const told = async (wanted: string): Promise<void> => {
      await vi.waitFor(
        async () => {
          await tracing.span('work', {}, async () => undefined);
          expect(lines).toContain(wanted);
        },
        { timeout: 30_000 },
      );
    };
    await told('warn traces.lost');
    await tracing.span('work', {}, async () => undefined);
    await sleep(100);
    const again = await startCollector(Number(new URL(url).port));
    opened.push(again.stop);
    await told('info traces.back');
    expect(lines).toEqual(['warn traces.lost', 'info traces.back']);
    await again.stop();
    await tracing.span('work', {}, async () => undefined);
    await tracing.close();
  });
});

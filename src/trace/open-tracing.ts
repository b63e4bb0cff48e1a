import { AsyncLocalStorage } from 'node:async_hooks';
import { type Context, ROOT_CONTEXT, type Span as OtelSpan, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { type ExportResult, ExportResultCode, parseTraceParent } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  ParentBasedSampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-base';
import { AppError } from '../core/errors.ts';
import type { Span, SpanFacts, SpanStart, Tracing } from '../core/tracing.ts';

/** Where spans go. Shape: `url` is the whole address of the collector's traces; `sampled` the share of traces that is kept, 0 to 1. */
export type TraceTarget = { url: string; service: string; sampled: number };

type Log = (level: 'info' | 'warn', event: string, facts: Record<string, unknown>) => void;

/** Tracing while it goes on. */
export type OpenTracing = Tracing & {
  /** The trace and the span that are going on, as a log line names them; nothing where there are none. */
  ids: () => { trace_id: string; span_id: string } | undefined;
  /** Sends what is left, in a bounded time. Fails: never. */
  close: () => Promise<void>;
};

/** A collector that is away holds nobody up at the end for longer. Units: milliseconds. */
const CLOSE_MS = 2_000;
/** Nothing that is told is longer than a short name. */
const LONGEST_FACT = 128;

const KINDS = { server: SpanKind.SERVER, client: SpanKind.CLIENT, consumer: SpanKind.CONSUMER };

/**
 * Opens the way to an OpenTelemetry collector: OTLP over HTTP, JSON, in batches.
 * Shape: nothing global is set, so that two of them live side by side. Headers, time-outs and sizes of batches come from the variables of
 * OpenTelemetry, as its packages read them.
 * Fails: never; spans that the collector does not take are dropped, and the log says once that it is lost and once that it is back.
 */
export function openTracing(target: TraceTarget, log: Log): OpenTracing {
  const exporter = watched(new OTLPTraceExporter({ url: target.url }), { where: new URL(target.url).host, log });
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': target.service, 'process.pid': process.pid }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(target.sampled) }),
    spanProcessors: [new BatchSpanProcessor(exporter)],
    generalLimits: { attributeValueLengthLimit: LONGEST_FACT },
  });
  const tracer = provider.getTracer('claimscope');
  const now = new AsyncLocalStorage<Context>();

  function begin(name: string, { kind, facts = {}, parent }: SpanStart): { span: OtelSpan; within: Context } {
    const from = parent === undefined ? (now.getStore() ?? ROOT_CONTEXT) : contextOf(parent.carried);
    const started = { attributes: attributesOf(facts), ...(kind === undefined ? {} : { kind: KINDS[kind] }) };
    const span = tracer.startSpan(name, started, from);
    return { span, within: trace.setSpan(from, span) };
  }
  function going(): OtelSpan | undefined {
    const within = now.getStore();
    return within === undefined ? undefined : trace.getSpan(within);
  }

  return {
    span(name, start, work) {
      const { span, within } = begin(name, start);
      return now.run(within, async () => {
        try {
          return await work(handleOf(span));
        } catch (error) {
          fail(span, kindOf(error));
          throw error;
        } finally {
          span.end();
        }
      });
    },
    spanNow(name, start, work) {
      const { span, within } = begin(name, start);
      return now.run(within, () => {
        try {
          return work(handleOf(span));
        } catch (error) {
          fail(span, kindOf(error));
          throw error;
        } finally {
          span.end();
        }
      });
    },
    carry() {
      const context = going()?.spanContext();
      if (context === undefined) return undefined;
      return `00-${context.traceId}-${context.spanId}-${context.traceFlags.toString(16).padStart(2, '0')}`;
    },
    ids() {
      const context = going()?.spanContext();
      return context === undefined ? undefined : { trace_id: context.traceId, span_id: context.spanId };
    },
    async close() {
      let timer: NodeJS.Timeout | undefined;
      const bound = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, CLOSE_MS);
      });
      await Promise.race([provider.shutdown().catch(() => undefined), bound]);
      clearTimeout(timer);
    },
  };
}

/** The span that another process or system was in; none where it says nothing that can be read. */
function contextOf(carried: string | undefined): Context {
  const remote = carried === undefined ? null : parseTraceParent(carried);
  return remote === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, { ...remote, isRemote: true });
}

function handleOf(span: OtelSpan): Span {
  return { set: (facts) => void span.setAttributes(attributesOf(facts)), fail: (what) => fail(span, what) };
}

function attributesOf(facts: SpanFacts): Record<string, string | number | boolean | string[]> {
  return Object.fromEntries(
    Object.entries(facts).map(([name, fact]) => [name, typeof fact === 'object' ? [...fact] : fact]),
  );
}

/** Its message is left out: it may quote what somebody said. */
function fail(span: OtelSpan, what: string): void {
  span.setAttribute('error.type', what);
  span.setStatus({ code: SpanStatusCode.ERROR });
}

function kindOf(error: unknown): string {
  if (error instanceof AppError) return error.code;
  return error instanceof Error ? error.name : 'unknown';
}

/** The same exporter; the log hears when the collector takes nothing, and when it does again. */
function watched(exporter: SpanExporter, { where, log }: { where: string; log: Log }): SpanExporter {
  let isLost = false;
  function note(result: ExportResult): void {
    const isNow = result.code !== ExportResultCode.SUCCESS;
    if (isNow === isLost) return;
    isLost = isNow;
    log(isNow ? 'warn' : 'info', isNow ? 'traces.lost' : 'traces.back', { where });
  }
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        note(result);
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  };
}

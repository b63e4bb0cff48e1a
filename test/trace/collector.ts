import { createServer } from 'node:http';
import { z } from 'zod';

const value = z.record(z.string(), z.unknown());
const span = z.object({
  traceId: z.string().regex(/^[0-9a-f]{32}$/),
  spanId: z.string().regex(/^[0-9a-f]{16}$/),
  parentSpanId: z.string().optional(),
  name: z.string(),
  kind: z.number(),
  startTimeUnixNano: z.string(),
  endTimeUnixNano: z.string(),
  attributes: z.array(z.object({ key: z.string(), value })),
  status: z.object({ code: z.number().optional() }),
});
const body = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: z.array(z.object({ key: z.string(), value })) }),
      scopeSpans: z.array(z.object({ spans: z.array(span) })),
    }),
  ),
});

/** A span as it arrived. Shape: `facts` by their keys, as JSON of OTLP has them. */
export type Arrived = Omit<z.output<typeof span>, 'attributes'> & { facts: Map<string, string>; service: string };

/** A collector of traces on loopback: OTLP over HTTP, JSON. Source: OpenTelemetry protocol, OTLP/HTTP. */
export type Collector = { url: string; spans: Arrived[]; raw: string[]; stop: () => Promise<void> };

/** Units: `port` 0 for any that is free. */
export async function startCollector(onPort = 0): Promise<Collector> {
  const spans: Arrived[] = [];
  const raw: string[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      if (request.method !== 'POST' || request.url !== '/v1/traces') {
        response.writeHead(404).end();
        return;
      }
      raw.push(text);
      for (const { resource, scopeSpans } of body.parse(JSON.parse(text)).resourceSpans) {
        const service = textOf(resource.attributes.find(({ key }) => key === 'service.name')?.value);
        for (const { attributes, ...rest } of scopeSpans.flatMap((scope) => scope.spans)) {
          spans.push({ ...rest, service, facts: new Map(attributes.map(({ key, value }) => [key, textOf(value)])) });
        }
      }
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(onPort, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    spans,
    raw,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function textOf(value: Record<string, unknown> | undefined): string {
  const [only] = Object.values(value ?? {});
  return typeof only === 'string' || typeof only === 'number' || typeof only === 'boolean'
    ? String(only)
    : JSON.stringify(only);
}

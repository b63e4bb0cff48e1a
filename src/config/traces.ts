import type { Config } from './config.ts';
import type { ConfigFile } from './schema.ts';

/** Where an endpoint that stands for all signals takes traces. Source: OpenTelemetry, OTLP exporter configuration, endpoint URLs for OTLP/HTTP. */
const PATH = 'v1/traces';
const ONE_SIGNAL = 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT';
const ALL_SIGNALS = 'OTEL_EXPORTER_OTLP_ENDPOINT';

/**
 * Where traces go, by OpenTelemetry's own variables or else by the file; nothing where neither says so, or the variables switch it off.
 * Shape: a fault is added where a variable holds no address; it is not repeated, since it may hold a password.
 * Source: OpenTelemetry, environment variable specification.
 */
export function toTraces(
  { url, service, sampled }: ConfigFile['traces'],
  env: Record<string, string | undefined>,
  faults: string[],
): Pick<Config, 'traces'> {
  if (env['OTEL_SDK_DISABLED']?.toLowerCase() === 'true') return {};
  const name = isGiven(env[ONE_SIGNAL]) ? ONE_SIGNAL : ALL_SIGNALS;
  const given = isGiven(env[name]) ? env[name] : undefined;
  const endpoint = given ?? url;
  if (endpoint === undefined) return {};
  if (!/^https?:\/\//i.test(endpoint) || !URL.canParse(endpoint)) {
    faults.push(`the environment variable ${name} must hold an http or https address`);
    return {};
  }
  const base = new URL(endpoint);
  if (given === undefined || name === ALL_SIGNALS) base.pathname = `${base.pathname.replace(/\/$/, '')}/${PATH}`;
  const named = env['OTEL_SERVICE_NAME'];
  return { traces: { url: base.href, service: isGiven(named) ? named : service, sampled } };
}

function isGiven(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}

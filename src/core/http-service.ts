import type { DocumentFormat } from './place.ts';
import type { Secret } from './secret.ts';

/** How we prove to a service who we are. */
export type ServiceAuth =
  | { kind: 'bearer'; token: Secret }
  | { kind: 'basic'; user: string; password: Secret }
  | { kind: 'header'; name: string; value: Secret }
  | { kind: 'query'; name: string; value: Secret };

/**
 * A service that answers for a serial (remote maintenance).
 * `urlTemplate` holds `{serial}` and may hold `{model}` and `{address}`, all after its host. `serial` and `readAt` point at what the document says of
 * itself (`/serial`, `/readAt` unless told).
 */
export type HttpService = {
  urlTemplate: string;
  auth?: ServiceAuth | undefined;
  headers?: Record<string, string> | undefined;
  format?: DocumentFormat | undefined;
  serial?: string | undefined;
  readAt?: string | undefined;
};

import { Secret } from '../../core/secret.ts';

/** No configuration has a name like this. */
const MARK = '\u0000secret';

/**
 * A plain value whose secrets are marked, fit to be sent to another thread and to nobody else.
 * Shape: objects, arrays and what is no object; functions are left out.
 */
export function packSecrets(value: unknown): unknown {
  if (isSecret(value)) return { [MARK]: value.reveal() };
  return mapped(value, packSecrets);
}

/** What `packSecrets` was given, with secrets that do not show again. */
export function unpackSecrets(value: unknown): unknown {
  if (typeof value === 'object' && value !== null && MARK in value) return new Secret(String(value[MARK]));
  return mapped(value, unpackSecrets);
}

function mapped(value: unknown, map: (value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(map);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, own]) => (typeof own === 'function' ? [] : [[name, map(own)]])),
  );
}

function isSecret(value: unknown): value is Secret {
  return typeof value === 'object' && value !== null && 'reveal' in value && typeof value.reveal === 'function';
}

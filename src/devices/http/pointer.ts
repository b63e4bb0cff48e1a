/**
 * The value at a JSON pointer; undefined when there is none.
 * Source: RFC 6901.
 */
export function pointAt(document: unknown, pointer: string): unknown {
  let value = document;
  for (const step of pointer.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(value)) {
      value = /^(0|[1-9]\d*)$/.test(key) ? value[Number(key)] : undefined;
    } else if (isMembers(value)) {
      value = Object.hasOwn(value, key) ? value[key] : undefined;
    } else {
      return undefined;
    }
  }
  return value;
}

/** Whether a JSON value is an object with members (no array). */
export function isMembers(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * A value as text: a scalar, or an XML element that holds text beside its attributes; undefined for anything that has members of its own.
 */
export function pointText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (!isMembers(value)) return undefined;
  const names = Object.keys(value);
  if (names.length === 0 || !names.every((name) => name === '#text' || name.startsWith('@'))) return undefined;
  const text = value['#text'] ?? '';
  return typeof text === 'string' ? text : undefined;
}

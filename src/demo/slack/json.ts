/** A JSON object whose shape is not yet known: what comes over the wire. */
export type Fields = Record<string, unknown>;

/** True for a JSON object, not for an array and not for null. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value as an object; an empty one when it is none. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

/** The value as a list; an empty one when it is none. */
export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The objects of a list; everything else in it is left out. */
export function objectsOf(value: unknown): Fields[] {
  return listOf(value).filter(isFields);
}

/** The value as text; empty when it is neither a string nor a number. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : '';
}

/** True for true, 'true' and '1': forms send words where JSON sends booleans. */
export function isYes(value: unknown): boolean {
  return value === true || value === 'true' || value === '1' || value === 1;
}

/**
 * The value of a JSON text, or undefined when the text is no JSON.
 * Fails: never.
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A parameter that is an object or list in a JSON body and a JSON text in a form. */
export function unpacked(value: unknown): unknown {
  return typeof value === 'string' ? parseJson(value) : value;
}

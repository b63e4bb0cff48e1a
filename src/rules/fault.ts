/** One fault with its place; lines and columns count from 1. */
export type Fault = { path: string; line: number; column: number; text: string };

/**
 * What is wrong in a document, before its line is known.
 * Shape: `where` is a path of keys; `on` says whether the key or its value is pointed at (a list's member has no key and stands for itself).
 */
export type Finding = { what: string; where: PropertyKey[]; why: string; on: 'key' | 'value' };

/** The one form of a fault's sentence: what, where, why. */
export function faultSentence({ what, where, why }: Finding): string {
  return `${what}, ${where.length === 0 ? 'at the top level' : `at ${where.map(String).join('.')}`}, ${why}`;
}

/** Faults as `path:line:column: what, where, why`, in the order in which a person mends them: by file, then from top to bottom. */
export function renderFaults(faults: Fault[]): string[] {
  return [...faults]
    .sort((a, b) => inOrder(a.path, b.path) || a.line - b.line || a.column - b.column || inOrder(a.text, b.text))
    .map((fault) => `${fault.path}:${fault.line}:${fault.column}: ${fault.text}`);
}

/** Order that does not depend on the machine's language. */
export function inOrder(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** A statement of a test, or of a rule, that turned out otherwise. */
export function failedCase(what: string, where: PropertyKey[], why: string): Finding {
  return { what, where, why, on: 'value' };
}

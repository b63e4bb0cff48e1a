import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { z } from 'zod';
import { type Fault, faultSentence, type Finding } from './fault.ts';
import { knownKeys } from './known-keys.ts';
import { nearWord } from '../core/near-word.ts';
import { zodFaults } from './zod-faults.ts';

/** A file as it was read; `path` is how it is shown to a person, `kept` what its text said when it was read before. */
export type YamlFile = { path: string; text: string; kept?: { plain: unknown } | undefined };

/**
 * A YAML file held against its schema.
 * `value` is absent when there is any fault; `place` turns a finding about the file into a fault with line and column.
 */
export type CheckedFile<T> = {
  path: string;
  value: T | undefined;
  faults: Fault[];
  place: (finding: Finding) => Fault;
};

/**
 * Reads one YAML text and holds it against a schema.
 * Fails: never; everything that is wrong is in `faults`.
 */
export function checkYaml<T>(file: YamlFile, schema: z.ZodType<T>): CheckedFile<T> {
  const known = file.kept === undefined ? undefined : schema.safeParse(file.kept.plain);
  if (known?.success !== true) return readYaml(file, schema);
  // Where things stand in the text is asked for only when something is wrong.
  return { path: file.path, value: known.data, faults: [], place: (finding) => readYaml(file, schema).place(finding) };
}

/** What a YAML text says, for `kept`; undefined for one that is broken. */
export function plainOf(text: string): unknown {
  const document = parseDocument(text);
  return document.errors.length + document.warnings.length > 0 ? undefined : toPlain(document)[0];
}

function readYaml<T>(file: YamlFile, schema: z.ZodType<T>): CheckedFile<T> {
  const lines = new LineCounter();
  const document = parseDocument(file.text, { lineCounter: lines });
  const at = (offset: number, text: string): Fault => {
    const { line, col } = lines.linePos(offset);
    return { path: file.path, line, column: col, text };
  };
  const place = (finding: Finding): Fault => at(offsetOf(document, finding), faultSentence(finding));
  const broken = [...document.errors, ...document.warnings].map((error) =>
    at(error.pos[0], `${firstLine(error.message)}, in the YAML, ${yamlReason(error.code)}`),
  );
  if (broken.length > 0) return { path: file.path, value: undefined, faults: broken, place };

  const [plain, aliasFault] = toPlain(document);
  if (aliasFault !== undefined) {
    const fault = at(0, `${aliasFault}, in the YAML, write it out instead`);
    return { path: file.path, value: undefined, faults: [fault], place };
  }
  const parsed = schema.safeParse(plain);
  if (parsed.success) return { path: file.path, value: parsed.data, faults: [], place };
  const suggest = (path: PropertyKey[], word: string): string => {
    const known = knownKeys(schema, path, plain);
    const near = nearWord(word, known);
    return near === undefined ? `known here: ${known.join(', ')}` : `did you mean "${near}"?`;
  };
  const faults = zodFaults(parsed.error.issues, plain, suggest).map(place);
  return { path: file.path, value: undefined, faults, place };
}

function firstLine(message: string): string {
  return (message.split('\n')[0] ?? message).replace(/ at line \d+, column \d+:?$/, '');
}

function yamlReason(code: string): string {
  return code === 'DUPLICATE_KEY' ? 'the second one would silently win' : 'the file cannot be read';
}

/** Too many aliases make `toJS` throw: that is the parser's guard against documents that explode. */
function toPlain(document: Document): [unknown, undefined] | [undefined, string] {
  try {
    return [document.toJS(), undefined];
  } catch (error) {
    return [undefined, error instanceof Error ? firstLine(error.message) : String(error)];
  }
}

/** Where a finding points; what is not in the document points at the nearest parent that is. */
function offsetOf(document: Document, { where, on }: Finding): number {
  let value: Node | null = document.contents;
  let offset = startOf(value) ?? 0;
  let keyOffset = offset;
  for (const [depth, step] of where.entries()) {
    const found = stepInto(document, value, step);
    if (found === undefined) break;
    value = found.value;
    // A list's member has no key of its own, so that it stands for itself.
    keyOffset = found.key ?? startOf(value) ?? keyOffset;
    offset = startOf(value) ?? keyOffset;
    if (depth === where.length - 1) return on === 'value' ? offset : keyOffset;
  }
  return keyOffset;
}

function startOf(node: Node | null): number | undefined {
  return node?.range?.[0];
}

function stepInto(
  document: Document,
  node: Node | null,
  step: PropertyKey,
): { key: number | undefined; value: Node | null } | undefined {
  const holder = isAlias(node) ? (node.resolve(document) ?? null) : node;
  if (isSeq<Node>(holder) && typeof step === 'number') {
    const member = holder.items[step];
    return member === undefined ? undefined : { key: undefined, value: member };
  }
  if (!isMap<Node, Node | null>(holder)) return undefined;
  const pair = holder.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
  return pair === undefined ? undefined : { key: startOf(pair.key), value: pair.value };
}

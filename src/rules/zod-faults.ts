import type { z } from 'zod';
import type { Finding } from './fault.ts';
import { member } from './known-keys.ts';
import { nearWord } from '../core/near-word.ts';

type Issue = z.core.$ZodIssue;
type Suggest = (path: PropertyKey[], word: string) => string;

/** Turns what zod found into findings a person can act on, in our words. */
export function zodFaults(issues: Issue[], document: unknown, suggest: Suggest): Finding[] {
  return issues.flatMap((issue) => findings(issue, document, suggest));
}

function findings(issue: Issue, document: unknown, suggest: Suggest): Finding[] {
  const where = issue.path;
  const value = valueAt(document, where);
  if (value === undefined && where.length > 0 && issue.code !== 'unrecognized_keys') return [missing(where)];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        what: `unknown key "${key}"`,
        where: [...where, key],
        why: suggest(where, key),
        on: 'key',
      }));
    case 'invalid_type':
      return [wrongType(where, value, plainType(issue.expected))];
    case 'invalid_value':
      return [notOneOf(where, value, issue.values.map(String))];
    case 'invalid_union':
      return union(issue, value, document, suggest);
    case 'too_small':
      return [tooSmall(issue, where, value)];
    case 'invalid_key':
      return [{ what: `bad key "${String(where.at(-1))}"`, where, why: issue.message, on: 'key' }];
    case 'invalid_format':
    case 'invalid_element':
    case 'not_multiple_of':
    case 'too_big':
    case 'custom':
      return [{ what: `bad value ${show(value)}`, where, why: issue.message, on: 'value' }];
  }
}

/** Of the alternatives of a union, the one that was meant: its kind of value fits, and the fewest details do not. */
function union(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  value: unknown,
  document: unknown,
  suggest: Suggest,
): Finding[] {
  const where = issue.path;
  if ('discriminator' in issue && issue.discriminator !== undefined && 'options' in issue)
    return [notOneOf(where, value, (issue.options ?? []).map(String))];
  const fitting = issue.errors.filter(
    (errors) => !errors.some((inner) => inner.path.length === 0 && inner.code === 'invalid_type'),
  );
  const [meant] = fitting.toSorted((one, other) => faultsIn(one) - faultsIn(other));
  if (meant)
    return zodFaults(
      meant.map((inner) => ({ ...inner, path: [...where, ...inner.path] })),
      document,
      suggest,
    );
  const expected = issue.errors.flatMap((errors) =>
    errors.flatMap((inner) => (inner.code === 'invalid_type' ? [plainType(inner.expected)] : [])),
  );
  return [wrongType(where, value, expected.join(' or '))];
}

/** How far a value is from an alternative: each key too many counts as a fault. */
function faultsIn(errors: readonly Issue[]): number {
  return errors.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1), 0);
}

function missing(where: PropertyKey[]): Finding {
  const parent = where.slice(0, -1);
  return { what: `missing key "${String(where.at(-1))}"`, where: parent, why: 'it is required', on: 'key' };
}

function wrongType(where: PropertyKey[], value: unknown, expected: string): Finding {
  const got = typeOf(value);
  const quote = expected.startsWith('text') && (got === 'a number' || got === 'true or false');
  return {
    what: `expected ${expected}, got ${got}`,
    where,
    why: quote ? `quote it: "${String(value)}"` : 'the value has the wrong type',
    on: 'value',
  };
}

function notOneOf(where: PropertyKey[], value: unknown, options: string[]): Finding {
  const near = typeof value === 'string' ? nearWord(value, options) : undefined;
  return {
    what: `${show(value)} is not one of ${options.join(', ')}`,
    where,
    why: near === undefined ? 'choose one of them' : `did you mean "${near}"?`,
    on: 'value',
  };
}

function tooSmall(issue: Extract<Issue, { code: 'too_small' }>, where: PropertyKey[], value: unknown): Finding {
  if (issue.origin === 'number')
    return {
      what: `${show(value)} is too small`,
      where,
      why: `it must be ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`,
      on: 'value',
    };
  return {
    what: issue.origin === 'string' ? 'empty text' : 'empty list',
    where,
    why: 'it must say something',
    on: 'value',
  };
}

function valueAt(document: unknown, path: PropertyKey[]): unknown {
  return path.reduce((value, step) => member(value, step), document);
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}

function typeOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'number') return 'a number';
  if (typeof value === 'boolean') return 'true or false';
  return typeof value === 'string' ? 'text' : 'keys and values';
}

function plainType(expected: string): string {
  const words: Record<string, string> = {
    string: 'text',
    number: 'a number',
    boolean: 'true or false',
    array: 'a list',
    object: 'keys and values',
    record: 'keys and values',
  };
  return words[expected] ?? expected;
}

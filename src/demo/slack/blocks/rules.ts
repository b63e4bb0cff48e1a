import { isFields } from '../json.ts';

/** What is wrong at one place of some blocks. */
export interface BlockFault {
  /** Where, as a JSON pointer. */
  readonly pointer: string;
  /** A short word for the kind of fault. */
  readonly code: string;
  readonly message: string;
}

/** Collects faults while the walk goes down. */
export interface At {
  readonly pointer: string;
  readonly faults: BlockFault[];
}

/** Checks one value and adds what is wrong with it. */
export type Rule = (value: unknown, at: At) => void;

/** Adds a fault at this place. */
export function fault(at: At, code: string, message: string): void {
  at.faults.push({ pointer: at.pointer, code, message });
}

/** The place of a property or an element below this one. */
export function below(at: At, key: string | number): At {
  return { pointer: `${at.pointer}/${key}`, faults: at.faults };
}

/** Text of this many characters. */
export function text(min: number, max: number): Rule {
  return (value, at) => {
    if (typeof value !== 'string') return fault(at, 'wrong_type', 'must be a string');
    if (value.length < min) fault(at, 'too_short', `must be more than ${min - 1} characters`);
    if (value.length > max) fault(at, 'too_long', `must be less than ${max + 1} characters`);
  };
}

/** Text that matches a pattern. */
export function pattern(shape: RegExp, what: string): Rule {
  return (value, at) => {
    if (typeof value !== 'string' || !shape.test(value)) fault(at, 'wrong_format', `must be ${what}`);
  };
}

/** A web address of at most this many characters. */
export function address(max: number): Rule {
  return (value, at) => {
    text(1, max)(value, at);
    if (typeof value === 'string' && !URL.canParse(value)) fault(at, 'wrong_format', 'must be a valid URL');
  };
}

/** A whole number between these. */
export function integer(min: number, max: number): Rule {
  return (value, at) => {
    const isGood = typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
    if (!isGood) fault(at, 'wrong_number', `must be an integer from ${min} to ${max}`);
  };
}

/** Any finite number. */
export function number(value: unknown, at: At): void {
  if (typeof value !== 'number' || !Number.isFinite(value)) fault(at, 'wrong_type', 'must be a number');
}

/** True or false. */
export function flag(value: unknown, at: At): void {
  if (typeof value !== 'boolean') fault(at, 'wrong_type', 'must be a boolean');
}

/** One of these words. */
export function oneOf(...words: readonly unknown[]): Rule {
  return (value, at) => {
    if (!words.includes(value)) fault(at, 'not_allowed', `must be one of ${words.map(String).join(', ')}`);
  };
}

/** A list of this many things that each keep a rule. */
export function list(min: number, max: number, each: Rule): Rule {
  return (value, at) => {
    if (!Array.isArray(value)) return fault(at, 'wrong_type', 'must be an array');
    if (value.length < min) fault(at, 'too_few', `no fewer than ${min} items allowed`);
    if (value.length > max) fault(at, 'too_many', `no more than ${max} items allowed`);
    for (const [index, item] of value.entries()) each(item, below(at, index));
  };
}

/** An object with these properties and no other. */
export function record(required: Readonly<Record<string, Rule>>, optional: Readonly<Record<string, Rule>> = {}): Rule {
  return (value, at) => {
    if (!isFields(value)) return fault(at, 'wrong_type', 'must be an object');
    for (const name of Object.keys(required)) {
      if (value[name] === undefined) fault(at, 'missing', `missing required field: ${name}`);
    }
    for (const [name, property] of Object.entries(value)) {
      if (property === undefined) continue;
      const rule = own(required, name) ?? own(optional, name);
      if (rule === undefined) fault(below(at, name), 'not_allowed', `unexpected property: ${name}`);
      else rule(property, below(at, name));
    }
  };
}

/** An object whose `type` picks the rule. */
export function byType(rules: Readonly<Record<string, Rule>>): Rule {
  return (value, at) => {
    if (!isFields(value)) return fault(at, 'wrong_type', 'must be an object');
    const type = value['type'];
    const rule = typeof type === 'string' ? own(rules, type) : undefined;
    if (rule === undefined) fault(below(at, 'type'), 'unsupported_type', `unsupported type: ${JSON.stringify(type)}`);
    else rule(value, at);
  };
}

/** Several rules on the same value. */
export function all(...rules: readonly Rule[]): Rule {
  return (value, at) => {
    for (const rule of rules) rule(value, at);
  };
}

/** A condition on an object, told in words when it does not hold. */
export function holds(condition: (value: Record<string, unknown>) => boolean, code: string, message: string): Rule {
  return (value, at) => {
    if (isFields(value) && !condition(value)) fault(at, code, message);
  };
}

/** A property of the object itself, so that a type named `constructor` finds nothing. */
function own<T>(map: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(map, name) ? map[name] : undefined;
}

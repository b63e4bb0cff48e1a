import type { StepParameter } from '../app-facts.ts';
import { isFields } from '../json.ts';
import type { World } from './world.ts';

const CHECKS: Record<string, (world: World, value: unknown) => boolean> = {
  string: (_world, value) => typeof value === 'string',
  integer: (_world, value) => Number.isInteger(value),
  number: (_world, value) => typeof value === 'number' && Number.isFinite(value),
  boolean: (_world, value) => typeof value === 'boolean',
  'slack#/types/user_id': (world, value) => typeof value === 'string' && world.people.has(value),
  'slack#/types/channel_id': (world, value) => typeof value === 'string' && world.channels.has(value),
};

/** What is wrong with the values of a step, by its declared parameters; empty when nothing is. A type that Slack does not have is wrong too. */
export function parameterFaults(world: World, declared: readonly StepParameter[], values: unknown): string[] {
  if (!isFields(values)) return ['an object is needed'];
  const missing = declared.flatMap(({ name, isRequired }) =>
    isRequired && isEmpty(values[name]) ? [`${name} is missing`] : [],
  );
  const unknown = Object.keys(values).filter((name) => !declared.some((one) => one.name === name));
  const wrong = declared.flatMap(({ name, type }) =>
    values[name] === undefined || CHECKS[type]?.(world, values[name]) === true ? [] : [`${name} is no ${type}`],
  );
  return [...missing, ...unknown.map((name) => `${name} is not declared`), ...wrong];
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === '';
}

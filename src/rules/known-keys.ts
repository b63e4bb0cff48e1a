import { z } from 'zod';

type JsonSchema = z.core.JSONSchema.JSONSchema;

/**
 * The keys that a schema allows at a path of a document, for "did you mean".
 * Shape: of several alternatives, those count that the document's own fixed values (`as: rate`) do not rule out.
 */
export function knownKeys(schema: z.ZodType, path: PropertyKey[], document: unknown): string[] {
  let nodes: JsonSchema[] = [z.toJSONSchema(schema, { target: 'draft-7', io: 'input' })];
  let value = document;
  for (const step of path) {
    nodes = nodes.flatMap((node) => alternatives(node, value)).flatMap((node) => child(node, step));
    value = member(value, step);
  }
  const keys = nodes
    .flatMap((node) => alternatives(node, value))
    .flatMap((node) => [...Object.keys(node.properties ?? {}), ...namedKeys(node)]);
  return [...new Set(keys)];
}

/** What stands at one step of a value, without ever reaching into a prototype. */
export function member(value: unknown, step: PropertyKey): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
  return Reflect.get(value, step);
}

function namedKeys(node: JsonSchema): string[] {
  return objects([node.propertyNames]).flatMap((names) => (names.enum ?? []).map(String));
}

function child(node: JsonSchema, step: PropertyKey): JsonSchema[] {
  if (typeof step === 'number') return objects([node.items].flat());
  const named = objects([node.properties?.[String(step)]]);
  return named.length > 0 ? named : objects([node.additionalProperties]);
}

/** A schema may also be `true` or `false`, which name no keys. */
function objects(schemas: (JsonSchema | boolean | undefined)[]): JsonSchema[] {
  return schemas.filter((schema) => typeof schema === 'object');
}

function alternatives(node: JsonSchema, value: unknown): JsonSchema[] {
  const options = node.oneOf ?? node.anyOf;
  if (!options) return [node];
  return objects(options).filter((option) =>
    Object.entries(option.properties ?? {}).every(([key, property]) => {
      const fixed = typeof property === 'object' ? property.const : undefined;
      const given = member(value, key);
      const isLeftOut = given === undefined && option.required?.includes(key) !== true;
      return fixed === undefined || isLeftOut || fixed === given;
    }),
  );
}

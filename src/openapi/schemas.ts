import type { Schema } from '../contracts/schema.js';
import { type Document, operationsOf, type Response } from './document.js';

type Node = Record<string, unknown>;

export const isSchema = (part: unknown): part is Schema =>
  typeof part === 'object' && part !== null && !Array.isArray(part);

/** The names of all schemas that something references, directly or not. */
export function reachable(from: unknown, schemas: Record<string, Schema>): Set<string> {
  const found = new Set<string>();
  const follow = (part: unknown): void => {
    for (const name of refsIn(part)) {
      if (found.has(name) || !schemas[name]) continue;
      found.add(name);
      follow(schemas[name]);
    }
  };
  follow(from);
  return found;
}

/** Removes schemas that no operation references, and sorts the others by name. */
export function prune(document: Document): void {
  const { schemas } = document.components;
  const used = reachable([document.paths, document.components.responses], schemas);
  document.components.schemas = Object.fromEntries([...used].sort().map((name) => [name, schemas[name]!]));
}

/** Answers have exactly the documented keys. Bodies may have further keys, which are dropped. */
export function closeAnswers(document: Document): void {
  const { schemas } = document.components;
  const taken = reachable(
    operationsOf(document).map(({ requestBody }) => requestBody),
    schemas,
  );
  for (const name of reachable(
    operationsOf(document).map(({ responses }) => responses),
    schemas,
  )) {
    const schema = schemas[name]!;
    if (schema['type'] === 'object' && schema['properties'] && !taken.has(name))
      schemas[name] = { ...schema, additionalProperties: false };
  }
}

/**
 * Translates every schema of a document from OpenAPI 3.0 to 3.1. Nest itself translates `nullable`.
 */
export function modernise(document: Document): void {
  const { schemas } = document.components;
  for (const [name, schema] of Object.entries(schemas)) schemas[name] = modern(schema);
  for (const { parameters, requestBody, responses } of operationsOf(document)) {
    const contents = [requestBody, ...(Object.values(responses) as Response[])].flatMap((part) =>
      Object.values(part?.content ?? {}),
    );
    for (const holder of [...parameters, ...contents]) holder.schema = modern(holder.schema);
  }
}

function modern({ example, ...rest }: Schema): Schema {
  const schema: Node = { ...rest, ...(example === undefined ? {} : { examples: [example] }) };
  const { items, properties, additionalProperties } = schema;
  if (isNode(items)) schema['items'] = modern(items);
  if (isNode(properties))
    schema['properties'] = Object.fromEntries(
      Object.entries(properties).map(([name, property]) => [name, modern(property as Schema)]),
    );
  if (isNode(additionalProperties)) schema['additionalProperties'] = modern(additionalProperties);
  for (const combined of ['allOf', 'anyOf', 'oneOf'])
    if (Array.isArray(schema[combined])) schema[combined] = (schema[combined] as Schema[]).map(modern);
  boundExclusively(schema, 'exclusiveMinimum', 'minimum');
  boundExclusively(schema, 'exclusiveMaximum', 'maximum');
  return withoutNeedlessAllOf(schema);
}

function boundExclusively(schema: Node, exclusive: string, limit: string): void {
  if (typeof schema[exclusive] !== 'boolean') return;
  const { [exclusive]: isExclusive, [limit]: bound } = schema;
  delete schema[isExclusive ? limit : exclusive];
  if (isExclusive) schema[exclusive] = bound;
}

// In 3.1 a reference may have keys beside it.
function withoutNeedlessAllOf({ allOf, ...rest }: Node): Schema {
  const [first, ...others] = Array.isArray(allOf) ? (allOf as Schema[]) : [];
  return first && others.length === 0 ? { ...rest, ...first } : { ...rest, ...(allOf === undefined ? {} : { allOf }) };
}

const isNode = (part: unknown): part is Node => typeof part === 'object' && part !== null;

function refsIn(part: unknown): string[] {
  if (!isNode(part)) return [];
  const { $ref } = part as { $ref?: unknown };
  return [...(typeof $ref === 'string' ? [$ref.split('/').at(-1)!] : []), ...Object.values(part).flatMap(refsIn)];
}

import type { Schema } from '../contracts/schema.js';
import { type Document, operationsOf } from './document.js';
import { isSchema, reachable } from './schemas.js';

/** `2024-01-15T10:30:00.000Z`, or with an offset instead of the `Z`. */
const LONGEST_TIME = 29;
const LONGEST_DAY = 10;
const LARGEST_INT32 = 2_147_483_647;

/**
 * Adds to the schemas of a document what follows from the kind of a value: the size of each whole number, for clients
 * in other languages, and the limits of times and whole numbers in answers. Whole numbers in answers are IDs and
 * counts, so they are not negative unless their schema says so.
 */
export function addLimits(document: Document): void {
  const { components } = document;
  const operations = operationsOf(document);
  const taken = reachable(
    operations.map(({ requestBody }) => requestBody),
    components.schemas,
  );
  for (const [name, schema] of Object.entries(components.schemas))
    components.schemas[name] = changed(schema, taken.has(name) ? sized : answered);
  for (const { parameters, requestBody } of operations)
    for (const holder of [...parameters, ...Object.values(requestBody?.content ?? {})])
      holder.schema = changed(holder.schema, sized);
  const answers = [...operations.map(({ responses }) => responses), components.responses];
  for (const response of answers.flatMap((all) => Object.values(all)))
    if (!('$ref' in response))
      for (const holder of [...Object.values(response.content ?? {}), ...Object.values(response.headers ?? {})])
        if ('schema' in holder) holder.schema = changed(holder.schema, answered);
  for (const header of Object.values(components.headers)) header.schema = changed(header.schema, answered);
}

/** A schema with every schema in it changed. */
function changed(schema: Schema, change: (schema: Schema) => Schema): Schema {
  const inner: Record<string, unknown> = {};
  for (const word of ['items', 'additionalProperties'])
    if (isSchema(schema[word])) inner[word] = changed(schema[word], change);
  for (const word of ['allOf', 'anyOf', 'oneOf'])
    if (Array.isArray(schema[word])) inner[word] = (schema[word] as Schema[]).map((one) => changed(one, change));
  if (isSchema(schema['properties']))
    inner['properties'] = Object.fromEntries(
      Object.entries(schema['properties']).map(([name, one]) => [name, changed(one as Schema, change)]),
    );
  return change({ ...schema, ...inner });
}

const answered = (schema: Schema): Schema => sized({ ...limitsOf(schema), ...schema });

const sized = (schema: Schema): Schema => ({ ...sizeOf(schema), ...schema });

const typesOf = (schema: Schema) => [schema['type']].flat();

const isClosed = (schema: Schema) => 'enum' in schema || 'const' in schema;

function limitsOf(schema: Schema): Schema {
  const { format } = schema;
  const isWhole = typesOf(schema).includes('integer');
  if (isClosed(schema)) return isWhole ? rangeOf(schema) : {};
  if (isWhole) return { minimum: 0, maximum: Number.MAX_SAFE_INTEGER };
  if (format === 'date-time') return { maxLength: LONGEST_TIME };
  return format === 'date' ? { maxLength: LONGEST_DAY } : {};
}

/** Linters want a range even where the values are listed. */
function rangeOf({ enum: all, const: one }: Schema): Schema {
  const values = ((all as unknown[] | undefined) ?? [one]).filter((value) => typeof value === 'number');
  return { minimum: Math.min(...values), maximum: Math.max(...values) };
}

function sizeOf(schema: Schema): Schema {
  if (!typesOf(schema).includes('integer')) return {};
  const { minimum, exclusiveMinimum, maximum } = schema as Record<string, number | undefined>;
  const isShort =
    isClosed(schema) ||
    ((minimum ?? exclusiveMinimum ?? -Infinity) >= -LARGEST_INT32 && (maximum ?? Infinity) <= LARGEST_INT32);
  return { format: isShort ? 'int32' : 'int64' };
}

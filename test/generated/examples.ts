import type { Schema } from '../../src/contracts/schema.js';
import type { Document } from '../../src/openapi/document.js';

/** By name: an example of each object of an OpenAPI 3.0 document, made of the examples of its fields. */
export function examplesOf({ components: { schemas } }: Document): Record<string, unknown> {
  const named = (ref: string) => schemas[ref.split('/').at(-1)!]!;

  function exampleOf(schema: Schema): unknown {
    const {
      $ref,
      allOf,
      example,
      enum: values,
      properties,
      items,
      type,
    } = schema as {
      $ref?: string;
      allOf?: Schema[];
      example?: unknown;
      enum?: unknown[];
      properties?: Record<string, Schema>;
      items?: Schema;
      type?: string;
    };
    if ($ref) return exampleOf(named($ref));
    if (example !== undefined) return example;
    if (allOf) return Object.assign({}, ...allOf.map(exampleOf));
    if (properties)
      return Object.fromEntries(Object.entries(properties).map(([field, property]) => [field, exampleOf(property)]));
    if (values) return values[0];
    if (items) return [exampleOf(items)];
    return type === 'boolean' ? true : type === 'object' ? {} : null;
  }

  const objects = Object.entries(schemas).filter(([, { properties }]) => properties);
  return Object.fromEntries(objects.map(([name, schema]) => [name, exampleOf(schema)]));
}

import type { Schema } from '../contracts/schema.js';
import type { Document, Header, Operation, Parameter, Reference, Response } from './document.js';
import { isSchema, prune } from './schemas.js';

/** The document in OpenAPI 3.0.3, for tools that do not read 3.1. It describes the same requests and answers. */
export function inOpenApi30(document: Document): Document {
  const { paths, components } = document;
  const schemas = new Schemas(components.schemas);
  const converted: Document = {
    ...document,
    openapi: '3.0.3',
    paths: valuesOf(paths, (operations) => valuesOf(operations, (operation) => operationIn(operation, schemas))),
    components: {
      ...components,
      responses: valuesOf(components.responses, (response) => responseIn(response, schemas)),
      headers: valuesOf(components.headers, (header) => headerIn(header, schemas)),
      securitySchemes: valuesOf(components.securitySchemes, cookieAsHeader),
      // Last, because the paths add schemas that have no name in 3.1.
      schemas: schemas.converted(),
    },
  };
  prune(converted);
  return converted;
}

const operationIn = ({ parameters, requestBody, responses, ...rest }: Operation, schemas: Schemas): Operation => ({
  ...rest,
  parameters: parameters.map((parameter) => parameterIn(parameter, schemas)),
  requestBody: requestBody && { ...requestBody, content: contentIn(csvAlone(requestBody.content), schemas) },
  responses: valuesOf(responses, (response) => ('$ref' in response ? response : responseIn(response, schemas))),
});

/** Of a text in several types. Generators write it as JSON if the name of any type has `json` in it. */
const csvAlone = ({
  'text/csv': csv,
  ...others
}: NonNullable<Response['content']>): NonNullable<Response['content']> => (csv ? { 'text/csv': csv } : others);

/** The most digits of an ID. */
const DIGITS = 16;

/** Generators send no cookies, or write code for them that is invalid. They do send headers. */
function cookieAsHeader(scheme: object): object {
  const { in: place, name, description, ...rest } = scheme as { in?: string; name?: string; description?: string };
  if (place !== 'cookie') return scheme;
  return { ...rest, in: 'header', name: 'Cookie', description: `\`${name}=…\`. ${description}` };
}

/** A parameter that is a number or a text is described as a text. */
function parameterIn(parameter: Parameter, schemas: Schemas): Parameter {
  const {
    oneOf,
    anyOf,
    examples = [],
    ...schema
  } = parameter.schema as Record<'oneOf' | 'anyOf', { maxLength?: number }[] | undefined> & { examples?: unknown[] };
  const choices = oneOf ?? anyOf;
  if (!choices) return { ...parameter, schema: schemas.inOldWords(parameter.schema) };
  return {
    ...parameter,
    example: String(parameter.example),
    schema: schemas.inOldWords({
      ...schema,
      type: 'string',
      maxLength: Math.max(...choices.map(({ maxLength = DIGITS }) => maxLength)),
      examples: examples.map(String),
    }),
  };
}

const responseIn = ({ headers, content, ...rest }: Response, schemas: Schemas): Response => ({
  ...rest,
  headers: headers && valuesOf(headers, (header) => ('$ref' in header ? header : headerIn(header, schemas))),
  content: content && contentIn(content, schemas),
});

const headerIn = <Part extends Header | Reference>(header: Part, schemas: Schemas): Part =>
  'schema' in header ? { ...header, schema: schemas.inOldWords(header.schema) } : header;

const contentIn = (content: NonNullable<Response['content']>, schemas: Schemas) =>
  valuesOf(content, ({ schema, ...rest }) => ({ ...rest, schema: schemas.inOldWords(schema) }));

/** The schemas of one document. In 3.0, a nullable object needs a schema of its own, `<name>OrNull`. */
class Schemas {
  private readonly orNull = new Map<string, Schema>();

  constructor(private readonly named: Record<string, Schema>) {}

  converted(): Record<string, Schema> {
    return { ...valuesOf(this.named, (schema) => this.inOldWords(schema)), ...Object.fromEntries(this.orNull) };
  }

  inOldWords(schema: Schema): Schema {
    const { $ref } = schema;
    // 3.0 ignores keys beside a reference, and generators fail on an `allOf` around it.
    if (typeof $ref === 'string') return { $ref };
    return this.members(precise(bounds(oneExample(this.union(flagAlone(oneValue(schema)))))));
  }

  private members({ items, properties, additionalProperties, allOf, ...rest }: Schema): Schema {
    const all: Record<string, unknown> = { ...rest };
    if (isSchema(items)) all['items'] = this.inOldWords(items);
    if (isSchema(properties))
      all['properties'] = valuesOf(properties as Record<string, Schema>, (property) => this.inOldWords(property));
    // `true` is the default, and generators read it as objects by name.
    if (additionalProperties !== undefined && additionalProperties !== true)
      all['additionalProperties'] = isSchema(additionalProperties)
        ? this.inOldWords(additionalProperties)
        : additionalProperties;
    if (Array.isArray(allOf)) all['allOf'] = (allOf as Schema[]).map((part) => this.inOldWords(part));
    return all;
  }

  /**
   * `type: [string, null]` and `anyOf: [{…}, {type: null}]` become `nullable`. A value of several types is described
   * without a type.
   */
  private union({ type, anyOf, oneOf, ...rest }: Schema): Schema {
    if (Array.isArray(type)) return this.union({ anyOf: (type as string[]).map((one) => ({ type: one })), ...rest });
    const choices = (anyOf ?? oneOf) as Schema[] | undefined;
    if (!choices)
      return type === 'null'
        ? { ...onlyNull, ...without(rest, 'enum') }
        : { ...rest, ...(type === undefined ? {} : { type }) };
    const [choice, ...more] = choices.filter((one) => one['type'] !== 'null');
    if (more.length > 0) return rest;
    return more.length < choices.length - 1 ? this.nullable(choice!, rest) : { ...rest, ...choice };
  }

  private nullable({ $ref, ...choice }: Schema, rest: Schema): Schema {
    if (typeof $ref !== 'string') return words({ ...rest, ...choice, nullable: true });
    const name = $ref.split('/').at(-1)!;
    this.orNull.set(`${name}OrNull`, { ...this.inOldWords(this.named[name]!), nullable: true });
    return { $ref: `${$ref}OrNull` };
  }
}

const oneValue = ({ const: value, ...rest }: Schema): Schema =>
  value === undefined ? rest : { ...rest, enum: [value] };

/** Null or an empty object: 3.0 cannot describe null alone. */
const onlyNull = { type: 'object', nullable: true, maxProperties: 0 };

/**
 * Generators fail on null in an `enum`; validators require it there. A pattern works for both. For a list of words that
 * may be null, generators write code that looks for words in null.
 */
function words({ enum: all, ...rest }: Schema): Schema {
  const { items } = rest;
  if (rest['type'] === 'array' && isSchema(items)) return { ...rest, items: words(items) };
  if (!Array.isArray(all)) return rest;
  const escaped = all
    .filter((word) => word !== null)
    .map((word) => String(word).replace(/[.*+?^$(){}|[\]\\]/g, '\\$&'));
  return rest['type'] === 'string' ? { ...rest, pattern: `^(${escaped.join('|')})$`, maxLength: longestOf(all) } : rest;
}

const longestOf = (words: unknown[]) => Math.max(...words.map((word) => (typeof word === 'string' ? word.length : 0)));

/** A flag gets no `enum`: generators write `false` into Python code and compare it as text in PHP. */
const flagAlone = (schema: Schema): Schema => (schema['type'] === 'boolean' ? without(schema, 'enum') : schema);

const oneExample = ({ examples, ...rest }: Schema): Schema =>
  Array.isArray(examples) ? { ...rest, example: examples[0] as unknown } : rest;

function bounds({ exclusiveMinimum, exclusiveMaximum, ...rest }: Schema): Schema {
  return {
    ...rest,
    ...(exclusiveMinimum === undefined ? {} : { minimum: exclusiveMinimum, exclusiveMinimum: true }),
    ...(exclusiveMaximum === undefined ? {} : { maximum: exclusiveMaximum, exclusiveMaximum: true }),
  };
}

/** Generators of Go read a number without a format in single precision, and lose cents. */
const precise = (schema: Schema): Schema => (schema['type'] === 'number' ? { format: 'double', ...schema } : schema);

const without = (schema: Schema, key: string): Schema =>
  Object.fromEntries(Object.entries(schema).filter(([name]) => name !== key));

const valuesOf = <Value, Result>(
  all: Record<string, Value>,
  change: (value: Value) => Result,
): Record<string, Result> => Object.fromEntries(Object.entries(all).map(([key, value]) => [key, change(value)]));

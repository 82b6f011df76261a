import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { NDJSON_TYPE } from '../../src/contracts/lines-answer.js';
import type { Schema } from '../../src/contracts/schema.js';
import { JSON_TYPE, type Document, type Operation, placesOf, type Response } from '../../src/openapi/document.js';

const FOLDER = join(__dirname, '../../openapi');

/** A committed document as text: that of a contract by its name, in OpenAPI 3.0 by `3.0/<name>`. */
export const committed = (name: string) => readFileSync(join(FOLDER, `${name}.json`), 'utf8');

const documents = new Map<string, Documented>();

/** A committed document, read once. */
export function committedDocument(name: string): Documented {
  const documented = documents.get(name) ?? new Documented(JSON.parse(committed(name)) as Document);
  documents.set(name, documented);
  return documented;
}

/** A document with functions that search it. */
export class Documented {
  private readonly ajv = new Ajv2020({
    strict: true,
    strictRequired: false,
    allowUnionTypes: true,
    keywords: ['example'],
    formats: { int64: true, password: true },
  });
  private readonly validators = new WeakMap<Schema, ValidateFunction>();
  private readonly routes: { pattern: RegExp; operations: Record<string, Operation> }[];

  constructor(readonly document: Document) {
    addFormats.default(this.ajv);
    this.ajv.addSchema(local({ $id: 'document', $defs: document.components.schemas }));
    // The path with the fewest parameters first, as routers choose.
    this.routes = Object.entries(document.paths)
      .sort(([one], [other]) => one.split('{').length - other.split('{').length)
      .map(([template, operations]) => ({ pattern: pattern(template), operations }));
  }

  /** The errors of a value against a schema; `undefined` if it is valid. */
  complaint(schema: Schema, value: unknown): string | undefined {
    const validate = this.validators.get(schema) ?? this.ajv.compile(local(schema));
    this.validators.set(schema, validate);
    return validate(value) ? undefined : this.ajv.errorsText(validate.errors, { dataVar: 'answer' });
  }

  response(operation: Operation, status: number | string): Response | undefined {
    const response = operation.responses[status];
    return response && '$ref' in response
      ? this.document.components.responses[response.$ref.split('/').at(-1)!]
      : response;
  }

  /** The operation of a request. */
  operationOf(method: string, path: string): Operation | undefined {
    return this.routes.find(({ pattern, operations }) => operations[method.toLowerCase()] && pattern.test(path))
      ?.operations[method.toLowerCase()];
  }
}

export { placesOf };

/** Of an answer's body. A contract may have a media type of its own for refusals. */
export const contentOf = ({ content = {} }: Response) => content[JSON_TYPE] ?? Object.values(content)[0];

export const schemaOf = (response: Response): Schema | undefined => contentOf(response)?.schema;

/** The headers that an operation requires beside its credentials, with their examples. */
export const requiredHeaders = ({ parameters }: Operation): Record<string, string> =>
  Object.fromEntries(
    parameters.flatMap(({ in: where, name, required, example }) =>
      where === 'header' && required ? [[name, String(example)]] : [],
    ),
  );

/** Whether the body is read while it arrives: it is no JSON that a schema describes. */
export const isStreamed = ({ requestBody }: Operation): boolean => NDJSON_TYPE in (requestBody?.content ?? {});

/** One row as such a body. */
export const streamed = (headers: Record<string, string>) => ({
  headers: { ...headers, 'content-type': NDJSON_TYPE },
  text: JSON.stringify({ customer_id: 1, company: 'Acme Corporation' }),
});

const pattern = (template: string) =>
  new RegExp(`^${template.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\w+\}/g, '[^/]+')}/?$`);

/** Moves definitions to the place where ajv looks for them. */
const local = (schema: object) =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/components/schemas/', '"document#/$defs/')) as Schema;

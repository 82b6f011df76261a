import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Collection, Item, Value } from '../../postman/format.js';
import { ENDS, SIGN_INS } from '../../postman/knowledge.js';
import { type Document, JSON_TYPE, type Operation } from '../../src/openapi/document.js';
import { committedDocument } from '../support/documents.js';

const COLLECTIONS = join(__dirname, '../../openapi/postman');

/** One call of a generated method. A text `{{name}}` stands for the value of a variable. */
export interface Call {
  operation: string;
  /** By the name of the parameter in the document. */
  parameters: Record<string, unknown>;
  /** The names of parameters in the path, in its order. */
  inPath: string[];
  body?: unknown;
  /** The schema of the body, or of its items. Generators name the parameter after it. */
  bodyOf?: string;
  credentials: Credential[];
  keeps: Kept[];
}

export type Credential =
  | { kind: 'bearer'; value: string }
  | { kind: 'basic'; username: string; password: string }
  | { kind: 'header'; scheme: string; name: string; value: string };

/** A value of the answer that later calls use: a field, wherever it is, or the cookie that it sets, `name=value`. */
interface Kept {
  variable: string;
  field?: string;
  cookie?: string;
}

/**
 * The calls of a document, in an order that works on a fresh server: those of its Postman collection, and each list
 * once more without a query, so that it has rows.
 */
export function callsOf(name: string): Call[] {
  const { document } = committedDocument(`3.0/${name}`);
  const collection = JSON.parse(
    readFileSync(join(COLLECTIONS, `${name}.postman_collection.json`), 'utf8'),
  ) as Collection;
  return collection.item.flatMap(({ item }) =>
    withPlainLists(item.map((one) => [callOf(one, document), one] as const)),
  );
}

/** They need a parameter of their query. */
const NOT_PLAIN: readonly string[] = ['findIds', 'exportCustomers'];

/** The plain lists come before the calls that end records. */
function withPlainLists(calls: (readonly [Call, Item])[]): Call[] {
  const isEnding = ([{ operation }]: readonly [Call, Item]) => ENDS[operation] !== undefined;
  const end = calls.findIndex(isEnding);
  const plain = calls.flatMap(([call, { request }]) =>
    request.method === 'GET' && request.url.query.length > 0 && !NOT_PLAIN.includes(call.operation)
      ? [{ ...call, parameters: withoutQuery(call, request.url.query) }]
      : [],
  );
  const all = calls.map(([call]) => call);
  return end < 0 ? [...all, ...plain] : [...all.slice(0, end), ...plain, ...all.slice(end)];
}

const withoutQuery = ({ parameters }: Call, query: Value[]) =>
  Object.fromEntries(Object.entries(parameters).filter(([name]) => !query.some(({ key }) => key === name)));

/** By operation: the variable that has its record, because the record that the collection uses is not ready. */
const READY: Readonly<Record<string, string>> = {
  listImportRows: 'plannedId',
  exportRefusedRows: 'plannedId',
  runImport: 'plannedId',
  undoImport: 'doneId',
};

/** Rows of an import. In the collection they are lines of JSON. */
const CSV = 'customer_id,company\n77,Acme Corporation\n';

function callOf({ request }: Item, document: Document): Call {
  const path = `/${request.url.path.map((part) => part.replace(/^:(.+)$/, '{$1}')).join('/')}`;
  const operation = document.paths[path]![request.method.toLowerCase()]!;
  const sent = [...request.url.variable, ...request.url.query, ...request.header.filter(({ disabled }) => !disabled)];
  const values = new Map(sent.map(({ key, value }) => [key, value]));
  const ready = READY[operation.operationId];
  if (ready) values.set('id', `{{${ready}}}`);
  return {
    operation: operation.operationId,
    parameters: Object.fromEntries(
      operation.parameters.flatMap(({ name, schema }) => {
        const value = values.get(name);
        return value === undefined ? [] : [[name, typed(value, schema['type'])]];
      }),
    ),
    inPath: operation.parameters.flatMap(({ name, in: place }) => (place === 'path' ? [name] : [])),
    ...(request.body?.raw && bodyOf(request.body.raw, operation)),
    credentials: credentialsOf(operation, document),
    keeps: keptOf(operation),
  };
}

function typed(value: string, type: unknown): unknown {
  if (value.startsWith('{{')) return value;
  if (type === 'boolean') return value === 'true';
  return type === 'integer' || type === 'number' ? Number(value) : value;
}

function bodyOf(raw: string, { requestBody }: Operation) {
  const json = requestBody!.content[JSON_TYPE];
  if (!json) return { body: CSV, bodyOf: 'body' };
  const { $ref, items } = json.schema as { $ref?: string; items?: { $ref: string } };
  return {
    // The collection writes the ID of a list as `[{{id}}]`, so that it becomes a number.
    body: JSON.parse(raw.replace(/\[\{\{(\w+)\}\}\]/g, '["{{$1}}"]')) as unknown,
    bodyOf: ($ref ?? items!.$ref).split('/').at(-1)!,
  };
}

interface Scheme {
  type: 'http' | 'apiKey';
  scheme?: string;
  name?: string;
}

/** Of the first way in which a request may prove itself. Variables have the names of the schemes. */
const credentialsOf = ({ security = [] }: Operation, { components }: Document): Credential[] =>
  Object.keys(security[0] ?? {}).map((name) => {
    const scheme = components.securitySchemes[name] as Scheme;
    if (scheme.type === 'apiKey') return { kind: 'header', scheme: name, name: scheme.name!, value: `{{${name}}}` };
    return scheme.scheme === 'basic'
      ? { kind: 'basic', username: '{{publicKey}}', password: '{{privateKey}}' }
      : { kind: 'bearer', value: `{{${name}}}` };
  });

function keptOf({ operationId, 'x-contract': contract }: Operation): Kept[] {
  const signIn = SIGN_INS[contract as string]?.[operationId];
  const made = Object.values(ENDS).find(({ by }) => by === operationId);
  return [
    ...(signIn ? [signIn] : []),
    ...(signIn && contract === 'clientela' ? [{ variable: 'clientelaSession', cookie: 'clientela_session' }] : []),
    ...(made ? [{ variable: `${operationId}Id`, field: made.id }] : []),
  ];
}

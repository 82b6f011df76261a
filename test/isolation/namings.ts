import type { Schema } from '../../src/contracts/schema.js';
import { type Document, JSON_TYPE, type Operation, type Parameter } from '../../src/openapi/document.js';
import { placesOf } from '../support/documents.js';
import type { Records } from './records.js';

type Place = ReturnType<typeof placesOf>[number];

/** A request without a credential. */
export interface Asked {
  method: string;
  path: string;
  query: Record<string, unknown>;
  body?: unknown;
}

/** A place of an operation where a request names a record: by an ID, a code, a key or a search text. */
export interface Naming {
  operation: string;
  /** `path emailId`, `query where parent_customer_id`, `body ids`. */
  where: string;
  /** The operation that is an entry of the bulk request, if this place is in one. */
  inside?: string;
  kind: keyof Records;
  /** How many examples of its body the document has. Each one makes a request. */
  examples: number;
  method: string;
  /** Whether the request needs a credential. A sign-in does not. */
  isOpen: boolean;
  /** A request for the caller's own records, except for the record that this place names. */
  ask(own: Records, named: Records, example: number): Asked;
}

/** Path parameters. The segment before `id` says what it names. */
const IN_PATH: Record<string, keyof Records> = {
  account: 'account',
  customer_id: 'customer',
  user_id: 'person',
  emailId: 'email',
  phoneId: 'phone',
  companyNameId: 'companyName',
  'customers/id': 'customer',
  'getCustomers/id': 'customer',
  'clients/id': 'customer',
  'contacts/id': 'customer',
  'api-keys/id': 'key',
  'keys/id': 'key',
  'users/id': 'user',
  'imports/id': 'import',
  'merges/id': 'merge',
  'webhooks/id': 'webhook',
  '_resthook/id': 'restHook',
};

const IN_BODY: Record<string, keyof Records> = {
  id: 'customer',
  ids: 'customer',
  customer_id: 'customer',
  code: 'code',
  parent_customer_id: 'parent',
  parentId: 'parent',
  mainContactId: 'person',
  recordId: 'customer',
  taxId: 'taxId',
  payerId: 'parent',
  oneId: 'customer',
  otherId: 'parent',
  intoId: 'customer',
  goneId: 'parent',
  superuser_id: 'person',
  external_key: 'externalKey',
  external_code: 'externalKey',
  tax_id: 'taxId',
  vat_id: 'taxId',
};

/** IDs that a body has as texts. */
const TEXTS: ReadonlySet<string> = new Set([
  'parentId',
  'mainContactId',
  'recordId',
  'oneId',
  'otherId',
  'intoId',
  'goneId',
]);

/** Parameters that each filter by one field. */
const FILTERS: Record<string, keyof Records> = {
  q: 'text',
  name: 'text',
  externalKey: 'externalKey',
  code: 'code',
  email: 'emailAddress',
  taxId: 'taxId',
  parentId: 'parent',
  recordId: 'customer',
  id: 'wireId',
  customerId: 'customer',
};

const SEARCHED: Record<string, keyof Records> = {
  ...IN_BODY,
  'customers.customer_id': 'customer',
  user_id: 'person',
  company: 'text',
  name: 'text',
  superuser_email: 'emailAddress',
  email: 'emailAddress',
  username: 'emailAddress',
  'billing_address.id': 'billingAddress',
  billing_address_id: 'billingAddress',
  'shipping_address.id': 'shippingAddress',
  shipping_address_id: 'shippingAddress',
};

/** Words that look like IDs but name no record. */
const NO_RECORD: Record<string, string> = {
  language_id: 'of the caller’s own books',
  class_id: 'of the caller’s own books',
  admin_id: 'of the caller’s own books',
  campaign_id: 'of the caller’s own books',
  terms_id: 'of the caller’s own books',
  country_id: 'of the caller’s own books',
  department_id: 'of the caller’s own books',
  openingBalanceBranchId: 'of the caller’s own books',
  languageId: 'of the caller’s own books',
  classId: 'of the caller’s own books',
  adminId: 'of the caller’s own books',
  campaignId: 'of the caller’s own books',
  termsId: 'of the caller’s own books',
  siteCountryId: 'of the caller’s own books',
  siteDepartmentId: 'of the caller’s own books',
  organizationId: 'is of the running system that an import reads',
  requestId: 'is a request of the caller’s own tenant',
  currency_id: 'is ISO 4217',
  zip_code: 'is the post’s',
  'billing_address.zip_code': 'is the post’s',
  billing_address_zip_code: 'is the post’s',
  'shipping_address.zip_code': 'is the post’s',
  shipping_address_zip_code: 'is the post’s',
};

/** Query texts that name no record. */
const NO_SEARCH: Record<string, string> = {
  order: 'sorts',
  fields: 'limits what is shown',
  viewSlug: 'is one of a few words',
  status: 'is one of a few words',
  password: 'is the caller’s own',
  after: 'is a cursor of the caller’s own list',
  phone: 'is equal in both tenants',
  field: 'is a word of the contract',
  actor: 'is a caller of the caller’s own tenant',
  contract: 'is one of a few words',
  from: 'is a time',
  to: 'is a time',
  createdSince: 'is a time',
  createdBefore: 'is a time',
  updatedSince: 'is a time',
  updatedBefore: 'is a time',
  kind: 'is one of a few words',
  delimiter: 'is between the columns of CSV',
};

const ID_LIKE = /(^|[._])(id|ids|code|key|uri)$|Ids?$/;

/** Every place of a document's operations that names a record. A place that is not listed here is an error. */
export function namingsOf(document: Document): Naming[] {
  const namings = placesOf(document).flatMap((place) => [
    ...ofPath(document, place),
    ...ofQuery(document, place),
    ...ofBody(document, place),
  ]);
  const several = placesOf(document).filter(({ operation }) =>
    wordsOf(document, operation).some((words) => words.at(-1) === 'uri'),
  );
  return [
    ...namings,
    ...several.flatMap((place) =>
      namings
        .filter(({ operation }) => operation !== place.operation.operationId)
        .map((inner) => wrapped(place, inner)),
    ),
  ];
}

function ofPath(document: Document, place: Place): Naming[] {
  const names = pathNames(place.path);
  const namings = names.map((name) =>
    naming(document, place, `path ${name}`, pathKind(place.path, name), (request, named) => ({
      ...request,
      path: filled(place.path, (other) => (other === name ? named : request.own)),
    })),
  );
  const byKey = place.operation.parameters.filter(
    (parameter) => parameter.in === 'path' && JSON.stringify(parameter.schema).includes('^external_key:'),
  );
  return [
    ...namings,
    ...byKey.map(({ name }) =>
      naming(document, place, `path ${name} by its external key`, 'externalKey', (request, { externalKey }) => ({
        ...request,
        path: place.path.replace(`{${name}}`, `external_key:${externalKey}`),
      })),
    ),
    // A record together with its customer: both exist, and both belong to another tenant.
    ...(names.length > 1
      ? [
          naming(document, place, `path ${names.join(' and ')}`, pathKind(place.path, names[0]!), (request, named) => ({
            ...request,
            path: filled(place.path, () => named),
          })),
        ]
      : []),
  ];
}

function ofQuery(document: Document, place: Place): Naming[] {
  const texts = place.operation.parameters.filter(
    ({ in: where, schema, name }) =>
      where === 'query' && schema['type'] === 'string' && !schema['enum'] && !(name in NO_SEARCH),
  );
  return texts.flatMap(({ name, description = '' }) => {
    const by = (where: string, kind: keyof Records, query: (named: Records) => Record<string, unknown>) =>
      naming(document, place, `query ${where}`, kind, (request, named) => ({
        ...request,
        query: { ...request.query, ...query(named) },
      }));
    if (['search', 'searchKeyword', 'keyword'].includes(name))
      return [by(name, 'text', ({ text }) => ({ [name]: text }))];
    const filter = FILTERS[name];
    if (filter) return [by(name, filter, (named) => ({ [name]: named[filter] }))];
    if (name === 'username') return [by(name, 'username', ({ username }) => ({ username }))];
    if (name === 'stringifiedFilterRoles')
      return [
        by(name, 'text', ({ text }) => ({
          [name]: JSON.stringify([{ fieldKey: 'displayName', comparator: 'contains', value: text }]),
        })),
      ];
    if (name === 'where')
      return searched(/Fields: (.*)\.$/.exec(description)![1]!.split(', ')).map((field) =>
        by(`where ${field}`, SEARCHED[field]!, (named) => ({ where: `${field}:EQUALS:${named[SEARCHED[field]!]}` })),
      );
    if (name === 'searchString') {
      const columns = place.operation.parameters.find((parameter) => parameter.name === 'searchColumn')!.schema[
        'enum'
      ] as string[];
      return searched(columns).map((column) =>
        by(`searchString ${column}`, SEARCHED[column]!, (named) => ({
          searchColumn: column,
          searchString: named[SEARCHED[column]!],
        })),
      );
    }
    throw unheardOf(place, name);
  });

  function searched(fields: string[]): string[] {
    for (const field of fields)
      if (ID_LIKE.test(field) && !(field in SEARCHED) && !(field in NO_RECORD)) throw unheardOf(place, field);
    return fields.filter((field) => field in SEARCHED);
  }
}

function ofBody(document: Document, place: Place): Naming[] {
  return wordsOf(document, place.operation).flatMap((words) => {
    const word = words.at(-1)!;
    if (word in NO_RECORD || word === 'uri') return [];
    const kind = place.path.endsWith('/ids') && word === 'id' ? 'wireId' : IN_BODY[word];
    if (!kind) throw unheardOf(place, word);
    const value = (named: Records) =>
      word === 'ids' ? [named[kind]] : TEXTS.has(word) ? String(named[kind]) : named[kind];
    return [
      naming(document, place, `body ${words.join('.')}`, kind, (request, named) => ({
        ...request,
        body: withValue(request.body, words, value(named)),
      })),
    ];
  });
}

/** A naming inside a bulk request. */
const wrapped = ({ path, method, operation }: Place, inner: Naming): Naming => ({
  ...inner,
  operation: operation.operationId,
  inside: inner.operation,
  ask: (own, named, example) => {
    const { method: verb, path: uri, query, body } = inner.ask(own, named, example);
    return {
      method,
      path,
      query: {},
      body: [
        {
          request_method: verb.toUpperCase(),
          uri: `${uri}?${new URLSearchParams(query as Record<string, string>).toString()}`,
          payload: body,
        },
      ],
    };
  },
});

type Draft = Asked & { own: Records };

function naming(
  document: Document,
  place: Place,
  where: string,
  kind: keyof Records,
  name: (request: Draft, named: Records) => Draft,
): Naming {
  const { operation, method } = place;
  const examples = where.startsWith('body') ? bodiesOf(operation).length : 1;
  return {
    operation: operation.operationId,
    where,
    kind,
    method,
    examples,
    isOpen: operation.security?.length === 0,
    ask: (own, named, example) => {
      const { path, query, body } = name(
        {
          method,
          path: filled(place.path, () => own),
          query: queryOf(operation.parameters, own),
          body: withOwn(bodiesOf(operation)[example], own),
          own,
        },
        named,
      );
      return { method, path, query, body };
    },
  };
}

/** The words of a body that look like IDs, by their paths. */
function wordsOf({ components }: Document, { requestBody }: Operation): string[][] {
  return requestBody ? within(requestBody.content[JSON_TYPE]!.schema) : [];

  function within({
    $ref,
    properties = {},
    items,
    ...rest
  }: Schema & { $ref?: string; properties?: Record<string, Schema>; items?: Schema }): string[][] {
    if ($ref) return within(components.schemas[$ref.split('/').at(-1)!]!);
    const alternatives = [rest['anyOf'], rest['oneOf'], rest['allOf']].flatMap(
      (schemas) => (schemas ?? []) as Schema[],
    );
    const ways = Object.entries(properties).flatMap(([word, schema]) => [
      ...(ID_LIKE.test(word) ? [[word]] : []),
      ...within(schema).map((way) => [word, ...way]),
    ]);
    return [...ways, ...(items ? within(items).map((way) => ['*', ...way]) : []), ...alternatives.flatMap(within)];
  }
}

export const pathNames = (path: string) => [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);

function pathKind(path: string, name: string): keyof Records {
  const kind = IN_PATH[name] ?? IN_PATH[`${path.split(`/{${name}}`)[0]!.split('/').at(-1)}/${name}`];
  if (!kind) throw new Error(`${path} names something by {${name}}: say of what kind it is`);
  return kind;
}

const filled = (path: string, records: (name: string) => Records) =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(records(name)[pathKind(path, name)]));

const queryOf = (parameters: Parameter[], { username, password }: Records): Record<string, unknown> =>
  Object.fromEntries(
    parameters
      .filter((parameter) => parameter.in === 'query' && parameter.required && parameter.name !== 'nonce')
      .map(({ name, schema }) => [name, { username, password }[name] ?? (schema['examples'] as unknown[])[0]]),
  );

const bodiesOf = ({ requestBody }: Operation): unknown[] =>
  Object.values(requestBody?.content[JSON_TYPE]?.examples ?? {}).map(({ value }) => value);

/** Replaces the IDs of an example by those of the caller's own records. */
function withOwn(body: unknown, own: Records): unknown {
  if (Array.isArray(body)) return body.map((one) => withOwn(one, own));
  if (typeof body !== 'object' || body === null) return body;
  const value = (word: string, example: unknown) => {
    const kind = IN_BODY[word];
    const isOther = kind === 'taxId' || kind === 'externalKey' || ('recordId' in body && word === 'id');
    if (!kind || isOther || example === null) return withOwn(example, own);
    return word === 'ids' ? [own[kind]] : TEXTS.has(word) ? String(own[kind]) : own[kind];
  };
  return Object.fromEntries(Object.entries(body).map(([word, example]) => [word, value(word, example)]));
}

function withValue(body: unknown, [word, ...rest]: string[], value: unknown): unknown {
  if (word === undefined) return value;
  if (word === '*') return (Array.isArray(body) ? (body as unknown[]) : [{}]).map((one) => withValue(one, rest, value));
  return {
    ...(body as object | undefined),
    [word]: withValue((body as Record<string, unknown> | undefined)?.[word], rest, value),
  };
}

const unheardOf = ({ operation }: Place, word: string) =>
  new Error(`${operation.operationId} takes ${word}: say what it names, or why it names nothing`);

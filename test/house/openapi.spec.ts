import type { Schema } from '../../src/contracts/schema.js';
import { DOCUMENTS, written } from '../../src/openapi.js';
import { type Document, type Operation, operationsOf, type Response } from '../../src/openapi/document.js';
import { inOpenApi30 } from '../../src/openapi/openapi-3-0.js';
import { reachable } from '../../src/openapi/schemas.js';
import { routesOf } from '../../src/routes.js';
import { committed, committedDocument, contentOf, placesOf, schemaOf } from '../support/documents.js';
import { useApp, useTenant } from '../support/use-app.js';
import { UNLIMITED } from '../openapi/unlimited.js';

const app = useApp();
const tenant = useTenant(app);
const snake = useTenant(app, { accountingCase: 'snake' });

const schemaless = ({ description }: Response) => description.endsWith('with an empty body');
const namesOf = <Part>(parts: Record<string, Part>, isMissed: (part: Part) => boolean) =>
  Object.keys(parts).filter((name) => isMissed(parts[name]!));

/** Every field of a schema by its place, however deep: `Refusal.details[].field`. */
function fieldsIn(schema: Schema, place: string): Record<string, Schema> {
  const {
    properties = {},
    items,
    anyOf = [],
    oneOf = [],
  } = schema as { properties?: Record<string, Schema>; items?: Schema; anyOf?: Schema[]; oneOf?: Schema[] };
  const fields = Object.entries(properties).map(([name, field]) => ({
    [`${place}.${name}`]: field,
    ...fieldsIn(field, `${place}.${name}`),
  }));
  return Object.assign(
    {},
    ...fields,
    items && fieldsIn(items, `${place}[]`),
    ...[...anyOf, ...oneOf].map((one, at) => fieldsIn(one, `${place}|${at}`)),
  ) as Record<string, Schema>;
}

/** The pointers to all texts, lists and whole numbers of a document that have no limit. */
function withoutLimit(part: unknown, place: string): string[] {
  if (typeof part !== 'object' || part === null) return [];
  const schema = part as Schema;
  const types = Array.isArray(part) ? [] : [schema['type']].flat();
  const lacks = (type: string, ...words: string[]) =>
    types.includes(type) && !words.some((word) => word in schema) && !('enum' in schema) && !('const' in schema);
  const isOpen =
    lacks('string', 'maxLength') ||
    lacks('array', 'maxItems') ||
    lacks('integer', 'minimum', 'exclusiveMinimum') ||
    lacks('integer', 'maximum');
  return [
    ...(isOpen ? [place] : []),
    ...Object.entries(part).flatMap(([key, inner]) =>
      ['example', 'examples', 'x-footprint', 'securitySchemes'].includes(key)
        ? []
        : withoutLimit(inner, `${place}/${key.replaceAll('/', '~1')}`),
    ),
  ];
}

/** Every object in a schema that names its fields and says nothing of others, however deep. */
function openIn(schema: unknown, place: string): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const inner = Object.entries(schema).flatMap(([key, value]) =>
    key === 'examples' ? [] : openIn(value, `${place}.${key}`),
  );
  return 'properties' in schema && !('additionalProperties' in schema) ? [place, ...inner] : inner;
}

/** Of all schemas, and of the envelopes of the answers. */
const fieldsOf = (document: Document): Record<string, Schema> =>
  Object.assign(
    {},
    ...Object.entries(document.components.schemas).map(([name, schema]) => fieldsIn(schema, name)),
    ...operationsOf(document).flatMap(({ operationId, responses }) =>
      Object.values(responses).map((response) =>
        '$ref' in response ? {} : fieldsIn(schemaOf(response) ?? {}, operationId),
      ),
    ),
  ) as Record<string, Schema>;

const parametersOf = (operations: Operation[]) =>
  Object.fromEntries(
    operations.flatMap(({ operationId, parameters }) =>
      parameters.map((parameter) => [`${operationId} ${parameter.name}`, parameter]),
    ),
  );

describe.each(DOCUMENTS)('the document of $name', ({ name, contract, draw }) => {
  const text = committed(name);
  const documented = committedDocument(name);
  const answersIn = name === 'accounting-snake' ? 'snake' : 'camel';
  const { document } = documented;
  const operations = operationsOf(document);
  const successes = ({ responses }: Operation) => Object.keys(responses).filter((status) => Number(status) < 300);
  const refusals = ({ responses }: Operation) => Object.keys(responses).filter((status) => Number(status) >= 400);

  it('is committed as the code says it (npm run openapi)', () => {
    expect(written(draw(app.nest))).toBe(text);
  });

  it('is served as it is committed', async () => {
    const { status, headers, body } = await app.send('GET', `/docs/${name}.json`);
    expect({ status, type: headers['content-type'] }).toEqual({ status: 200, type: 'application/json; charset=utf-8' });
    expect(body).toEqual(document);
  });

  it('is committed and served in OpenAPI 3.0.3 too', async () => {
    expect(written(inOpenApi30(draw(app.nest)))).toBe(committed(`3.0/${name}`));
    const { status, headers, body } = await app.send('GET', `/docs/${name}-3.0.json`);
    expect({ status, type: headers['content-type'] }).toEqual({ status: 200, type: 'application/json; charset=utf-8' });
    expect(body).toEqual(committedDocument(`3.0/${name}`).document);
  });

  it('has every route of the contract and no other', () => {
    const routes = routesOf(app.nest).filter((route) => route.contract === contract && !route.undocumented);
    expect(operations.length).toBeGreaterThan(3);
    expect(operations).toHaveLength(routes.length);
    expect(operations.filter((operation) => operation['x-contract'] !== contract.name)).toEqual([]);
  });

  it('has no two names that differ by case or separators alone', () => {
    const folded = (word: string) => word.replace(/[^\p{L}\p{N}]/gu, '').toLowerCase();
    const alike = (place: string, names: string[]) =>
      names
        .filter((word, at) => names.some((other, also) => also !== at && folded(other) === folded(word)))
        .map((word) => `${place}: ${word}`);
    expect(alike('schemas', Object.keys(document.components.schemas))).toEqual([]);
    expect(
      alike(
        'operations',
        operations.map(({ operationId }) => operationId),
      ),
    ).toEqual([]);
    expect(
      operations.flatMap(({ operationId, parameters }) =>
        alike(
          operationId,
          parameters.map((parameter) => parameter.name),
        ),
      ),
    ).toEqual([]);
    // Siblings have one place in common: all that comes before their own name.
    const siblings = new Map<string, string[]>();
    for (const field of Object.keys(fieldsOf(document)))
      siblings.set(field.replace(/[^.]+$/, ''), [
        ...(siblings.get(field.replace(/[^.]+$/, '')) ?? []),
        field.replace(/^.*\./, ''),
      ]);
    expect([...siblings].flatMap(([place, names]) => alike(place, names))).toEqual([]);
  });

  it('names each operation, and says what it does', () => {
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    // They become the names of methods, so they say what is done to what.
    expect(ids.filter((id) => !/^[a-z]+([A-Z][a-z]+)+$/.test(id))).toEqual([]);
    expect(
      operations
        .filter(({ summary, tags = [] }) => !summary || tags.length !== 1)
        .map(({ operationId }) => operationId),
    ).toEqual([]);
    expect(document.tags.filter(({ description }) => !description)).toEqual([]);
  });

  it('says what each schema, field, parameter and header means', () => {
    const { schemas, headers, responses } = document.components;
    const answers = operations.map((operation) =>
      Object.entries(operation.responses).map(
        ([status, response]) => [`${operation.operationId} ${status}`, response] as const,
      ),
    );
    const told: Record<string, object> = {
      ...schemas,
      ...headers,
      ...responses,
      ...fieldsOf(document),
      ...parametersOf(operations),
      ...Object.fromEntries(answers.flat()),
    };
    expect(namesOf(told, (part) => !(part as { description?: string }).description && !('$ref' in part))).toEqual([]);
  });

  it('shows how each field and parameter may look', () => {
    const parameters = Object.fromEntries(
      Object.entries(parametersOf(operations)).map(([name, { schema }]) => [name, schema]),
    );
    const shown = (schema: Schema) =>
      'examples' in schema ||
      'enum' in schema ||
      'const' in schema ||
      'default' in schema ||
      schema['type'] === 'boolean' ||
      /"(\$ref|properties)":/.test(JSON.stringify(schema));
    expect(namesOf({ ...fieldsOf(document), ...parameters }, (schema) => !shown(schema))).toEqual([]);
  });

  it('has an example of every parameter, beside its schema', () => {
    expect(namesOf(parametersOf(operations), ({ example }) => example === undefined)).toEqual([]);
  });

  it.each([name, `3.0/${name}`])('says how long every text and list of requests and answers is (%s)', (file) => {
    // In 3.0, a body in several types is described as CSV alone.
    const isOneType = file.startsWith('3.0/') ? /requestBody\/content\/application/ : /^$/;
    const unlimited = Object.keys(UNLIMITED[contract.name] ?? {}).filter((place) => !isOneType.test(place));
    const found = withoutLimit(committedDocument(file).document, '');
    expect(found.filter((place) => !unlimited.includes(place))).toEqual([]);
    // An exception that is not needed would hide a list without a limit later.
    expect(unlimited.filter((place) => !found.includes(place))).toEqual([]);
  });

  it('says how much of anything a request may hold', () => {
    const taken = reachable(
      operations.map(({ requestBody }) => requestBody),
      document.components.schemas,
    );
    const inputs = Object.assign(
      {},
      ...[...taken].map((name) => fieldsIn(document.components.schemas[name]!, name)),
    ) as Record<string, Schema>;
    const parameters = Object.fromEntries(
      Object.entries(parametersOf(operations)).map(([name, { schema }]) => [name, schema]),
    );
    const isBound = (schema: Schema) =>
      [schema['type']].flat().every((type) => {
        if (type === 'string')
          return 'maxLength' in schema || 'enum' in schema || 'pattern' in schema || schema['format'] === 'date-time';
        return type === 'integer' || type === 'number' ? 'minimum' in schema : type !== 'array' || 'maxItems' in schema;
      });
    expect(namesOf({ ...inputs, ...parameters }, (schema) => !isBound(schema))).toEqual([]);
  });

  it('says what each operation answers', () => {
    const silent = operations.filter((operation) => {
      const [status, ...others] = successes(operation);
      const response = status ? documented.response(operation, status)! : undefined;
      return !response || others.length > 0 || (!schemaOf(response) && !schemaless(response));
    });
    expect(silent.map(({ operationId }) => operationId)).toEqual([]);
  });

  it('has no other keys in answers than those it tells', () => {
    const { schemas, responses } = document.components;
    const taken = reachable(
      operations.map(({ requestBody }) => requestBody),
      schemas,
    );
    const answered = [...reachable([operations.map((operation) => operation.responses), responses], schemas)].filter(
      (name) => !taken.has(name),
    );
    expect(answered.length).toBeGreaterThan(0);
    expect(answered.flatMap((name) => openIn(schemas[name], name))).toEqual([]);
    expect([
      ...operations.flatMap((operation) => openIn(operation.responses, operation.operationId)),
      ...openIn(responses, 'responses'),
    ]).toEqual([]);
  });

  it('says what each operation refuses, with examples that are as their schema says', () => {
    for (const operation of operations) {
      expect(refusals(operation)).toEqual(expect.arrayContaining(['429', '500', '503']));
      for (const status of refusals(operation)) {
        const { schema, examples = {} } = contentOf(documented.response(operation, status)!)!;
        expect(Object.values(examples).length).toBeGreaterThan(0);
        expect(Object.values(examples).map(({ value }) => documented.complaint(schema, value))).toEqual(
          Object.values(examples).map(() => undefined),
        );
      }
    }
  });

  it('has valid JSON schemas with valid examples, and no schema that is not used', () => {
    for (const [name, { properties = {} }] of Object.entries(document.components.schemas) as [
      string,
      { properties?: Record<string, { examples?: unknown[] }> },
    ][]) {
      expect(documented.complaint({ $ref: `#/components/schemas/${name}` }, undefined)).toEqual(expect.any(String));
      expect(text).toContain(`"#/components/schemas/${name}"`);
      for (const property of Object.values(properties))
        expect((property.examples ?? []).map((example) => documented.complaint(property, example))).toEqual(
          (property.examples ?? []).map(() => undefined),
        );
    }
  });

  it('has no word of OpenAPI 3.0 in its schemas', () => {
    expect(text).not.toMatch(/"nullable"|"exclusiveM\w+": (true|false)/);
    // A parameter has an example of its own, beside its schema.
    const schemas = [
      document.components,
      ...operations.map(({ requestBody, responses }) => ({ requestBody, responses })),
      ...Object.values(parametersOf(operations)).map(({ schema }) => schema),
    ];
    expect(JSON.stringify(schemas)).not.toMatch(/"example":/);
  });

  it('declares every parameter of its paths and every credential that it asks for', () => {
    for (const { path, operation } of placesOf(document)) {
      const declared = operation.parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
      expect(declared.sort()).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort());
    }
    const asked = operations.flatMap(({ security = [] }) =>
      security.flatMap((requirement) => Object.keys(requirement)),
    );
    expect(Object.keys(document.components.securitySchemes)).toEqual(expect.arrayContaining(asked));
  });

  // Every answer that a test gets is held against its document: see support/as-documented.ts.
  it('is right about what a request without credentials is answered', async () => {
    for (const { path, method } of placesOf(document)) await expect(send(method, path, {})).resolves.toBeDefined();
  });

  it('describes the answers to requests that name an unknown record', async () => {
    const headers = await app.as(answersIn === 'snake' ? snake : tenant)[contract.name].credentials();
    for (const { path, method } of placesOf(document)) await expect(send(method, path, headers)).resolves.toBeDefined();
  });

  it('is right about an ID that cannot be read as an address', async () => {
    const headers = await app.as(answersIn === 'snake' ? snake : tenant)[contract.name].credentials();
    for (const { path, method } of placesOf(document))
      if (/\{(?!account)\w+\}/.test(path))
        await expect(
          app.send(method, path.replace('{account}', tenant.slug).replace(/\{\w+\}/g, '%ff'), { headers }),
        ).resolves.toMatchObject({ status: 404 });
  });

  const send = (method: string, path: string, headers: Record<string, string>) =>
    app.send(method, path.replace('{account}', tenant.slug).replace(/\{\w+\}/g, '9007199254740000'), {
      headers,
      answersIn,
    });
});

describe('a query', () => {
  const wordsOf = (contract: string, parameter: string) => {
    const found = operationsOf(JSON.parse(committed(contract)) as Document).flatMap(({ parameters }) =>
      parameters.filter(({ name }) => name === parameter),
    );
    return found[0]?.schema['enum'];
  };

  it('tells the words that it takes', () => {
    expect(wordsOf('erp', 'searchOperator')).toEqual(['lt', 'lte', 'gt', 'gte', 'ne']);
    expect(wordsOf('erp', 'searchColumn')).toEqual(
      expect.arrayContaining(['vat_id', 'billing_address.city', 'billing_address_city']),
    );
    expect(wordsOf('accounting', 'sortOrder')).toEqual(['asc', 'desc']);
    expect(wordsOf('accounting', 'columnSortBy')).toEqual(expect.arrayContaining(['display_name', 'balance']));
  });
});

describe('/docs', () => {
  const hrefs = (page: string) => [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address!);

  it('200: is a page whose every part comes from this server', async () => {
    const page = await app.send('GET', '/docs');
    expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
    const parts = hrefs(page.body as string);
    expect(parts.length).toBeGreaterThan(4);
    for (const part of parts) {
      expect(part).toMatch(/^\/docs\/[\w.-]+$/);
      expect((await app.send('GET', part)).status).toBe(200);
    }
  });

  it('200: offers every document, and calls no external validator', async () => {
    const { body } = await app.send('GET', '/docs/start.js');
    for (const { name } of DOCUMENTS) expect(body.toString()).toContain(`"/docs/${name}.json"`);
    expect(body.toString()).toContain('"validatorUrl": null');
    expect(body.toString()).not.toMatch(/https?:/);
  });

  it('lets a browser load nothing from elsewhere', async () => {
    const { headers } = await app.send('GET', '/docs');
    expect(headers['content-security-policy']).toMatch(/^default-src 'none';/);
    expect(headers['content-security-policy']).not.toMatch(/https?:|\*|unsafe-eval|upgrade-insecure/);
    expect(headers).not.toHaveProperty('strict-transport-security');
  });

  it('404: is plain about what is not there', async () => {
    for (const path of [
      '/docs/nothing',
      '/docs/LICENSE',
      '/docs/package.json',
      '/docs/%2e%2e/package.json',
      '/docs/clients.json/x',
    ])
      expect(await app.send('GET', path)).toMatchObject({
        status: 404,
        headers: { 'content-type': 'text/plain; charset=utf-8' },
        body: 'Not found\n',
      });
  });
});

describe('every answer', () => {
  it('tells browsers not to guess, frame or embed it', async () => {
    for (const path of ['/docs', '/apidev/v1/clients', '/api/nothing', '/api/customers/1'])
      expect((await app.send('GET', path)).headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'cross-origin-resource-policy': 'same-origin',
      });
  });
});
